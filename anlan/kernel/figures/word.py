"""The weekly brief as a Word file."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from anlan.kernel.register.entry import NO_CHARACTERS

from .declare import brief_numbers
from .models import Brief

MOST_ROWS = 20


def printable(text: str) -> str:
    """A text as Word takes it: control characters of rows written before the doors dropped them stay out."""
    return "".join(c for c in text if (c >= " " or c in "\t\n") and c not in NO_CHARACTERS)


def brief_document(brief: Brief) -> bytes:
    """Title, a paragraph of the numbers, and for each number its first rows; everything can be edited."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    head = document.add_heading(brief.title, level=0)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(f"{brief.organisation.name}　　统计时间：{brief.starts_on} 至 {brief.ends_on}")
    units = {n.key: n.unit for n in brief_numbers()}
    numbers = list(brief.numbers.order_by("id"))
    said = "，".join(f"{n.label} {n.count} {units.get(n.key, '条')}" for n in numbers)
    document.add_paragraph(f"本期{said}。" if said else "本期没有数据。")
    for number in numbers:
        if not number.count:
            continue
        document.add_heading(f"{number.label}（{number.count} {units.get(number.key, '条')}）", level=2)
        table = document.add_table(rows=1, cols=len(number.columns), style="Table Grid")
        for cell, label in zip(table.rows[0].cells, number.columns, strict=True):
            cell.text = label
        for member in number.members.order_by("record")[:MOST_ROWS]:
            for cell, text in zip(table.add_row().cells, member.shown, strict=True):
                cell.text = printable(text)
        if number.count > MOST_ROWS:
            document.add_paragraph(f"（其余 {number.count - MOST_ROWS} {units.get(number.key, '条')}见平台）")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
