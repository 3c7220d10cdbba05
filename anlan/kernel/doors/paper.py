"""PDF by typst: a template file and data as JSON; fonts come with the packages."""

import json
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import noto_cjk_sans_otc
import typst

FONTS = [Path(noto_cjk_sans_otc.__file__).parent]


@lru_cache(maxsize=16)
def _compiler(template: Path) -> tuple[typst.Compiler, Lock]:
    # A compiler works for one thread at a time and raises when a second one asks; kept, it is ten times faster.
    return typst.Compiler(str(template), root=str(template.parent), font_paths=[str(f) for f in FONTS]), Lock()


def _compiled(template: Path, data: dict[str, Any], **how: Any) -> Any:
    compiler, alone = _compiler(template)
    said = json.dumps(data, ensure_ascii=False, default=str)
    with alone:
        return compiler.compile(sys_inputs={"data": said}, **how)


def pdf(template: Path, data: dict[str, Any]) -> bytes:
    """The template filled with ``data`` (``json(bytes(sys.inputs.data))`` inside it)."""
    found = _compiled(template, data, format="pdf")
    assert isinstance(found, bytes)
    return found


def pictures(template: Path, data: dict[str, Any], ppi: int) -> list[bytes]:
    """The pages of the same paper as PNG, ``ppi`` pixels an inch: for screens that show no PDF inside a page."""
    found = _compiled(template, data, format="png", ppi=ppi)
    return list(found) if isinstance(found, list) else [found]
