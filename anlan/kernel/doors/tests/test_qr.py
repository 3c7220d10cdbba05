"""A QR code says its text again, as a picture and as a drawing."""

import io

import pytest
import zxingcpp
from PIL import Image

from anlan.kernel.doors.qr import qr_code

TEXT = "https://anlan.example/water_works/paper-check/17/screen/?c=8Zk2"


@pytest.mark.parametrize("scale", [3, 8])
def test_a_code_is_read_back(scale: int) -> None:
    with Image.open(io.BytesIO(qr_code(TEXT, "png", scale=scale))) as image:
        found = zxingcpp.read_barcodes(image.convert("L"))
    assert [one.text for one in found] == [TEXT]


def test_a_drawing_takes_what_its_form_knows() -> None:
    plain, bare = qr_code(TEXT, "svg"), qr_code(TEXT, "svg", xmldecl=False, light="#fff")
    assert plain.startswith(b"<?xml") and bare.startswith(b"<svg") and b"#fff" in bare
    wide = qr_code(TEXT, "svg", border=4, scale=4)
    assert wide != plain and wide.endswith(b"</svg>\n")
