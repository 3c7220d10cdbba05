"""Writing xlsx as a stream: pieces of the file, made while the rows come (docs/decisions/0026). Cells are text."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 64 * 1024
# A sheet has 1,048,576 lines at most, and a part of an archive 2 GiB without the 64-bit extension, which Excel rejects
# in the form a stream needs (Apache Commons COMPRESS-474): half as many lines leave 4 KiB for each of them.
ROWS_A_SHEET = 500_000
ROWS_A_WRITE = 100
MOST_CHARACTERS = 32_000
# Measured on whole exports: level 1 saves 4 % of the time, level 6 costs 12 %; the file is then 9 % larger or smaller.
LEVEL = 3
SHEET = re.compile(r"xl/worksheets/sheet[0-9]+\.xml")
END = b"</sheetData>"
DIMENSION = re.compile(rb"<dimension [^>]*/>")
# What begins a formula, also in its wide form and behind blanks and marks that nobody sees.
FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2064]*[=+\-@＝＋－＠|]|[\t\r\n]")
# What XML 1.0 has no place for (production 2, Char).
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# ECMA-376 part 1, 22.9.2.19 (ST_Xstring): _xHHHH_ stands for a character, so a text that reads like one is escaped.
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# A text that is not written as it stands.
ODD = re.compile(
    "[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
    "|^[=+\\-@＝＋－＠|\\s\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2064]|\\s\\Z|_x"
)


def harmless(text: str) -> str:
    """A text that no spreadsheet program takes for a formula, not even after the sheet was saved as csv."""
    return "'" + text if FORMULA.match(text) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def tidy(text: str) -> str:
    """What of a text gets into a cell: no formula, nothing XML can't carry, one kind of line end, 32,000 at most."""
    clean = harmless(ILLEGAL.sub("", text))
    return clean.replace("\r\n", "\n").replace("\r", "\n")[:MOST_CHARACTERS]


def _careful(text: str) -> str:
    """The element of a text that is not written as it stands."""
    plain = ESCAPE.sub("_x005F_", tidy(text)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<t xml:space="preserve">{plain}</t>'


def sheet_name(title: str) -> str:
    """A title as the name of a sheet."""
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Sheet1"


class _Sink(io.RawIOBase):
    """Where the archive is written to: it cannot go back, so sizes follow the data."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.waiting = 0

    def write(self, piece: Any) -> int:
        """Keeps a piece until it is taken."""
        self._pieces.append(bytes(piece))
        self.waiting += len(piece)
        return len(piece)

    def take(self) -> bytes:
        """What was written since."""
        taken = b"".join(self._pieces)
        self._pieces, self.waiting = [], 0
        return taken


def stream(title: str, heads: list[str], rows: Iterable[list[str]], count: int) -> Iterator[bytes]:
    """The pieces of a workbook of text cells; the first one comes before the first row is asked for.

    ``count``: how many rows there are at most; more than half a million go on in further sheets. If ``rows`` raises,
    what was sent is no workbook, since an archive's table of contents comes last.
    """
    lines, sink = iter(rows), _Sink()
    with (
        zipfile.ZipFile(_form(title, heads, -(-count // ROWS_A_SHEET) or 1)) as form,
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as out,
    ):
        for name in sorted(form.namelist(), key=lambda n: SHEET.fullmatch(n) is not None):
            if not SHEET.fullmatch(name):
                out.writestr(name, form.read(name))
                continue
            yield sink.take()
            head, foot = DIMENSION.sub(b"", form.read(name)).split(END)
            with out.open(name, "w") as part:
                part.write(head)
                for some in _lines(len(heads), islice(lines, ROWS_A_SHEET)):
                    part.write(some)
                    if sink.waiting >= PIECE:
                        yield sink.take()
                part.write(END + foot)
    yield sink.take()


def _form(title: str, heads: list[str], sheets: int) -> io.BytesIO:
    """The workbook without its rows, as the library makes it."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as file:
        bold = file.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
        for number in range(1, sheets + 1):
            name = sheet_name(title)
            sheet = file.add_worksheet(f"{name[:26]}（{number}）" if sheets > 1 else name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(0, len(heads) - 1), 18)
            for column, head in enumerate(heads):
                sheet.write_string(0, column, tidy(head), bold)
    return body


def _lines(width: int, rows: Iterable[list[str]]) -> Iterator[bytes]:
    """The rows below the head as XML, some at a time; empty cells, also those of a short row, are left out."""
    starts = [f'<c r="{xl_col_to_name(c)}' for c in range(width)]
    is_odd = ODD.search
    numbered = enumerate(rows, 2)
    while some := list(islice(numbered, ROWS_A_WRITE)):
        said: list[str] = []
        for line, row in some:
            said.append(f'<row r="{line}">')
            for start, text in zip(starts, row, strict=False):
                if text:
                    element = _careful(text) if is_odd(text) or len(text) > MOST_CHARACTERS else f"<t>{text}</t>"
                    said.append(f'{start}{line}" t="inlineStr"><is>{element}</is></c>')
            said.append("</row>")
        yield "".join(said).encode()
