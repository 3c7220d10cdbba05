"""What an uploaded file really is, judged by its content, and the small pictures made from it.

Nothing here trusts a name or a declared type. Every refusal is a ``PictureError`` with the sentence to show.
"""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image, ImageOps

MAXIMUM_PIXELS = 40_000_000
"""Larger pictures are refused before they are decoded: a small file can unfold to gigabytes."""

KINDS = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
"""The kinds that are taken, with the media type to serve them under."""

_MAGIC = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"%PDF-", "pdf"))
_DECODERS = {"jpg": "JPEG", "png": "PNG"}
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
_CHINA = timezone(timedelta(hours=8))
_ORIENTATION, _CAMERA, _GPS = 0x0112, 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011


T = TypeVar("T")


class PictureError(ValueError):
    """The file is refused; the text is the Chinese sentence for who uploaded it."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a file says of itself.

    ``kind``: a key of ``KINDS``. ``width``, ``height``: pixels as shown, after the camera's orientation; 0 for a PDF.
    ``taken_at``: by the camera's clock, China time where it names no zone. ``place``: longitude and latitude in degrees
    (WGS 84). Clock and place can be forged by whoever sends the file: evidence to weigh, not proof.
    """

    kind: str
    width: int = 0
    height: int = 0
    taken_at: datetime | None = None
    place: tuple[float, float] | None = None


def kind_of(path: Path) -> str:
    """The kind of a file by its first bytes. Raises PictureError if it is none of ``KINDS``."""
    with path.open("rb") as file:
        head = file.read(16)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if not head:
        raise PictureError("文件是空的，请重新选择。")
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        raise PictureError("这是HEIC格式的照片，请在手机相机设置中改为“兼容性最佳”（JPG）后重拍，或转成JPG再上传。")
    raise PictureError("文件内容不是PDF、JPG或PNG，只改扩展名无效，请另存为这三种格式之一再上传。")


def inspect(path: Path) -> PictureFacts:
    """Read a file through and say what it is.

    Raises PictureError if it is no PDF, JPEG or PNG, is cut short or damaged, or has more than 40 megapixels.
    """
    kind = kind_of(path)
    if kind == "pdf":
        _check_pdf(path)
        return PictureFacts("pdf")
    if kind == "png":
        _decode(path, kind, Image.Image.verify)
    return _decode(path, kind, lambda image: _facts(kind, image))


def make_thumbnail(path: Path, out: Path, size: int = 320) -> None:
    """Write a JPEG of at most ``size`` pixels on its longer side: upright, on white, without place, time or notes.

    ``out`` appears whole or not at all. Raises PictureError as ``inspect`` does, and for a PDF.
    """
    image = open_upright(path, size * 2)
    image.thumbnail((size, size), Image.Resampling.LANCZOS)
    unfinished = out.with_name(out.name + ".part")
    image.save(unfinished, "JPEG", quality=82, optimize=True)
    os.replace(unfinished, out)


def open_upright(path: Path, wanted: int) -> Image.Image:
    """The decoded picture in RGB, upright, without its notes; a JPEG may come reduced, never below ``wanted`` pixels.

    Raises PictureError as ``inspect`` does, and for a PDF.
    """
    kind = kind_of(path)
    if kind == "pdf":
        raise PictureError("PDF文件没有缩略图。")

    def load(image: Image.Image) -> Image.Image:
        image.draft("RGB", (wanted, wanted))
        image.load()
        return _plain(ImageOps.exif_transpose(image))

    return _decode(path, kind, load)


def _decode(path: Path, kind: str, work: Callable[[Image.Image], T]) -> T:
    try:
        with Image.open(path, formats=[_DECODERS[kind]]) as image:
            if image.width * image.height > MAXIMUM_PIXELS:
                raise PictureError(f"图片有{image.width}×{image.height}像素，超过4000万，请缩小后再上传。")
            return work(image)
    except PictureError:
        raise
    except Image.DecompressionBombError as error:
        raise PictureError("图片像素过大，超过4000万，请缩小后再上传。") from error
    except Exception as error:  # A hostile file makes decoders raise anything; whatever it is, the file is at fault.
        raise PictureError("图片不完整或已损坏，可能没有传完，请重新拍摄或重新上传。") from error


def _facts(kind: str, image: Image.Image) -> PictureFacts:
    width, height = image.size
    exif = image.getexif()
    if exif.get(_ORIENTATION) in (5, 6, 7, 8):
        width, height = height, width
    taken_at, place = _quietly(_taken_at, exif.get_ifd(_CAMERA)), _quietly(_place, exif.get_ifd(_GPS))
    # Every byte is read, so that a cut is noticed; an eighth of the size is enough for that.
    image.draft("L", (width // 8, height // 8))
    image.load()
    return PictureFacts(kind, width, height, taken_at, place)


def _quietly(read: Callable[[dict[int, Any]], T | None], notes: dict[int, Any]) -> T | None:
    """A note that cannot be read is no note: cameras write many odd things."""
    try:
        return read(notes)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError):
        return None


def _taken_at(camera: dict[int, Any]) -> datetime | None:
    text = str(camera[_TAKEN]).strip("\0 ")
    offset = str(camera.get(_TAKEN_OFFSET, "")).strip("\0 ")
    moment = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=_CHINA)
    if offset:
        moment = datetime.strptime(text + offset, "%Y:%m:%d %H:%M:%S%z")
    return moment


def _place(gps: dict[int, Any]) -> tuple[float, float] | None:
    latitude = _degrees(gps[2]) * (-1 if gps[1] == "S" else 1)
    longitude = _degrees(gps[4]) * (-1 if gps[3] == "W" else 1)
    # Cameras without a fix write nought for both; no enterprise lies in the Gulf of Guinea.
    known = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude)
    return (round(longitude, 6), round(latitude, 6)) if known else None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        raise ValueError("no number")
    return value


def _plain(image: Image.Image) -> Image.Image:
    """A fresh RGB picture: transparent parts become white, notes stay behind."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _check_pdf(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2048))
        if b"%%EOF" not in file.read():
            raise PictureError("PDF文件不完整，可能没有传完，请重新上传。")
