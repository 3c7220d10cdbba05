"""Sound files of every kind that somebody might upload, made here and damaged by the tests."""

import io
import tempfile
import zipfile
import zlib
from datetime import date, datetime
from functools import cache
from pathlib import Path

import docx
import openpyxl
import xlsxwriter
from PIL import Image, PngImagePlugin

from anlan.kernel.doors import workbook, xlsx
from anlan.kernel.testing import picture

HEADS = ["人员类别*", "姓名*", "手机号码*", "身份证号", "职务"]
LINES = [["单位安全负责人", "沈安", "19900000001", "11010519491231002X", "科长"], ["=1+1", "@x", "-1", "", "长" * 300]]


def _written(path: Path) -> bytes:
    body = path.read_bytes()
    path.unlink()
    return body


@cache
def sheets() -> tuple[bytes, ...]:
    """Workbooks as we, a spreadsheet program and a library write them; one has dates, numbers, faults and merged cells."""
    many = openpyxl.Workbook()
    first = many.active
    first.append(HEADS)
    first.append([date(2026, 1, 31), datetime(2026, 1, 31, 8, 30), 1.5, True, "=SUM(1,2)"])
    first.append([None, "#REF!", 10**15, -0.0, "<b>&amp;"])
    first.merge_cells("A5:C6")
    many.create_sheet("第二张").append(["x"])
    many.save(out := io.BytesIO())
    with xlsxwriter.Workbook(shared := io.BytesIO(), {"in_memory": True}) as file:
        sheet = file.add_worksheet("人员")
        for number, line in enumerate([HEADS, *LINES]):
            sheet.write_row(number, 0, line)
        sheet.write_datetime(5, 0, datetime(2026, 1, 1), file.add_format({"num_format": "yyyy-mm-dd"}))
    ours = b"".join(xlsx.stream("人员", HEADS, LINES, len(LINES)))
    empty = _written(workbook.template("人员", []))
    return ours, out.getvalue(), shared.getvalue(), empty


def _image(mode: str, form: str, **more: object) -> bytes:
    image = Image.open(io.BytesIO(picture(3))).convert(mode)
    image.save(out := io.BytesIO(), form, **more)
    return out.getvalue()


def _photo() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2026:05:06 08:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 42.0, 1.5), 3: "E", 4: (119.0, 57.0, 9.0)})
    return _image("RGB", "JPEG", exif=exif)


def _notes() -> PngImagePlugin.PngInfo:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "现场" * 200, zip=True)
    notes.add_itxt("Title", "现场照片", "zh", "标题")
    return notes


@cache
def pictures() -> tuple[bytes, ...]:
    """Pictures of every kind that is taken, and a PDF."""
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    return (
        _photo(), _image("L", "JPEG", progressive=True), _image("CMYK", "JPEG"), _image("RGBA", "PNG", pnginfo=_notes()),
        _image("P", "PNG"), _image("1", "PNG"), _image("I;16", "PNG") if hasattr(Image, "I16") else _image("L", "PNG"), pdf,
    )  # fmt: skip


@cache
def others() -> tuple[bytes, ...]:
    """Files that are none of these, whatever they are called."""
    paper = docx.Document()
    paper.add_paragraph("安全检查记录")
    paper.save(word := io.BytesIO())
    with zipfile.ZipFile(zipped := io.BytesIO(), "w") as file:
        file.writestr("照片.jpg", picture(1))
    return (
        word.getvalue(), zipped.getvalue(), _image("P", "GIF"), _image("RGB", "WEBP"), b"<svg onload='alert(1)'/>",
        b"<html><script>alert(1)</script>", b"GIF89a<script>", b"\x00" * 64, b"", zlib.compress(b"x" * 999),
    )  # fmt: skip


def temporary(body: bytes, folder: Path, suffix: str) -> Path:
    """The bytes in a file of their own."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=suffix, delete=False) as out:
        out.write(body)
    return Path(out.name)
