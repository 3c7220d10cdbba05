"""Reads hostile files in a process of its own with little memory: a line of stdin is a kind and a path, a line of stdout
what came of it. Started by ``bounded.py``."""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import django

MOST_MEMORY = 3 * 1024**3
"""Bytes of address space: the house itself, and what it promises to need at most."""


class Overseer:
    """Enough of a seat to know which columns a sheet may bring."""

    user_id, legs, is_authority = None, (), True

    def may(self, permission: str) -> bool:
        """Everything."""
        return True


def sheet(path: Path) -> tuple[str | None, int]:
    """Looked at, read, parsed and written back as the import does; (the sentence, lines)."""
    from anlan.kernel.doors import workbook
    from anlan.kernel.register import registry

    if why := workbook.look(path):
        return why, 0
    seat: Any = Overseer()
    faults, lines, places = workbook.parse(registry.register("person"), seat, path)
    read = list(lines)
    workbook.annotate(path, {number: {"name": ["请改正"]} for number, _ in read[:50]}, places)
    Path(f"{path}.errors.xlsx").unlink()
    return "；".join(faults) or None, len(read)


def picture(path: Path) -> tuple[str | None, int]:
    """Judged, fingerprinted and made small as an upload is."""
    from anlan.kernel.trail import likeness, pictures

    small = path.with_suffix(".small")
    try:
        facts = pictures.inspect(path)
        if facts.kind != "pdf":
            likeness.fingerprint(path)
            pictures.make_thumbnail(path, small)
    except pictures.PictureError as error:
        return str(error), 0
    finally:
        small.unlink(missing_ok=True)
    return None, 1


def main() -> None:
    """Answers until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    django.setup()
    for line in sys.stdin:
        kind, path = line.rstrip("\n").split(" ", 1)
        begun = time.monotonic()
        try:
            why, count = {"sheet": sheet, "picture": picture}[kind](Path(path))
            found: dict[str, Any] = {"why": why, "count": count}
        except Exception as error:
            found = {"error": repr(error)[:300]}
        found["seconds"] = time.monotonic() - begun
        found["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(found, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
