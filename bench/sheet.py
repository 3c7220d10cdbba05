"""导出全部 in a process of its own: its time, its first byte, its memory; and a bare writer of the same cells.

``python -m bench.sheet --rows 100000`` prints one line of JSON.
"""

import argparse
import json
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
os.environ.setdefault("ANLAN_MODE", "test")


class Memory:
    """The most memory of this process while inside, in MB: all of it, and without pages of mapped files (Linux).

    SQLite maps part of the database file; the system takes those pages back when it needs them.
    """

    def __enter__(self) -> "Memory":
        self.all = self.own = 0
        self._over = threading.Event()
        self._look()
        self.before = self.own
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self._look()

    def _look(self) -> None:
        lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
        size = {words[0]: int(words[1]) // 1024 for words in lines if words[0] in ("VmRSS:", "RssAnon:")}
        self.all, self.own = max(self.all, size["VmRSS:"]), max(self.own, size["RssAnon:"])


def export(rows: int) -> dict[str, Any]:
    """Exports about that many rows as the province's office and writes the same cells again, bare."""
    from anlan.kernel.testing.cast import signed_in

    from .cases import PORTAL, SLUG, seats

    seat = seats()["province"]
    client, start = signed_in(seat), _from_day(seat, rows)
    client.get(f"/{PORTAL}/{SLUG}/?level=major")
    began = time.perf_counter()
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as out:
        with Memory() as most:
            pieces = iter(client.get(f"/{PORTAL}/{SLUG}/export/?found_on_from={start}"))
            out.write(next(pieces))
            first = time.perf_counter() - began
            for piece in pieces:
                out.write(piece)
            out.flush()
        whole = time.perf_counter() - began
        cells = _cells(Path(out.name))
    writer = min(_write(cells) for _ in range(2))
    return {
        "rows": len(cells) - 1, "columns": len(cells[0]), "export_s": round(whole, 2), "writer_s": round(writer, 2),
        "export_vs_writer": round(whole / writer, 2), "first_byte_s": round(first, 2), "export_rss_mb": most.own,
        "rss_before_mb": most.before, "rss_with_mapped_files_mb": most.all,
    }  # fmt: skip


def _from_day(seat: Any, rows: int) -> str:
    """The day since which the seat has about so many rows."""
    from anlan.kernel.register import registry

    found = registry.register("hazard").rows(seat).order_by("-found_on").values_list("found_on", flat=True)
    return str(found[min(rows, found.count()) - 1])


def _cells(path: Path) -> list[list[str]]:
    from python_calamine import CalamineWorkbook

    return [[str(c) for c in row] for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()]


def _write(cells: list[list[str]]) -> float:
    """Seconds of the library alone."""
    import xlsxwriter

    began = time.perf_counter()
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as out:
        with xlsxwriter.Workbook(out.name, {"constant_memory": True, "strings_to_urls": False}) as file:
            sheet = file.add_worksheet()
            for line, row in enumerate(cells):
                for column, text in enumerate(row):
                    sheet.write_string(line, column, text)
        return time.perf_counter() - began


def main() -> None:
    """Prints what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    django.setup()
    print(json.dumps(export(parser.parse_args().rows)))


if __name__ == "__main__":
    main()
