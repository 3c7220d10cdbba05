"""Files made to hurt: pictures that unfold, bodies that are two things at once, sheets that multiply, names that are paths."""

import base64
import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from anlan.kernel.clock.models import Job
from anlan.kernel.testing import Cast, picture
from anlan.kernel.trail.models import Attachment

PAGE = b"<html><script>alert(1)</script></html>"


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG with its right checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*parts: bytes, size: tuple[int, int] = (8, 8), data: bytes | None = None) -> bytes:
    """A PNG of 8-bit grey with extra parts; ``data`` instead of its own picture data."""
    body = zlib.compress(b"".join(b"\0" + b"\x80" * size[0] for _ in range(size[1]))) if data is None else data
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(parts) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg_of_size(width: int, height: int) -> bytes:
    """A small JPEG whose frame header says that it is huge."""
    body = bytearray(picture())
    at = body.index(b"\xff\xc0") + 5
    body[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(body)


def upload(browser: Any, body: bytes, name: str = "图.png") -> Any:
    """A whole upload in one piece."""
    told = f"filename {base64.b64encode(name.encode()).decode()}"
    begun = browser.post("/files/", HTTP_UPLOAD_LENGTH=str(len(body)), HTTP_UPLOAD_METADATA=told)
    return browser.patch(
        begun["Location"], body, content_type="application/offset+octet-stream", HTTP_UPLOAD_OFFSET="0"
    )


HURTING = {
    "data that does not unpack": png(data=b"not deflated at all"),
    "data cut off": png(data=zlib.compress(b"\0" + b"\x80" * 8)[:-6], size=(8, 4000)),
    "too little data": png(data=zlib.compress(b"\0"), size=(4000, 4000)),
    "a jpeg that says it is huge": jpeg_of_size(65_000, 65_000),
    "no size at all": png(size=(0, 0), data=zlib.compress(b"")),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", HURTING)
def test_a_picture_that_hurts_is_refused_and_leaves_nothing(cast: Cast, what: str) -> None:
    answer = upload(cast.browser("owner"), HURTING[what])
    assert answer.status_code == 422 and "请" in answer.content.decode(), answer.content.decode()[:200]
    assert Attachment.objects.count() == 0
    assert [p for p in settings.FILES_ROOT.rglob("*") if p.is_file()] == []


NOTES = {
    "a text that unfolds": chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 30_000_000)),
    "many texts": b"".join(chunk(b"tEXt", b"k%d\0" % n + b"v" * 1000) for n in range(2000)),
    "a profile that unfolds": chunk(b"iCCP", b"p\0\0" + zlib.compress(b"\0" * 30_000_000)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", NOTES)
def test_notes_that_unfold_do_no_harm(cast: Cast, what: str) -> None:
    answer = upload(cast.browser("owner"), png(NOTES[what]))
    assert answer.status_code in (204, 422), answer.status_code
    assert Attachment.objects.filter(ready=False).count() == 0


TWO_THINGS = {
    "png and page": png() + PAGE, "png with a page inside": png(chunk(b"tEXt", b"Comment\0" + PAGE)),
    "jpeg and page": picture() + PAGE, "pdf and page": b"%PDF-1.4\n" + PAGE + b"\n%%EOF\n",
    "pdf with a script": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("what", TWO_THINGS)
@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.jpg.exe", "x.js"])
def test_what_is_two_things_is_served_as_the_harmless_one(cast: Cast, what: str, name: str) -> None:
    browser = cast.browser("owner")
    answer = upload(browser, TWO_THINGS[what], name)
    if answer.status_code == 422:
        assert Attachment.objects.count() == 0
        return
    row = Attachment.objects.get()
    for tail in ("", "thumb") if row.kind != "pdf" else ("",):
        served = browser.get(f"/files/{row.pk}/{tail}")
        b"".join(served)
        assert served["Content-Type"] in ("image/jpeg", "image/png", "application/pdf")
        assert served["X-Content-Type-Options"] == "nosniff"
        policy = served["Content-Security-Policy"]
        assert "sandbox" in policy and "default-src 'none'" in policy and "script-src" not in policy


@pytest.mark.django_db
def test_a_picture_one_pixel_high_has_a_thumbnail(cast: Cast) -> None:
    for size in ((20_000, 1), (1, 20_000)):
        Image.new("L", size, 128).save(out := io.BytesIO(), "PNG")
        assert upload(cast.browser("owner"), out.getvalue()).status_code == 204


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "hahahahaha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)


def workbook(strings: bytes, cells: bytes, laughs: bytes = b"") -> bytes:
    """An xlsx of these shared strings and cells, written by hand."""
    with xlsxwriter.Workbook(plain := io.BytesIO()) as book:
        book.add_worksheet().write_string(0, 0, "甲")
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            body = old.read(part)
            if part == "xl/sharedStrings.xml":
                body = laughs + b"<sst " + space + b">" + strings + b"</sst>"
            elif part == "xl/worksheets/sheet1.xml":
                body = laughs + b"<worksheet " + space + b"><sheetData>" + cells + b"</sheetData></worksheet>"
            new.writestr(part, body)
    return out.getvalue()


CHECK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 * 1024**3, 3 * 1024**3))
import django; django.setup()
from pathlib import Path
from anlan.kernel.doors import workbook
path = Path(sys.argv[1])
said = workbook.look(path)
print(said or sum(1 for _ in workbook.read(path)))
"""


@pytest.mark.parametrize("what", ["one text in very many cells", "texts of texts of texts"])
def test_a_sheet_that_multiplies_is_refused_or_harmless(tmp_path: Any, what: str) -> None:
    if what == "texts of texts of texts":
        body = workbook(b"<si><t>&j;</t></si>", b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>', LAUGHS)
    else:
        rows = (b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 50_001))
        body = workbook(b"<si><t>" + b"x" * 1_000_000 + b"</t></si>", b"".join(rows))
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(body)
    assert path.stat().st_size < 1_000_000
    home = {"ANLAN_MODE": "test", "DJANGO_SETTINGS_MODULE": "anlan.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(path)], env=os.environ | home, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert "请" in done.stdout or int(done.stdout) <= 1, done.stdout


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.xlsx", "..\\..\\x.xlsx", "a\r\nSet-Cookie: x=1.xlsx", '";x="', "名" * 400, ".."]
)
def test_the_name_of_a_sheet_reaches_no_path_and_no_header(cast: Cast, name: str) -> None:
    browser, book = cast.browser("locality"), openpyxl.Workbook()
    book.active.append(["生产经营单位名称"])
    book.active.append(["甲"])
    book.save(out := io.BytesIO())
    file = SimpleUploadedFile("x.xlsx", out.getvalue())
    file._name = name
    answer = browser.post("/self_check/firms/import/", {"file": file})
    assert answer.status_code in (302, 400, 422)
    imports = settings.FILES_ROOT / "imports"
    assert not imports.exists() or all(p.parent == imports and p.suffix == ".xlsx" for p in imports.rglob("*"))
    if answer.status_code == 302:
        path = str(Job.objects.get(kind="check-sheet").payload["path"])
        assert path.startswith(str(imports)) and "passwd" not in path
        assert browser.get(answer["Location"] + "errors/").status_code == 404
