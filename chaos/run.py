"""All of it: rounds of kill -9 and a full disk, people at work and devices that send, on both databases; ``reports/chaos.json`` and a table at the end."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .disk import NOT_HERE

REPORT = Path(__file__).resolve().parent.parent / "reports" / "chaos.json"
ROWS = (
    "killed", "acts", "acts sent again", "double clicks", "broken lines", "answers 503", "answers 507", "files",
    "uploads resumed", "imports", "jobs", "jobs taken again", "jobs left by the killed", "reminders", "SMS",
    "SMS sent again", "trail", "messages answered", "messages said again", "store away", "faults",
)  # fmt: skip


def part(module: str, database: str, *more: str) -> dict[str, Any]:
    """One part in its own process, which prints as it goes; what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        command = [sys.executable, "-m", f"chaos.{module}", "--database", database, "--out", str(out), *more]
        status = subprocess.run(command).returncode
        if status == NOT_HERE:
            return {"skipped": True}
        found: dict[str, Any] = (
            json.loads(out.read_text(encoding="utf-8")) if out.exists() else {"faults": [f"exit {status}"]}
        )
    return found


def figures(found: dict[str, Any]) -> dict[str, Any]:
    """A part's figures for the table."""
    faults = [f for r in found.get("rounds", []) for f in r["faults"]] + found.get("faults", [])
    return found | {"killed": sum(found.get("killed", {}).values()), "faults": len(faults)}


def table(parts: dict[str, dict[str, Any]]) -> str:
    """The figures of all parts side by side."""
    columns = {name: figures(found) for name, found in parts.items()}
    lines = [f"{'':<26}" + "".join(f"{name:>34}" for name in columns)]
    for row in ROWS:
        cells = ["skipped" if c.get("skipped") else c.get(row, 0) for c in columns.values()]
        lines.append(f"{row:<26}" + "".join(f"{cell:>34}" for cell in cells))
    return "\n".join(lines)


def main() -> None:
    """Plays all parts; the exit status is 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--rounds", default="50")
    parser.add_argument("--seconds", default="6", help="of killing in a round")
    parser.add_argument("--seed", default="32")
    options = parser.parse_args()
    seed = ("--seed", options.seed)
    parts: dict[str, dict[str, Any]] = {}
    for database in options.databases.split(","):
        rounds = ("--rounds", options.rounds, "--seconds", options.seconds)
        parts[f"{database}, kill -9"] = part("kills", database, *rounds, *seed)
        parts[f"{database}, full disk"] = part("disk", database, *seed)
        parts[f"{database}, devices"] = part(
            "telemetry", database, "--rounds", str(max(2, int(options.rounds) // 5)), *seed
        )
        parts[f"{database}, devices, full disk"] = part("telemetry", database, "--part", "disk", *seed)
    about: dict[str, Any] = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"), "seed": int(options.seed),
        "machine": f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}",
        "load": os.getloadavg()[0],
    }  # fmt: skip
    REPORT.parent.mkdir(exist_ok=True)
    before = json.loads(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else {}
    found = before | {name: about | one for name, one in parts.items()}
    REPORT.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\n{table(parts)}\n{REPORT}")
    sys.exit(any(figures(one)["faults"] for one in parts.values()))


if __name__ == "__main__":
    main()
