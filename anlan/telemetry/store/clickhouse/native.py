"""Rows as a block in ClickHouse's Native format: columns of numbers go over as they lie in memory."""

from array import array
from collections.abc import Sequence
from typing import Any

from anlan.telemetry.packing import little_endian

ARRAYS = {"Int64": "q", "UInt64": "Q", "UInt32": "I", "UInt16": "H", "Float64": "d"}


def block(columns: Sequence[tuple[str, str, Sequence[Any]]]) -> bytes:
    """(name, type, values) each; types: the integers, Float64 and String."""
    parts = [_number(len(columns)), _number(len(columns[0][2]))]
    for name, kind, values in columns:
        parts += [_text(name), _text(kind)]
        if kind == "String":
            parts.append(b"".join(map(_text, values)) if any(values) else bytes(len(values)))
        else:
            parts.append(little_endian(array(ARRAYS[kind], values)))
    return b"".join(parts)


def _text(text: str) -> bytes:
    body = text.encode()
    return _number(len(body)) + body


def _number(value: int) -> bytes:
    """LEB128, unsigned."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
