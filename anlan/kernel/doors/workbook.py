"""Reading and writing xlsx. Cells are text: no formula gets in or out."""

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from anlan.kernel.act import effects
from anlan.kernel.act.act import Act, Refused, apply
from anlan.kernel.clock import jobs
from anlan.kernel.clock.models import Job
from anlan.kernel.register import registry
from anlan.kernel.register.entry import clean_values
from anlan.kernel.register.register import Register
from anlan.kernel.register.spec import Spec
from anlan.kernel.scope.models import Seat

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000
MOST_UNPACKED = 400 * 1024 * 1024
DROP_DOWN_CHARACTERS = 255
EXAMPLE_ROWS = 5000
MOST_COLUMNS = 300
PIECE = 1 << 20
SHARED_TEXT = re.compile(rb"<(?:\w+:)?si[\s>/]")
SHARED_CELL = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d{1,9})""")
# A cell holds at most 32,767 characters (Excel specifications and limits); marks of style come on top.
MOST_CELL = 1 << 20
# A cell or a row of a sheet's XML; column 300 is KN.
CELL = re.compile(rb'\sr="([A-Z]*)([0-9]+)"')


# What begins a formula, also in its wide form and behind blanks and marks that nobody sees.
FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2064]*[=+\-@＝＋－＠|]|[\t\r\n]")


def harmless(text: str) -> str:
    """A text that no spreadsheet program takes for a formula, not even after the sheet was saved as csv."""
    return "'" + text if FORMULA.match(text) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write(title: str, heads: list[str], rows: Iterable[list[str]]) -> Path:
    """A workbook of text cells in a temporary file, written row by row."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as out:
        path = Path(out.name)
    with xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as file:
        sheet = file.add_worksheet(_sheet_name(title))
        bold = file.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(heads) - 1), 18)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for line, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                sheet.write_string(line, column, harmless(text)[:32000])
    return path


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Sheet1"


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
        sheet, lists = file.add_worksheet(_sheet_name(title)), file.add_worksheet("选项")
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
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError):
        return "这不是 xlsx 表格（可能是改了名的其他文件或旧的 xls），请另存为 xlsx 后再导入"
    try:
        CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (CalamineError, IndexError, ValueError):
        return "表格打不开，文件可能已损坏，请重新另存后再导入"
    return None


def _too_large(packed: zipfile.ZipFile) -> str | None:
    """Reads the parts in pieces and looks how far their cells reach, before anything lays out the whole rectangle.

    What the file says of its own size is not believed: a few bytes can claim, or unpack to, more than any memory.
    """
    lengths, unpacked, said = _shared_texts(packed), 0, 0
    if max(lengths, default=0) > MOST_CELL:
        return "有单元格的文字过长，不像正常的表格，请检查后再导入"
    for part in packed.infolist():
        tail = b""
        with packed.open(part) as pieces:
            while piece := pieces.read(PIECE):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    return "文件解开后过大，不像正常的表格，请重新另存后再导入"
                if not part.filename.startswith("xl/worksheets/"):
                    continue
                said += sum(lengths[i] for n in SHARED_CELL.findall(piece) if (i := int(n)) < len(lengths))
                if said > MOST_UNPACKED:
                    return "文件解开后过大，不像正常的表格，请重新另存后再导入"
                for letters, digits in CELL.findall(tail + piece):
                    if len(digits) > 7 or int(digits) > MOST_ROWS + 1:
                        return f"一次最多导入 {MOST_ROWS} 行，请分成几个文件"
                    if len(letters) > 2 or (letters > b"KN" and len(letters) == 2):
                        return f"表格的列太多（最多 {MOST_COLUMNS} 列），请使用导入模板"
                tail = piece[-32:]
    return None


def _shared_texts(packed: zipfile.ZipFile) -> list[int]:
    """How long each shared text is: one long text that many cells name is laid out anew for every one of them."""
    lengths: list[int] = []
    for part in (p for p in packed.infolist() if p.filename.lower().endswith("sharedstrings.xml")):
        rest, unpacked = b"", 0
        with packed.open(part) as pieces:
            while (piece := pieces.read(PIECE)) and unpacked <= MOST_UNPACKED and len(rest) <= MOST_CELL:
                unpacked += len(piece)
                *whole, rest = SHARED_TEXT.split(rest + piece)
                lengths += map(len, whole)
        lengths.append(len(rest))
    return lengths[1:]


def read(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """(line number, cells) of the first sheet, empty lines left out."""
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        if any(c not in (None, "") for c in row):
            yield number, list(row)


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


@jobs.job("check-sheet", outside=True)
def check(payload: dict[str, Any]) -> None:
    """Checks every cell, saves nothing, and writes the annotated copy when there are errors."""
    seat = Seat.objects.select_related("organisation", "role", "user").get(pk=payload["seat"])
    register, path, job = registry.register(payload["register"]), Path(payload["path"]), payload["_job"]
    faults, lines, places = parse(register, seat, path)
    bad: dict[int, dict[str, list[str]]] = {}
    preview: list[list[str]] = []
    count = 0
    specs = [s for s in places if s is not None]
    if not faults:
        for number, raw in lines:
            count += 1
            row = register.model()
            full = effects.with_defaults(import_specs(register, seat), raw, seat)
            _, _, found = clean_values(import_specs(register, seat), full, seat, row, partial=False)
            if found:
                bad[number] = found
            if len(preview) < 10:
                preview.append([str(raw.get(s.name, "")) for s in specs])
            if count % 200 == 0:
                jobs.still_working(job, done=count)
        if not count:
            faults = ["表格里没有数据行"]
    if bad:
        annotate(path, bad, places)
    Job.objects.filter(pk=job).update(progress={
        "checked": True, "count": count, "bad": len(bad) or len(faults), "faults": faults, "file": bool(bad),
        "heads": [s.label for s in specs], "preview": preview,
        "sentences": [f"第 {n} 行：{told(register, e)}" for n, e in list(bad.items())[:50]],
    })  # fmt: skip


def told(register: Register, errors: dict[str, list[str]]) -> str:
    """The sentences of a line, each with its column's name where it does not say it itself."""
    said = []
    for name, sentences in errors.items():
        label = register.specs[name].label if name in register.specs else ""
        said += [text if not label or label in text else f"{label}：{text}" for text in sentences]
    return "；".join(said)


def annotate(path: Path, bad: dict[int, dict[str, list[str]]], places: list[Spec | None]) -> None:
    """A copy of the file with every wrong cell red and its sentence as a note, and a column that says it all."""
    column_of = {s.name: i for i, s in enumerate(places) if s is not None}
    with xlsxwriter.Workbook(str(path) + ".errors.xlsx") as file:
        sheet = file.add_worksheet("错误标注")
        red, bold = file.add_format({"bg_color": "#FBD5D5"}), file.add_format({"bold": True})
        for number, row in read(path):
            errors = bad.get(number, {})
            for column, value in enumerate(row):
                sheet.write_string(
                    number - 1, column, harmless(cell_text(value))[:32000], bold if number == 1 else None
                )
            for name, sentences in errors.items():
                column = column_of.get(name, len(places))
                text = harmless(cell_text(row[column])) if column < len(row) else ""
                sheet.write_string(number - 1, column, text[:32000], red)
                sheet.write_comment(number - 1, column, "；".join(sentences))
            if errors:
                sheet.write_string(number - 1, len(places), "；".join(s for many in errors.values() for s in many), red)
        sheet.write_string(0, len(places), "错误说明", bold)


@jobs.job("apply-sheet")
def save_all(payload: dict[str, Any]) -> None:
    """Saves every line or none: the job's own transaction is around all of them."""
    from django.db import transaction

    seat = Seat.objects.select_related("organisation", "role", "user").get(pk=payload["seat"])
    register, path = registry.register(payload["register"]), Path(payload["path"])
    _, lines, _ = parse(register, seat, path)
    saved = 0
    try:
        with transaction.atomic():
            for number, raw in lines:
                try:
                    apply(
                        register,
                        Act(
                            seat,
                            register.key,
                            "create",
                            values=raw,
                            origin=("sheet", payload["check"], payload["name"][:200]),
                        ),
                    )
                except Refused as error:
                    raise Refused(f"第 {number} 行：{error}") from error
                saved += 1
    except Refused as error:
        Job.objects.filter(pk=payload["_job"]).update(progress={"error": f"没有导入任何一行。{error}"})
        return
    Job.objects.filter(pk=payload["_job"]).update(progress={"saved": saved})
