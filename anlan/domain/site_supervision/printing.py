"""A paper as PDF, as pictures of its pages, and as Word, all from the same sheet."""

import io
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from anlan.kernel.doors import paper
from anlan.kernel.doors.files import stored
from anlan.kernel.doors.qr import qr_code
from anlan.kernel.figures.word import printable
from anlan.kernel.trail.models import Attachment

from . import flows

if TYPE_CHECKING:
    from .models import SupervisionPaper

TEMPLATE = Path(__file__).parent / "templates" / "site_supervision" / "paper.typ"
MARKS = {flows.DRAFT: "草稿", flows.WITHDRAWN: "已撤回"}
PIXELS_PER_INCH = 110
LINE = 1.5
LONG = re.compile(r"[!-~]{24}")


def _data(row: "SupervisionPaper", address: str) -> dict[str, Any]:
    pictures = [list(one) for one in _pictures(row)]
    qr = qr_code(address, "svg", scale=4).decode() if row.is_issued else ""
    more = {"qr": qr, "mark": MARKS.get(row.state, ""), "digest": row.digest, "pictures": pictures}
    return _breakable(row.printed) | more


def _breakable(said: Any) -> Any:
    """The texts with places to break a line inside words so long that none of their own is left."""
    if isinstance(said, dict):
        return {name: _breakable(value) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [_breakable(value) for value in said]
    return LONG.sub(lambda found: found[0] + "\u200b", said) if isinstance(said, str) else said


def _pictures(row: "SupervisionPaper") -> list[bytes]:
    """The small pictures of what is attached, in its order: sharp enough at six centimetres."""
    found = Attachment.objects.in_bulk(row.printed["photos"])
    kept = [stored(one, ".thumb.jpg") for one in sorted(found.values(), key=lambda a: row.photos.index(str(a.pk)))]
    return [path.read_bytes() for path in kept if path.exists()]


def pdf(row: "SupervisionPaper", address: str) -> bytes:
    """The paper as PDF; ``address`` is what its QR code says."""
    return paper.pdf(TEMPLATE, _data(row, address))


def pages(row: "SupervisionPaper", address: str) -> list[bytes]:
    """The same, each page a PNG: what a phone shows without another program."""
    return _drawn(json.dumps(_data(row, address), ensure_ascii=False))


@lru_cache(maxsize=32)
def _drawn(data: str) -> list[bytes]:
    """The last few papers are kept: a detail page asks how many pages there are, then for each of them."""
    return paper.pictures(TEMPLATE, json.loads(data), PIXELS_PER_INCH)


def word(row: "SupervisionPaper", address: str) -> bytes:
    """The paper as a Word file, for who has to add to it by hand."""
    sheet, document = _breakable(row.printed), Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋", Pt(12)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(0), LINE
    _head(section.header, sheet, address if row.is_issued else "")
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, (Cm(3.2), Cm(13.4)), strict=True):
        column.width = width
    for label, text in sheet["facts"]:
        cells = table.add_row().cells
        _said(cells[0], label, bold=True)
        _said(cells[1], text)
    _body(_wide(table), sheet)
    _signing(_wide(table), sheet)
    # The table's own style stands over that of the document.
    for cell in (cell for line in table.rows for cell in line.cells):
        for made in cell.paragraphs:
            made.paragraph_format.line_spacing = LINE
    if sheet["copies"]:
        document.add_paragraph(f"抄送：{printable(sheet['copies'])}")
    for picture in _pictures(row):
        document.add_picture(io.BytesIO(picture), width=Cm(7))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _head(header: Any, sheet: dict[str, Any], address: str) -> None:
    """Title, number and code on every page."""
    table = header.add_table(rows=1, cols=3, width=Cm(16.6))
    left, middle, right = table.rows[0].cells
    for cell, width in ((left, 3.2), (middle, 10.2), (right, 3.2)):
        cell.width = Cm(width)
    title = _said(middle, sheet["title"], bold=True, size=20)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = middle.add_paragraph(f"（{sheet['number'] or '编号在签发时生成'}）")
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if address:
        place = right.paragraphs[0]
        place.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        place.add_run().add_picture(io.BytesIO(qr_code(address, "png")), width=Cm(3.1))
    header.paragraphs[0]._p.getparent().remove(header.paragraphs[0]._p)
    header.add_paragraph()


def _wide(table: Any) -> Any:
    """A new line of the table that is one cell."""
    cells = table.add_row().cells
    return cells[0].merge(cells[1])


def _body(cell: Any, sheet: dict[str, Any]) -> None:
    _said(cell, f"致：{sheet['to']}", bold=True)
    cell.add_paragraph(f"事由：{printable(sheet['subject'])}")
    lines = list(sheet["paragraphs"])
    if sheet["dates"]:
        lines.append("；".join(f"{label}：{day}" for label, day in sheet["dates"]) + "。")
    if sheet["basis"]:
        lines.append(f"依据：{sheet['basis']}。")
    for text in lines:
        made = cell.add_paragraph(printable(text))
        made.paragraph_format.first_line_indent = Pt(24)
    if sheet["photos"]:
        cell.add_paragraph(f"附：现场照片 {len(sheet['photos'])} 张")
    _unbroken(
        cell,
        f"单位（盖章）：{sheet['house']}",
        f"{sheet['post']}（签字）：__________（{sheet['signer']}）",
        f"日期：{sheet['issued_on']}",
    )


def _signing(cell: Any, sheet: dict[str, Any]) -> None:
    _said(cell, f"{sheet['receipt']}：", bold=True)
    _unbroken(cell, "签字（盖章）：__________　　日期：__________")


def _unbroken(cell: Any, *lines: str) -> None:
    """Lines at the right that stay together on one page, with room for a seal above."""
    for place, text in enumerate(lines):
        made = cell.add_paragraph(printable(text))
        made.paragraph_format.left_indent = Cm(6.5)
        made.paragraph_format.space_before = Pt(0 if place else 30)
        made.paragraph_format.keep_with_next = made.paragraph_format.keep_together = True


def _said(cell: Any, text: str, *, bold: bool = False, size: int = 0) -> Any:
    """A text in the first paragraph of a cell, in the Chinese typeface."""
    found = cell.paragraphs[0]
    run = found.add_run(printable(text))
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    fonts = run._r.get_or_add_rPr().find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        run._r.get_or_add_rPr().append(fonts)
    fonts.set(qn("w:eastAsia"), "仿宋")
    return found
