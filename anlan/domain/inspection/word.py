"""The papers of an inspection as Word files, for who has to add to them by hand."""

import io
import re
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from anlan.kernel.figures.word import printable

FACE = "仿宋"
LONG = re.compile(r"[!-~]{24}")
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
NARROW = (3.4, 1.7, 1.7, 1.8)
"""Widths in cm of the summary sheet's first columns; the lines share the rest."""
WIDE = 27.3


def breakable(said: Any) -> Any:
    """The texts with places to break a line inside words so long that none of their own is left."""
    if isinstance(said, dict):
        return {name: breakable(value) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [breakable(value) for value in said]
    return LONG.sub(lambda found: found[0] + "\u200b", said) if isinstance(said, str) else said


def summary(said: dict[str, Any], code: bytes | None) -> bytes:
    """The summary sheet on a landscape page."""
    document = _document(landscape=True)
    _title(document, said["title"], code)
    line = document.add_paragraph(
        printable(f"企业名称：{said['company']}　　资质等级：{said['qualification']}　　{said['checked_on']}")
    )
    line.paragraph_format.space_after = Pt(4)
    width = said["width"]
    table = _table(document, (*NARROW, *[(WIDE - sum(NARROW)) / width] * width))
    first, second = table.add_row().cells, table.add_row().cells
    heads = ("单位工程（施工现场）名称", "建筑面积（m²）", "结构类型", "总计得分（满分分值100分）")
    for place, text in enumerate(heads):
        _said(first[place].merge(second[place]), text)
    _said(first[4].merge(first[-1]), "项目名称及分值")
    _bands(table, second, said)
    comment = _merged(table)
    _said(comment, f"评语：{said['comment']}", align=None)
    comment.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    table.rows[-1].height = Cm(2.4)
    _feet(document, said)
    _notes(document, said)
    return _bytes(document)


def _bands(table: Any, heads: Any, said: dict[str, Any]) -> None:
    """The lines, ten beside each other, each with its score below; what the sheet says once stands left of all of them."""
    first: Any = None
    last: Any = None
    for number, band in enumerate(said["bands"]):
        names = heads if number == 0 else table.add_row().cells
        scores = table.add_row().cells
        table.rows[-1].height = Cm(1.8)
        for place, one in enumerate(band, 4):
            _said(names[place], one["name"] + (f"\n（{one['weight']}）" if one["weight"] else ""), size=9)
            _said(scores[place], one["score"], size=12)
        first, last = first or scores, scores
    for place, name in enumerate(("site", "floor_area", "structure", "total")):
        cell = first[place] if first is last else first[place].merge(last[place])
        _said(cell, said[name], bold=name == "total", size=14 if name == "total" else 10)


def _feet(document: Any, said: dict[str, Any]) -> None:
    gap = document.add_paragraph()
    gap.paragraph_format.line_spacing = Pt(2)
    table = _table(document, (2.0, 6.4, 1.8, 3.2, 2.0, 6.6, 2.0, 3.3))
    said_there = (
        "检查单位",
        said["checked_by"],
        "负责人",
        said["head"],
        "受检项目",
        said["inspected"],
        "项目经理",
        said["manager"],
    )
    for cell, text in zip(table.add_row().cells, said_there, strict=True):
        _said(cell, text)
    table.rows[0].height = Cm(1.3)


def _notes(document: Any, said: dict[str, Any]) -> None:
    lines = [f"评定等级：{said['grade']}"] if said["grade"] else []
    lines += [f"注：{note}" for note in said["notes"]]
    lines += [text for text in (said["basis"], said["number"] and f"编号 {said['number']}", said["mark"]) if text]
    for text in lines:
        document.add_paragraph(printable(text)).runs[0].font.size = Pt(9)


def sheet(said: dict[str, Any], code: bytes | None) -> bytes:
    """The inspection sheet."""
    document = _document()
    _title(document, said["title"], code)
    if said["number"] or said["mark"]:
        document.add_paragraph(printable(f"编号：{said['number']}　{said['mark']}")).alignment = CENTRE
    facts = _table(document, (2.4, 6.6, 2.4, 5.6))
    for left, right in zip(said["facts"][::2], said["facts"][1::2], strict=True):
        for cell, text, is_label in zip(facts.add_row().cells, (*left, *right), (True, False) * 2, strict=True):
            _said(cell, text, bold=is_label, align=CENTRE if is_label else None)
    document.add_paragraph()
    _findings(document, said["findings"])
    _asked(document, said)
    for text in (
        "检查人员（签字）：__________________　　受检项目负责人（签字）：__________________",
        "检查单位（盖章）：　　　　　　　　　　　受检项目（盖章）：",
        "日期：__________________　　　　　　　　日期：__________________",
    ):
        line = document.add_paragraph(text)
        line.paragraph_format.space_before = Pt(14)
        line.paragraph_format.keep_with_next = True
    _photos(document, said["findings"])
    return _bytes(document)


def _findings(document: Any, findings: list[dict[str, Any]]) -> None:
    if not findings:
        document.add_paragraph("本次检查未发现问题。")
        return
    table = _table(document, (1.1, 2.6, 7.5, 5.8))
    for cell, text in zip(table.add_row().cells, ("序号", "部位", "检查情况", "整改要求"), strict=True):
        _said(cell, text, bold=True)
    for one in findings:
        number, part, text, asked = table.add_row().cells
        _said(number, str(one["number"]))
        _said(part, one["part"])
        more = f"\n备注：{one['remark']}" if one["remark"] else ""
        _said(
            text,
            one["text"] + more + (f"\n（照片 {len(one['photos'])} 张，见后）" if one["photos"] else ""),
            align=None,
        )
        _said(asked, one["requirement"], align=None)


def _asked(document: Any, said: dict[str, Any]) -> None:
    lines = [f"检查备注：{said['remark']}"] if said["remark"] else []
    if said["is_rectified"]:
        lines.append(f"整改要求：{said['requirement'] or '请按上述要求整改。'}")
        due = f"{said['due_on']} 前完成，并在系统中回复整改情况。" if said["due_on"] else "____________"
        lines.append(f"整改期限：{due}" + (f"　　整改人员：{said['rectified_by']}" if said["rectified_by"] else ""))
    else:
        lines.append("整改要求：本次检查不需要整改。")
    for text in lines:
        document.add_paragraph(printable(text)).paragraph_format.space_before = Pt(4)


def _photos(document: Any, findings: list[dict[str, Any]]) -> None:
    for one in findings:
        if not one["photos"]:
            continue
        line = document.add_paragraph(printable(f"第 {one['number']} 项　{one['text']}"))
        line.paragraph_format.space_before, line.paragraph_format.keep_with_next = Pt(8), True
        pictures = document.add_paragraph()
        for photo in one["photos"]:
            if photo:
                pictures.add_run().add_picture(io.BytesIO(photo), height=Cm(5.6))
                pictures.add_run(" ")
            else:
                pictures.add_run("（照片无法读取）")


def _document(landscape: bool = False) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(1.2 if landscape else 2)
    section.top_margin = section.bottom_margin = Cm(1.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FACE)
    style.paragraph_format.space_after = Pt(0)
    return document


def _title(document: Any, text: str, code: bytes | None) -> None:
    if code:
        place = document.sections[0].header.paragraphs[0]
        place.alignment = RIGHT
        place.add_run().add_picture(io.BytesIO(code), width=Cm(2.2))
    line = document.add_paragraph()
    line.alignment = CENTRE
    run = line.add_run(printable(text))
    run.bold, run.font.size = True, Pt(18)
    _chinese(run)
    line.paragraph_format.space_after = Pt(6)


def _table(document: Any, widths: tuple[float, ...]) -> Any:
    """A table without rows: those that are added take the widths (in cm) of its columns."""
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def _merged(table: Any) -> Any:
    cells = table.add_row().cells
    return cells[0].merge(cells[-1])


def _said(cell: Any, text: str, *, bold: bool = False, size: float = 10, align: Any = CENTRE) -> None:
    """A text in a cell, in the Chinese typeface; lines by line breaks."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    line = cell.paragraphs[0]
    line.alignment = align
    for number, part in enumerate(printable(text).split("\n")):
        run = line.add_run()
        if number:
            run.add_break()
        run.add_text(part)
        run.bold, run.font.size = bold, Pt(size)
        _chinese(run)


def _chinese(run: Any) -> None:
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FACE)


def _bytes(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
