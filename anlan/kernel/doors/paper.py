"""PDF by typst: a template file and data as JSON; fonts come with the packages."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import typst

FONTS = [Path(noto_cjk_sans_otc.__file__).parent]


@lru_cache(maxsize=16)
def _compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(str(template), root=str(template.parent), font_paths=[str(f) for f in FONTS])


def pdf(template: Path, data: dict[str, Any]) -> bytes:
    """The template filled with ``data`` (``json(bytes(sys.inputs.data))`` inside it)."""
    found = _compiler(template).compile(
        format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)}
    )
    assert isinstance(found, bytes)
    return found


def pictures(template: Path, data: dict[str, Any], ppi: int) -> list[bytes]:
    """The pages of the same paper as PNG, ``ppi`` pixels an inch: for screens that show no PDF inside a page."""
    found = _compiler(template).compile(
        format="png", ppi=ppi, sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)}
    )
    return list(found) if isinstance(found, list) else [found] if isinstance(found, bytes) else []
