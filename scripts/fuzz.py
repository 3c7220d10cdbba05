"""Fuzzes for some minutes: rounds of tests/fuzz, each with a new random seed, which is printed so that it can be repeated.

``python scripts/fuzz.py [--minutes 10] [--seed N] [-- further arguments of pytest]``. Stops at the first round that finds
something and ends with pytest's exit code. ``--seed`` repeats one round.
"""

import argparse
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def fuzz(minutes: float, seed: int | None, more: list[str]) -> int:
    """Rounds until the time is over, at least one; pytest's exit code of the last."""
    end, code, rounds = time.monotonic() + minutes * 60, 0, 0
    while code == 0 and (rounds == 0 or (time.monotonic() < end and seed is None)):
        rounds += 1
        chosen = secrets.randbelow(2**32) if seed is None else seed
        print(f"· 第 {rounds} 轮，种子 {chosen}（重复这一轮：make fuzz SEED={chosen}）", flush=True)
        asked = [
            sys.executable,
            "-m",
            "pytest",
            "tests/fuzz",
            "-q",
            "--dist",
            "worksteal",
            f"--hypothesis-seed={chosen}",
        ]
        code = subprocess.run([*asked, *more], cwd=ROOT, env=os.environ | {"ANLAN_FUZZ": "long"}).returncode
    return code


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int)
    known, rest = parser.parse_known_args()
    sys.exit(fuzz(known.minutes, known.seed, [one for one in rest if one != "--"]))
