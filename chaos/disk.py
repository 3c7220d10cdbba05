"""Work on a disk that fills up: ``python -m chaos.disk --database postgresql``.

The house lies on a small disk in memory (tmpfs) of a mount namespace of its own, which needs root or user namespaces.
"""

import argparse
import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from .deeds import DOORS
from .house import until
from .siege import Siege, besieged

MEGABYTES = {"sqlite": 64, "postgresql": 256}
# What is left for the people to fill by themselves.
LEFT = 512 * 1024
LOOKS = 10
LONGEST = 25.0
NOT_HERE = 77


def namespace() -> list[str] | None:
    """The command that gives a command mounts of its own; None where neither root nor a user namespace may."""
    for words in (["unshare", "-m"], ["unshare", "-U", "-c", "--keep-caps", "-m"]):
        if shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True).returncode == 0:
            return words
    return None


def mount(folder: Path, megabytes: int) -> str | None:
    """Puts a small disk there; None, or why not."""
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"size={megabytes}m,mode=0755,uid={os.getuid()},gid={os.getgid()}".encode()
    if libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, options) == 0:
        return None
    return os.strerror(ctypes.get_errno())


def fill(folder: Path) -> Path:
    """Takes the room that is left, but for a little; the file that takes it."""
    ballast = folder / "ballast"
    with ballast.open("wb") as out:
        # Others write between the look and the taking: then there is less than was seen, and one looks again.
        for _ in range(LOOKS):
            if (free := shutil.disk_usage(folder).free) > LEFT:
                with suppress(OSError):
                    os.posix_fallocate(out.fileno(), 0, ballast.stat().st_size + free - LEFT)
    return ballast


def play(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Work, a disk that fills while it goes on, room again, and the truth."""
    with besieged(options, folder) as siege:
        siege.house.dawn(1)
        # Each person repeats what was refused, so without one who stays at a door it may hear of nobody for as long.
        crowd = siege.crowd(f"{options.seed}:disk", at_each_door=True)
        ledger = siege.ledger
        until(lambda: ledger.figures["acts"] >= 20, "没有人办成事", 60)
        ballast = fill(folder)
        until(lambda: _all_told(siege), "磁盘满后不是每个入口都说了话", LONGEST, ledger)
        full = {"acts before": ledger.figures["acts"], "told": {d: _told(siege, d) for d in DOORS}}
        ballast.unlink()
        siege.house.mend()
        mark = ledger.figures["acts"]
        until(lambda: ledger.figures["acts"] >= mark + 20, "腾出空间后没有恢复", 60, ledger)
        crowd.end()
        siege.house.drain(ledger)
        faults = [*ledger.faults, *siege.truth(0)]
        return {**full, "faults": faults, **siege.summary()}


def _told(siege: Siege, door: str) -> int:
    """How often a door said, in a sentence, that there is no room; a database that fell over says that it is away."""
    also = siege.house.postgres is not None
    return siege.ledger.figures[f"{door} 507"] + also * siege.ledger.figures[f"{door} 503"]


def _all_told(siege: Siege) -> bool:
    return all(_told(siege, door) for door in DOORS)


def main() -> None:
    """Plays inside a namespace of its own and writes what came of it to ``--out``; exit status 77 where that can't be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=tuple(MEGABYTES), default="sqlite")
    parser.add_argument("--seed", type=int, default=32)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.seconds = 0.0
    if not options.inside:
        words = namespace()
        if words is None:
            print("跳过：这台机器既不是 root，也不允许用户命名空间，无法挂载小磁盘 (neither root nor user namespaces)")
            sys.exit(NOT_HERE)
        sys.exit(subprocess.run([*words, sys.executable, "-m", "chaos.disk", "--inside", *sys.argv[1:]]).returncode)
    with tempfile.TemporaryDirectory(prefix="anlan-small-", ignore_cleanup_errors=True) as folder:
        if why := mount(Path(folder), MEGABYTES[options.database]):
            print(f"跳过：无法挂载小磁盘 (mount: {why})")
            sys.exit(NOT_HERE)
        found = play(options, Path(folder))
    print(f"{options.database}, full disk: {json.dumps(found, ensure_ascii=False)}")
    if options.out:
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(bool(found["faults"]))


if __name__ == "__main__":
    main()
