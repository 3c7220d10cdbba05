"""Workbooks that would end the process that reads them."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from anlan.kernel.doors import workbook, xlsx


@pytest.mark.parametrize(("old", "new"), [
    (b'r="A1"', b"r='XFD1048576'"), (b'r="A1"', b'r = "XFD1048576"'), (b'r="A1"', b'r="xfd1048576"'), (b'r="A1"', b'r="A&#49;048576"'),
    (b"</row>", b'</row><row r="3"><c r="A3" t="s"><v>0</v></c></row>' * 5000),
])  # fmt: skip
def test_what_would_end_the_process_ends_only_a_trial(tmp_path: Path, old: bytes, new: bytes) -> None:
    """Each of these few kilobytes made the reader ask for more memory than there is, which no except can catch."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B2"] = "长" * 300_000, 1
    book.save(whole := io.BytesIO())
    path = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for one in packed.infolist():
            text = packed.read(one)
            out.writestr(one.filename, text.replace(old, new, 1) if one.filename.startswith("xl/worksheets/") else text)
    assert path.stat().st_size < 40_000
    why = workbook.look(path)
    assert why and any(word in why for word in ("过大", "最多", "打不开")), why


def test_a_sound_sheet_passes_the_trial(tmp_path: Path) -> None:
    path = tmp_path / "sound.xlsx"
    path.write_bytes(b"".join(xlsx.stream("表", ["甲", "乙"], [["1", "2"]] * 1000, 1000)))
    assert workbook.look(path) is None
