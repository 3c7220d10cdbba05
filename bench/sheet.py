"""导出全部 in a process of its own: its time, its first byte, its memory; and a bare writer of the same cells.

``python -m bench.sheet --rows 100000`` prints one line of JSON.
"""

import argparse
import json
import os
import tempfile
import threading
import time
from contextlib import nullcontext
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
    """Exports about that many rows as the province's office and writes the same cells again, bare.

    Twice in turn, the quicker one of each counts, so that a busy machine disturbs both alike; ``cpu`` is what this
    process computed, in which the machine's other work hardly shows (nor what PostgreSQL computed).
    """
    from anlan.kernel.testing.cast import signed_in

    from .cases import PORTAL, SLUG, seats

    seat = seats()["province"]
    client, url = signed_in(seat), f"/{PORTAL}/{SLUG}/"
    client.get(f"{url}?level=major")
    url += f"export/?found_on_from={_from_day(seat, rows)}"
    whole, writer, firsts, shape = [], [], [], (0, 0)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as out:
        most = Memory()
        for _ in range(2):
            out.seek(0)
            with most if not whole else nullcontext():
                took, first = _download(client, url, out)
            whole.append(took)
            firsts.append(first)
            # Only the first one starts with the memory of a fresh process: the cells stay behind.
            cells = _cells(Path(out.name))
            shape = (len(cells) - 1, len(cells[0]))
            writer.append(_write(cells))
            del cells
    best, bare = min(whole), min(writer)
    return {
        "rows": shape[0], "columns": shape[1], "export_s": round(best[0], 2), "writer_s": round(bare[0], 2),
        "export_vs_writer": round(best[0] / bare[0], 2), "first_byte_s": round(min(firsts), 2),
        "export_cpu_s": round(min(cpu for _, cpu in whole), 2), "writer_cpu_s": round(min(cpu for _, cpu in writer), 2),
        "export_rss_mb": most.own, "rss_before_mb": most.before, "rss_with_mapped_files_mb": most.all,
    }  # fmt: skip


def _download(client: Any, url: str, out: Any) -> tuple[tuple[float, float], float]:
    """((seconds, seconds computed), seconds to the first byte)."""
    began, computed = time.perf_counter(), time.process_time()
    pieces = iter(client.get(url))
    out.write(next(pieces))
    first = time.perf_counter() - began
    for piece in pieces:
        out.write(piece)
    out.flush()
    return (time.perf_counter() - began, time.process_time() - computed), first


def _from_day(seat: Any, rows: int) -> str:
    """The day since which the seat has about so many rows."""
    from anlan.kernel.register import registry

    found = registry.register("hazard").rows(seat).order_by("-found_on").values_list("found_on", flat=True)
    return str(found[min(rows, found.count()) - 1])


def _cells(path: Path) -> list[list[str]]:
    from python_calamine import CalamineWorkbook

    return [[str(c) for c in row] for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()]


def _write(cells: list[list[str]]) -> tuple[float, float]:
    """(Seconds, seconds computed) of the library alone."""
    import xlsxwriter

    began, computed = time.perf_counter(), time.process_time()
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as out:
        with xlsxwriter.Workbook(out.name, {"constant_memory": True, "strings_to_urls": False}) as file:
            sheet = file.add_worksheet()
            for line, row in enumerate(cells):
                for column, text in enumerate(row):
                    sheet.write_string(line, column, text)
        return time.perf_counter() - began, time.process_time() - computed


def main() -> None:
    """Prints what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    django.setup()
    print(json.dumps(export(parser.parse_args().rows)))


if __name__ == "__main__":
    main()
