"""The QR code from the printed sheet through a hand's photo back to the paper."""

from pathlib import Path

import pytest
from PIL import Image

from anlan.domain.project.testing import build_works
from anlan.domain.site_supervision import codes
from anlan.domain.site_supervision.tests.making import a_paper, address, photographed, printed
from anlan.kernel.testing import Cast
from anlan.kernel.trail.pictures import PictureError


def read(body: bytes, folder: Path) -> list[str]:
    path = folder / "photo.jpg"
    path.write_bytes(body)
    return codes.read(path)


@pytest.mark.parametrize("angle", [0, 8, -14, 90, 183, 265])
def test_a_photographed_sheet_is_read(cast: Cast, tmp_path: Path, angle: float) -> None:
    build_works(cast)
    paper = a_paper(cast)
    assert read(photographed(printed(paper), angle), tmp_path) == [address(paper)]


def test_blurred_small_and_badly_compressed_is_read(cast: Cast, tmp_path: Path) -> None:
    build_works(cast)
    paper = a_paper(cast)
    assert read(photographed(printed(paper), 5, blur=1.6, quality=45), tmp_path) == [address(paper)]
    assert read(photographed(printed(paper), 5, blur=0.5, longest=1280), tmp_path) == [address(paper)]


def test_a_large_photo_is_brought_down_before_it_is_read(cast: Cast, tmp_path: Path) -> None:
    build_works(cast)
    paper = a_paper(cast)
    body = photographed(printed(paper).resize((2000, 2828)), longest=9000)
    large = tmp_path / "large.png"
    (tmp_path / "one.jpg").write_bytes(body)
    Image.open(tmp_path / "one.jpg").resize((5000, 6000)).save(large)
    assert codes.read(large) == [address(paper)]


def test_what_is_no_picture_or_too_large_is_refused(tmp_path: Path) -> None:
    for name, body in (("a.pdf", b"%PDF-1.4\n%%EOF"), ("a.jpg", b"\xff\xd8\xff\xe0 cut"), ("a.png", b"")):
        path = tmp_path / name
        path.write_bytes(body)
        with pytest.raises(PictureError):
            codes.read(path)
    path = tmp_path / "bomb.png"
    Image.new("1", (8000, 8000)).save(path)
    with pytest.raises(PictureError, match="4000万"):
        codes.read(path)


@pytest.mark.parametrize(
    "text",
    ["", "12345", "https://other.example/x", "javascript:alert(1)//water_works/paper-check/1/screen/?c=x",
     "http://testserver/water_works/paper-check/1/screen/", "http://testserver/water_works/paper-check/x/screen/?c=a",
     "http://[::1/water_works/paper-check/1/screen/?c=a", "http://h/water_works/paper-check/1/screen/../?c=a",
     "http://h/water_works/paper-check/9999999999999999999/screen/?c=a"],
)  # fmt: skip
def test_other_codes_mean_no_paper(text: str) -> None:
    assert codes.meant(text) is None


def test_the_code_is_compared_whole() -> None:
    assert codes.same("abc", "abc")
    assert not codes.same("abc", "ab") and not codes.same("abc", "") and not codes.same("abc", "\ud800码")
