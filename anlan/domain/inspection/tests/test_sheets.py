"""The papers: what they say, in PDF and Word; what doesn't fit or can't be read."""

import io
from dataclasses import replace
from typing import Any

import docx
import pytest
import zxingcpp
from PIL import Image

from anlan.domain.inspection import pictures, sheets
from anlan.domain.inspection.sheets import Column, Finding, Sheet, Summary
from anlan.kernel.doors import paper

CODE = "https://anlan.example/construction/inspections/7/"
SUMMARY = Summary(
    company="岚泽建设集团有限公司", qualification="施工总承包一级", checked_on="2026年11月21日", site="湖塘新城二期", floor_area="86420",
    structure="框架剪力墙", total="72.1",
    columns=(Column("安全管理", "满分10分", "8"), Column("文明施工", "满分15分", "12"), Column("塔式起重机与起重吊装", "满分10分", "/")),
    comment="施工用电须立即整改。", checked_by="集团安全部", head="沈安", inspected="湖塘新城二期项目部", manager="周衡", grade="不合格",
    basis="JGJ 59—2011", number="QJ-1", notes=("保证项目38分，本表记0",), qr=CODE,
)  # fmt: skip
FINDING = Finding("脚手架", "连墙件缺失", "补设连墙件", "三跨")
SHEET = Sheet(
    title="安全检查单", number="QJ-2", company="岚泽建设集团有限公司", site="湖塘新城二期", filing_number="A3204-7", address="湖塘镇",
    checked_on="2026年11月21日", checked_by="集团安全部", inspectors="沈安", findings=(FINDING,), due_on="2026年11月28日", qr=CODE,
)  # fmt: skip


def photo(width: int, height: int, form: str = "JPEG", **more: Any) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "orange").save(out, form, **more)
    return out.getvalue()


def words(raw: bytes) -> str:
    """Every paragraph and cell of a Word file, a merged cell once."""
    document = docx.Document(io.BytesIO(raw))
    found = [line.text for line in document.paragraphs]
    for table in document.tables:
        cells = {cell._tc: cell.text for row in table.rows for cell in row.cells}
        found += cells.values()
    return "\n".join(found)


def pages(template: str, data: dict[str, Any]) -> list[Image.Image]:
    """The pages of a PDF as pictures."""
    return [Image.open(io.BytesIO(one)) for one in paper.pictures(sheets.PLACE / template, data, 110)]


def read(page: Image.Image) -> list[str]:
    """What the QR codes of a page say."""
    return [one.text for one in zxingcpp.read_barcodes(page.convert("L"))]


def test_the_summary_in_word_says_all_of_it_once() -> None:
    said = words(sheets.summary_docx(SUMMARY))
    for text in (
        "岚泽建设集团有限公司", "施工总承包一级", "湖塘新城二期", "86420", "框架剪力墙", "72.1", "安全管理\n（满分10分）",
        "塔式起重机与起重吊装\n（满分10分）", "项目名称及分值", "评语：施工用电须立即整改。", "检查单位", "集团安全部", "负责人", "沈安", "受检项目",
        "项目经理", "周衡", "评定等级：不合格", "注：保证项目38分，本表记0", "JGJ 59—2011", "编号 QJ-1",
    ):  # fmt: skip
        assert text in said, text
    assert said.count("72.1") == said.count("项目名称及分值") == 1


def test_the_summary_is_one_landscape_page_with_its_code() -> None:
    assert sheets.summary_pdf(SUMMARY).startswith(b"%PDF-")
    found = pages("summary.typ", sheets._summary(SUMMARY))
    assert len(found) == 1
    assert found[0].width > found[0].height
    assert read(found[0]) == [CODE]


def test_a_standard_of_more_lines_goes_on_in_further_rows() -> None:
    many = replace(SUMMARY, columns=tuple(Column(f"第{n}项", "", str(n)) for n in range(23)), qr="")
    table = docx.Document(io.BytesIO(sheets.summary_docx(many))).tables[0]
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert [cells[n][4] for n in (1, 3, 5)] == ["第0项", "第10项", "第20项"]
    assert cells[6][4:] == ["20", "21", "22", *[""] * 7]
    assert {row[0] for row in cells[2:7]} == {"湖塘新城二期"}
    assert len(pages("summary.typ", sheets._summary(many))) == 1


def test_a_summary_without_lines_is_still_a_sheet() -> None:
    bare = replace(SUMMARY, columns=(), comment="", notes=(), grade="", number="", basis="", qr="", mark="草稿")
    assert sheets.summary_pdf(bare).startswith(b"%PDF-")
    assert "草稿" in words(sheets.summary_docx(bare))


def test_the_inspection_sheet_in_word() -> None:
    said = words(sheets.sheet_docx(SHEET))
    for text in (
        "编号：QJ-2",
        "A3204-7",
        "连墙件缺失\n备注：三跨",
        "补设连墙件",
        "整改期限：2026年11月28日 前完成",
        "检查人员（签字）",
    ):
        assert text in said, text
    assert "不需要整改" in words(sheets.sheet_docx(replace(SHEET, is_rectified=False)))
    assert "本次检查未发现问题" in words(sheets.sheet_docx(replace(SHEET, findings=())))


def test_the_photos_follow_and_what_is_none_is_said() -> None:
    shots = (photo(3000, 2000), b"", photo(20, 900, "PNG"), b"\xff\xd8 no picture")
    sheet = replace(SHEET, findings=(FINDING, replace(FINDING, photos=shots)))
    assert [bool(one) for one in sheets._sheet(sheet, bytes)["findings"][1]["photos"]] == [True, False, True, False]
    document = docx.Document(io.BytesIO(sheets.sheet_docx(sheet)))
    assert len(document.inline_shapes) == 2
    assert words(sheets.sheet_docx(sheet)).count("（照片无法读取）") == 2
    found = pages("sheet.typ", sheets._sheet(sheet, list))
    assert read(found[0]) == [CODE]
    assert sheets.sheet_pdf(sheet).startswith(b"%PDF-")


def test_a_hundred_findings_run_over_pages() -> None:
    sheet = replace(SHEET, findings=(replace(FINDING, text="https://" + "x" * 300, photos=(photo(40, 30),)),) * 100)
    assert len(pages("sheet.typ", sheets._sheet(sheet, list))) > 10


def test_signs_of_the_template_language_are_only_text() -> None:
    odd = replace(SUMMARY, comment='#panic("x") *粗* _斜_ $1$ <a> @b \\ ]', site="\x0b湖塘\x00")
    assert sheets.summary_pdf(odd).startswith(b"%PDF-")
    assert '#panic("x") *粗*' in words(sheets.summary_docx(odd))


@pytest.mark.parametrize(("size", "longer"), [((4000, 3000), 800), ((300, 200), 300)])
def test_a_photo_is_made_small_never_larger(size: tuple[int, int], longer: int) -> None:
    made = pictures.small(photo(*size))
    assert made is not None
    assert max(Image.open(io.BytesIO(made)).size) == longer


def test_a_photo_stands_upright_and_a_huge_one_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = pictures.small(photo(80, 40, exif=exif))
    assert made is not None
    assert Image.open(io.BytesIO(made)).size == (40, 80)
    monkeypatch.setattr(pictures, "MOST_PIXELS", 3000)
    assert pictures.small(photo(80, 40)) is None
