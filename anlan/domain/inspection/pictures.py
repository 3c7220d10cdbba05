"""Photos as small as a paper needs them."""

import io

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
