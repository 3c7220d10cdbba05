"""The QR code of a paper: what it says, and what is read out of a photo.

A code holds this house's own address of the paper and a secret of 128 bits. Whoever reads it elsewhere learns an address
that answers only to somebody signed in; whoever makes one up does not know the secret.
"""

import re
import secrets
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import zxingcpp
from PIL import Image

from anlan.kernel.trail.pictures import open_upright

SLUG = "paper-check"
WANTED = 2400
"""Pixels on the longer side at which a sheet of A4 is read: a module of the code is then some five pixels wide."""
SCALES = (1.0, 1.5, 0.6)
"""Of 60 blurred, badly compressed photos (``tests/making.py``) the first reads 58 and the second all; noise goes in the third."""
MOST_CODES = 20
QR = zxingcpp.barcode_formats_from_str("QRCode")
PLACE = re.compile(rf"^/[a-z0-9_-]+/{SLUG}/(\d{{1,15}})/screen/$")


def same(one: str, other: str) -> bool:
    """Are two codes the same? Takes as long whether they are or not."""
    return secrets.compare_digest(one.encode(), other.encode("utf-8", "replace"))


def meant(text: str) -> tuple[int, str] | None:
    """(number of the paper, code) of what a QR code says; None where it is no address of a paper.

    The host is not judged: a house may have several names. That it is ours is proven by the code.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    found = PLACE.match(parts.path)
    code = parse_qs(parts.query).get("c", [""])[0]
    return (int(found[1]), code) if found and code and parts.scheme in ("http", "https") else None


def read(path: Path) -> list[str]:
    """What the QR codes in a picture say, each once. PictureError for what is no picture, or one too large to open.

    The picture is bounded before it is decoded, and brought to a size at which reading takes a fraction of a second.
    """
    image = open_upright(path, WANTED).convert("L")
    image.thumbnail((WANTED, WANTED), Image.Resampling.LANCZOS)
    found: dict[str, None] = {}
    for scale in SCALES:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        tried = image if scale == 1.0 else image.resize(size, Image.Resampling.LANCZOS)
        read_now = zxingcpp.read_barcodes(tried, formats=QR)
        found |= dict.fromkeys(one.text for one in read_now[:MOST_CODES] if one.valid)
        if found:
            break
    return list(found)
