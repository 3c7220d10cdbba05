"""QR codes, drawn in one way wherever a paper or a page carries one."""

import io
from typing import Any

import segno


def qr_code(text: str, form: str, *, scale: int = 8, border: int = 2, **how: Any) -> bytes:
    """The code of a text as ``svg`` or ``png``; ``scale``: the side of a module, ``border``: modules left white around it.

    Level M (ISO/IEC 18004): a fold or a seal may cover a part of it. ``how``: what else segno takes for that form.
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind=form, border=border, scale=scale, **how)
    return out.getvalue()
