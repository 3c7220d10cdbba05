"""Photos as small as a paper needs them, and its QR code."""

import io

import segno
from PIL import Image, ImageOps

LONGER_SIDE, QUALITY = 800, 80
MOST_PIXELS = 60_000_000
"""What is larger is not decoded: it would take hundreds of megabytes. Uploads are bounded before they come here."""


def small(raw: bytes) -> bytes | None:
    """The picture upright as a JPEG of some 60 kB, sharp at eight centimetres; None for what is no picture."""
    try:
        with Image.open(io.BytesIO(raw)) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("RGB", (LONGER_SIDE, LONGER_SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    upright.thumbnail((LONGER_SIDE, LONGER_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def code(text: str, form: str) -> bytes:
    """The QR code of a paper as ``svg`` or ``png``. Level M: a fold or a seal may cover a part of it."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind=form, border=2, scale=8)
    return out.getvalue()
