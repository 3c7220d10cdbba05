"""What files are, by their content; and what is left in the pictures made from them."""

import io
import struct
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from anlan.kernel.trail.pictures import PictureError, PictureFacts, inspect, make_thumbnail

BOOK = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def photo(width: int = 1200, height: int = 900) -> Image.Image:
    """Red above, blue below, so that one sees which way up it is; enough noise not to compress to nothing."""
    image = Image.merge("RGB", [Image.effect_noise((width, height), 40)] * 3)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, height // 3), fill=(220, 30, 30))
    draw.rectangle((0, height * 2 // 3, width, height), fill=(30, 30, 220))
    return image


def notes(orientation: int = 1, offset: str = "") -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera Maker"
    camera = exif.get_ifd(0x8769)
    camera[0x9003] = "2026:03:09 14:05:30"
    if offset:
        camera[0x9011] = offset
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (31.0, 42.0, 18.0), 3: "E", 4: (119.0, 56.0, 30.0)})
    return exif


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def jpeg(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **options)
    return buffer.getvalue()


def test_a_photo_tells_size_time_and_place(tmp_path: Path) -> None:
    facts = inspect(write(tmp_path / "x", jpeg(photo(), exif=notes())))
    china = timezone(timedelta(hours=8))
    assert facts == PictureFacts("jpg", 1200, 900, datetime(2026, 3, 9, 14, 5, 30, tzinfo=china), (119.941667, 31.705))


def test_the_cameras_own_zone_counts(tmp_path: Path) -> None:
    facts = inspect(write(tmp_path / "x", jpeg(photo(), exif=notes(offset="+00:00"))))
    assert facts.taken_at == datetime(2026, 3, 9, 22, 5, 30, tzinfo=timezone(timedelta(hours=8)))


def test_a_turned_photo_is_measured_as_it_is_shown(tmp_path: Path) -> None:
    facts = inspect(write(tmp_path / "x", jpeg(photo(), exif=notes(orientation=6))))
    assert (facts.width, facts.height) == (900, 1200)


def test_kinds_go_by_content_not_by_name(tmp_path: Path) -> None:
    photo(80, 60).save(tmp_path / "picture.pdf", "PNG")
    assert inspect(tmp_path / "picture.pdf") == PictureFacts("png", 80, 60)
    assert inspect(write(tmp_path / "book.jpg", BOOK)) == PictureFacts("pdf")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b"MZ\x90\x00" + bytes(2000), "不是PDF、JPG或PNG"),
        (b"PK\x03\x04" + bytes(2000), "不是PDF、JPG或PNG"),
        (b"GIF89a" + bytes(200), "不是PDF、JPG或PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是PDF、JPG或PNG"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\xff\xd8\xff\xe0" + b"not a picture" * 40, "已损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"not a picture" * 40, "已损坏"),
        (b"%PDF-1.7\n1 0 obj<<", "PDF文件不完整"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(PictureError, match=says):
        inspect(write(tmp_path / "photo.jpg", content))


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.95])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_cut_off_upload_is_refused(tmp_path: Path, form: str, kept: float) -> None:
    buffer = io.BytesIO()
    photo().save(buffer, form)
    whole = buffer.getvalue()
    path = write(tmp_path / "x", whole[: int(len(whole) * kept)])
    with pytest.raises(PictureError, match="不完整或已损坏"):
        inspect(path)
    with pytest.raises(PictureError, match="不完整或已损坏"):
        make_thumbnail(path, tmp_path / "small.jpg")
    assert not (tmp_path / "small.jpg").exists()


def bomb(width: int, height: int) -> bytes:
    """A PNG that announces a huge size and would unfold from very little."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(8000, 5001), (30000, 30000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_unfolds(tmp_path: Path, width: int, height: int) -> None:
    path = write(tmp_path / "x.png", bomb(width, height))
    for function in (inspect, lambda one: make_thumbnail(one, tmp_path / "small.jpg")):
        with pytest.raises(PictureError, match="4000万"):
            function(path)


def test_forty_megapixels_are_taken(tmp_path: Path) -> None:
    Image.new("L", (8000, 5000), 128).save(tmp_path / "x.jpg")
    assert inspect(tmp_path / "x.jpg") == PictureFacts("jpg", 8000, 5000)


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (2, (float("inf"), 0.0, 0.0)),
        (2, (95.0, 0.0, 0.0)),
        (2, (31.0,)),
        (4, (200.0, 0.0, 0.0)),
        (1, None),
    ],
)
def test_odd_places_are_no_place(tmp_path: Path, tag: int, value: object) -> None:
    exif = notes()
    gps = exif.get_ifd(0x8825)
    if value is None:
        del gps[tag]
    else:
        gps[tag] = value
    facts = inspect(write(tmp_path / "x", jpeg(photo(90, 60), exif=exif)))
    assert facts.place is None and facts.taken_at is not None


def test_no_fix_and_no_clock_are_unknown(tmp_path: Path) -> None:
    exif = notes()
    exif.get_ifd(0x8825).update({2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)})
    exif.get_ifd(0x8769)[0x9003] = "0000:00:00 00:00:00"
    facts = inspect(write(tmp_path / "x", jpeg(photo(90, 60), exif=exif)))
    assert facts == PictureFacts("jpg", 90, 60)


def test_a_thumbnail_is_small_upright_and_tells_nothing(tmp_path: Path) -> None:
    stored = write(
        tmp_path / "x", jpeg(photo(), exif=notes(orientation=6), comment=b"secret place", xmp=b"<x>place</x>")
    )
    make_thumbnail(stored, tmp_path / "small.jpg")
    with Image.open(tmp_path / "small.jpg") as small:
        assert small.size == (240, 320)
        assert len(small.getexif()) == 0 and "comment" not in small.info and "xmp" not in small.info
        # Orientation 6: what was above is now at the right.
        assert small.getpixel((230, 160))[0] > 180 and small.getpixel((10, 160))[2] > 180
    content = (tmp_path / "small.jpg").read_bytes()
    assert b"Exif" not in content and b"secret" not in content and b"Camera Maker" not in content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.jpg", "x"]


def test_small_pictures_are_not_blown_up(tmp_path: Path) -> None:
    photo(100, 50).save(tmp_path / "x", "PNG")
    make_thumbnail(tmp_path / "x", tmp_path / "small.jpg", 1600)
    with Image.open(tmp_path / "small.jpg") as small:
        assert small.size == (100, 50)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "I;16"])
def test_transparent_and_grey_pictures_become_plain_ones(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGBA", (400, 300), (0, 0, 0, 0)) if mode in ("RGBA", "LA") else Image.new("L", (400, 300), 255)
    if mode == "I;16":
        image = Image.new("I;16", (400, 300), 65535)
    elif mode == "P":
        image = image.convert("P")
        image.info["transparency"] = 0
    else:
        image = image.convert(mode)
    image.save(tmp_path / "x", "PNG")
    make_thumbnail(tmp_path / "x", tmp_path / "small.jpg")
    with Image.open(tmp_path / "small.jpg") as small:
        assert small.mode == "RGB" and min(small.getpixel((160, 120))) > 250


def test_a_pdf_has_no_thumbnail(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="PDF文件没有缩略图"):
        make_thumbnail(write(tmp_path / "x", BOOK), tmp_path / "small.jpg")
