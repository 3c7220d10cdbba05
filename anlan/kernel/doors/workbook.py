"""Sheets that are filled in and come back: template, checks, import. Cells are text: no formula gets in."""

import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from anlan.kernel.act import effects
from anlan.kernel.register.register import Register
from anlan.kernel.register.spec import Spec
from anlan.kernel.scope.models import Seat

from . import trial
from .xlsx import sheet_name, tidy

MOST_ROWS = 100_000
MOST_UNPACKED = 400 * 1024 * 1024
DROP_DOWN_CHARACTERS = 255
EXAMPLE_ROWS = 5000
MOST_COLUMNS = 300
PIECE = 1 << 20
FALLEN = {
    trial.BROKEN: "表格打不开，文件可能已损坏，请重新另存后再导入",
    1: "表格打不开，文件可能已损坏，请重新另存后再导入",
    trial.TOO_MANY_ROWS: f"一次最多导入 {MOST_ROWS} 行，请分成几个文件",
    trial.TOO_MANY_COLUMNS: f"表格的列太多（最多 {MOST_COLUMNS} 列），请使用导入模板",
}
"""What is said by the trial's exit code; 1 is a reader that gave up in a way of its own."""
# A cell or a row of a sheet's XML; column 300 is KN.
CELL = re.compile(rb'\sr="([A-Z]*)([0-9]+)"')


def import_specs(register: Register, seat: Seat) -> list[Spec]:
    """The fields a sheet may bring."""
    return [
        s for s in register.specs.values()
        if s.kind not in ("files", "table") and effects.may_enter(register, s, seat, is_new=True)
    ]  # fmt: skip


def template(title: str, specs: list[Spec]) -> Path:
    """An empty sheet with drop-downs for choices and a note at every head."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as out:
        path = Path(out.name)
    with xlsxwriter.Workbook(path) as file:
        sheet, lists = file.add_worksheet(sheet_name(title)), file.add_worksheet("选项")
        must = file.add_format({"bold": True, "font_color": "#B42318", "bg_color": "#E8EEF7", "border": 1})
        may = file.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
        as_text = file.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for column, spec in enumerate(specs):
            sheet.set_column(column, column, 18, as_text)
            sheet.write_string(0, column, spec.label + ("*" if spec.required else ""), must if spec.required else may)
            sheet.write_comment(0, column, _note(spec), {"x_scale": 2})
            labels = [t for _, t in spec.choices] if spec.kind in ("select", "radio", "yesno") else []
            if labels:
                for line, label in enumerate(labels):
                    lists.write_string(line, column, label)
                where = xlsxwriter.utility.xl_col_to_name(column)
                source = f"=选项!${where}$1:${where}${len(labels)}"
                sheet.data_validation(1, column, EXAMPLE_ROWS, column, {"validate": "list", "source": source})
        lists.hide()
    return path


def _note(spec: Spec) -> str:
    kinds = {
        "date": "日期，如 2026-01-31", "integer": "整数", "decimal": "数字", "yesno": "是 或 否", "select": "从下拉列表中选择",
        "radio": "从下拉列表中选择", "multichoice": "可多项，用分号隔开：" + "；".join(t for _, t in spec.choices)[:400],
        "area": "区域全称（如 江苏省常州市武进区湖塘镇）或行政区划代码", "pick": "填写全称",
    }  # fmt: skip
    parts = ["必填" if spec.required else "选填", kinds.get(spec.kind, "文字"), spec.field.help]
    return "；".join(p for p in parts if p) + ("；不清楚可填“暂不清楚”" if spec.field.may_be_unknown else "")


def look(path: Path) -> str | None:
    """Is this a workbook we can read at all? None, or the sentence shown."""
    try:
        with zipfile.ZipFile(path) as packed:
            if why := _too_large(packed):
                return why
    except Exception:  # A hostile archive makes readers raise anything; whatever it is, the file is at fault.
        return "这不是 xlsx 表格（可能是改了名的其他文件或旧的 xls），请另存为 xlsx 后再导入"
    return _trial(path)


def _trial(path: Path) -> str | None:
    """Opens the file where a fall does no harm. None, or the sentence shown."""
    asked = [sys.executable, "-P", trial.__file__, str(path), str(MOST_ROWS + 1), str(MOST_COLUMNS)]
    try:
        code = subprocess.run(
            asked, stdin=subprocess.DEVNULL, capture_output=True, timeout=2 * trial.MOST_SECONDS
        ).returncode
    except subprocess.TimeoutExpired:
        code = -1
    return (
        None
        if code == trial.OPENED
        else FALLEN.get(code, "表格展开后过大，打不开，请只保留要导入的内容，或分成几个文件")
    )


def _too_large(packed: zipfile.ZipFile) -> str | None:
    """Reads the parts in pieces and looks how far their cells reach, before anything lays out the whole rectangle.

    What the file says of its own size is not believed: a few bytes can claim, or unpack to, more than any memory.
    """
    unpacked = 0
    for part in packed.infolist():
        tail = b""
        with packed.open(part) as pieces:
            while piece := pieces.read(PIECE):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    return "文件解开后过大，不像正常的表格，请重新另存后再导入"
                if not part.filename.startswith("xl/worksheets/"):
                    continue
                for letters, digits in CELL.findall(tail + piece):
                    if len(digits) > 7 or int(digits) > MOST_ROWS + 1:
                        return FALLEN[trial.TOO_MANY_ROWS]
                    if len(letters) > 2 or (letters > b"KN" and len(letters) == 2):
                        return FALLEN[trial.TOO_MANY_COLUMNS]
                tail = piece[-32:]
    return None


def read(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """(line number, cells) of the first sheet, empty lines left out."""
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    # Rows come one at a time and begin with the first column that holds anything.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows(), 1):
        if any(c not in (None, "") for c in row):
            yield number, [*before, *row]


def cell_text(value: Any) -> str:
    """A cell as somebody would have typed it: whole numbers without a point, days without a time."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        text = value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "year") else value.isoformat()
        return text.removesuffix(" 00:00:00")
    return str(value).strip().removeprefix("'") if value is not None else ""


def parse(
    register: Register, seat: Seat, path: Path
) -> tuple[list[str], Iterator[tuple[int, dict[str, Any]]], list[Spec | None]]:
    """(sentences on the heads, lines as raw values, the spec of each column)."""
    specs = {s.label: s for s in import_specs(register, seat)}
    lines = read(path)
    first = next(lines, (1, []))[1]
    heads = [cell_text(h).rstrip("*＊ ") for h in first]
    unknown = [h for h in heads if h and h not in specs]
    missing = [label for label, s in specs.items() if s.required and label not in heads and not s.field.when]
    faults = [f"不认识的列“{h}”，请使用导入模板" for h in unknown] + [f"缺少必填列“{m}”" for m in missing]
    faults += [f"列“{h}”重复" for h in {h for h in heads if h and heads.count(h) > 1}]
    by_place = [specs.get(h) for h in heads]

    def values() -> Iterator[tuple[int, dict[str, Any]]]:
        for number, row in lines:
            raw: dict[str, Any] = {}
            for spec, cell in zip(by_place, row, strict=False):
                if spec is None:
                    continue
                text = cell_text(cell)
                if text == "暂不清楚" and spec.field.may_be_unknown:
                    raw[f"{spec.name}__unknown"] = "1"
                else:
                    raw[spec.name] = text
            yield number, raw

    return faults, values(), by_place


def annotate(path: Path, bad: dict[int, dict[str, list[str]]], places: list[Spec | None]) -> None:
    """A copy of the file with every wrong cell red and its sentence as a note, and a column that says it all."""
    column_of = {s.name: i for i, s in enumerate(places) if s is not None}
    with xlsxwriter.Workbook(str(path) + ".errors.xlsx") as file:
        sheet = file.add_worksheet("错误标注")
        red, bold = file.add_format({"bg_color": "#FBD5D5"}), file.add_format({"bold": True})
        for number, row in read(path):
            errors = bad.get(number, {})
            for column, value in enumerate(row):
                sheet.write_string(number - 1, column, tidy(cell_text(value)), bold if number == 1 else None)
            for name, sentences in errors.items():
                column = column_of.get(name, len(places))
                text = cell_text(row[column]) if column < len(row) else ""
                sheet.write_string(number - 1, column, tidy(text), red)
                sheet.write_comment(number - 1, column, "；".join(sentences))
            if errors:
                sheet.write_string(number - 1, len(places), "；".join(s for many in errors.values() for s in many), red)
        sheet.write_string(0, len(places), "错误说明", bold)
