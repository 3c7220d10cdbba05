"""Rounds of work under kill -9: ``python -m chaos.kills --database postgresql --rounds 50``."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .siege import besieged

SECONDS = 6.0
HEAD = f"{'round':>5}{'kills':>6}{'acts':>7}{'again':>7}{'broken':>8}{'5xx':>6}{'files':>7}{'sheets':>7}{'left':>6}{'s':>7}  faults"


def line(found: dict[str, Any]) -> str:
    """A round as one line."""
    troubles = sum(n for key, n in found.items() if key.startswith("answers "))
    figures = [sum(found["kills"].values()), *(found.get(k, 0) for k in ("acts", "acts sent again", "broken lines"))]
    more = [troubles, *(found.get(k, 0) for k in ("files", "imports", "jobs left by the killed"))]
    return (
        "{:>5}{:>6}{:>7}{:>7}{:>8}".format(found["round"], *figures)
        + "{:>6}{:>7}{:>7}{:>6}".format(*more)
        + (f"{found['seconds']:>7}  {'; '.join(found['faults'])[:2000] or 'none'}")
    )


def play(options: argparse.Namespace) -> dict[str, Any]:
    """All rounds on one database."""
    with besieged(options) as siege:
        print(f"{options.database}, seed {options.seed}\n{HEAD}", flush=True)
        rounds = []
        for number in range(1, options.rounds + 1):
            rounds.append(siege.round(number))
            print(line(rounds[-1]), flush=True)
        return {"rounds": rounds, **siege.summary()}


def main() -> None:
    """Plays, and writes what came of it to ``--out``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of killing in a round")
    parser.add_argument("--seed", type=int, default=32)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    found = play(options)
    if options.out:
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(any(r["faults"] for r in found["rounds"]))


if __name__ == "__main__":
    main()
