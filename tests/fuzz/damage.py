"""How files are damaged, by chance and on purpose. Every draw comes from Hypothesis, so that a finding can be replayed."""

import io
import struct
import warnings
import zipfile
import zlib
from typing import Any

from hypothesis import strategies as st

FAR = (
    "XFD1048576",
    "A1048576",
    "XFD1",
    "KN100001",
    "KO1",
    "A100002",
    "xfd1048576",
    "A0",
    "AAAA1",
    "A99999999999",
    "１1",
)
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">{}]>'.format(
    "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
NAMES = (
    "/etc/passwd",
    "../../x",
    "C:\\x",
    "xl/worksheets/../../../x",
    "x" * 5000,
    "a\x00b",
    "xl/worksheets/sheet1.xml",
    "",
)


def bent(data: Any, body: bytes, others: tuple[bytes, ...]) -> bytes:
    """Bytes flipped, cut off, doubled, put in, or the tail of another file behind the head of this one."""
    found = bytearray(body)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(0, len(found) - 1)))
        kind = data.draw(st.sampled_from(["flip", "cut", "double", "put", "splice", "zero"]))
        if kind == "flip" and found:
            found[place] ^= 1 << data.draw(st.integers(0, 7))
        elif kind == "cut":
            del found[place:]
        elif kind == "double":
            found[place:place] = found[place : place + data.draw(st.integers(1, 4096))]
        elif kind == "put":
            found[place:place] = data.draw(st.binary(min_size=1, max_size=64))
        elif kind == "splice":
            other = data.draw(st.sampled_from(others))
            found[place:] = other[data.draw(st.integers(0, len(other))) :]
        else:
            found[place : place + 32] = bytes(len(found[place : place + 32]))
    return bytes(found)


def repacked(data: Any, body: bytes) -> bytes:
    """The members of a workbook, some of them altered, packed again; then what the archive says of itself is forged."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        members = [(one.filename, packed.read(one)) for one in packed.infolist()]
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(members) - 1))
        members = _altered(data, members, place)
        if not members:
            break
    method = data.draw(st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as file:
        warnings.simplefilter("ignore")
        for name, text in members:
            one = zipfile.ZipInfo(name or "x")
            one.compress_type = method
            if data.draw(st.integers(0, 9)) == 0:
                one.external_attr = 0o120777 << 16  # a symbolic link
            file.writestr(one, text)
    return _forged(data, bytearray(out.getvalue()))


def _altered(data: Any, members: list[tuple[str, bytes]], place: int) -> list[tuple[str, bytes]]:
    name, text = members[place]
    kind = data.draw(
        st.sampled_from(["xml", "xml", "cells", "drop", "twice", "rename", "empty", "nest", "large", "bytes"])
    )
    if kind == "xml":
        text = _xml(data, text)
    elif kind == "cells":
        place = next((i for i, (n, _) in enumerate(members) if n.startswith("xl/worksheets/sheet")), place)
        name, text = members[place]
        text = _cells(data, text)
    elif kind == "drop":
        return members[:place] + members[place + 1 :]
    elif kind == "twice":
        return [*members, (name, data.draw(st.sampled_from([text, b"", b"<x/>"])))]
    elif kind == "rename":
        name = data.draw(st.sampled_from(NAMES))
    elif kind == "empty":
        text = b""
    elif kind == "nest":
        text = b"<a>" * 50_000
    elif kind == "large":
        text += b" " * data.draw(st.sampled_from([1 << 20, 1 << 24]))
    else:
        text = bent(data, text, (text,))
    return [*members[:place], (name, text), *members[place + 1 :]]


def _xml(data: Any, text: bytes) -> bytes:
    head, mark, rest = text.partition(b"?>")
    kind = data.draw(st.sampled_from(["bomb", "outside", "utf16", "quotes", "attribute", "number"]))
    if kind in ("bomb", "outside"):
        extra = (BOMB if kind == "bomb" else OUTSIDE).encode()
        return head + mark + extra + rest.replace(b"</t>", b"&j;&a;</t>").replace(b"</v>", b"&j;&a;</v>")
    if kind == "utf16":
        return text.decode("utf-8", "replace").encode("utf-16")
    if kind == "quotes":
        return text.replace(b'"', b"'")
    wanted = data.draw(
        st.sampled_from([b"-1", b"99999999999999999999", b"1e308", b"NaN", b"", b"\xff", b"rId999", b"../../x"])
    )
    marks = [i for i in range(len(text)) if text[i : i + 2] == (b'="' if kind == "attribute" else b"<v")]
    if not marks:
        return text
    start = text.find(b'"' if kind == "attribute" else b">", data.draw(st.sampled_from(marks))) + 1
    end = text.find(b'"' if kind == "attribute" else b"<", start)
    return text[:start] + wanted + text[end:]


def _cells(data: Any, text: bytes) -> bytes:
    """A cell far out, said in one of the ways that XML allows; many cells; many references to one text."""
    far = data.draw(st.sampled_from(FAR)).encode()
    quote, space = data.draw(st.sampled_from([b'"', b"'"])), data.draw(st.sampled_from([b"", b" ", b"\n"]))
    cell = (
        b"<c r" + space + b"=" + space + quote + far + quote + data.draw(st.sampled_from([b"", b' t="s"', b' t="e"']))
    )
    more = cell + b"><v>0</v></c>"
    kind = data.draw(st.sampled_from(["far", "many", "unnamed", "rows"]))
    if kind == "many":
        more *= 1000
    elif kind == "unnamed":
        more = b"<c><v>1</v></c>" * data.draw(st.sampled_from([10, 20_000]))
    elif kind == "rows":
        return text.replace(b"</sheetData>", b"<row><c><v>1</v></c></row>" * 100_050 + b"</sheetData>", 1)
    return text.replace(b"</row>", more + b"</row>", 1)


def _forged(data: Any, body: bytearray) -> bytes:
    """Sizes, checksums, flags and offsets in the headers, sometimes."""
    if data.draw(st.booleans()):
        return bytes(body)
    for mark, fields in ((b"PK\x01\x02", (8, 10, 16, 20, 24, 42)), (b"PK\x03\x04", (6, 8, 14, 18, 22))):
        if (place := body.find(mark)) >= 0:
            at = place + data.draw(st.sampled_from(fields))
            size = 2 if at - place < 14 else 4
            value = data.draw(st.sampled_from([0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF])) & (256**size - 1)
            body[at : at + size] = value.to_bytes(size, "little")
    return bytes(body)


def chunks_bent(data: Any, body: bytes) -> bytes:
    """A PNG whose chunks are altered and then given true checksums, so that the reader gets as far as the picture."""
    found, place = [], 8
    while place + 12 <= len(body):
        size = struct.unpack(">I", body[place : place + 4])[0]
        found.append((body[place + 4 : place + 8], body[place + 8 : place + 8 + size]))
        place += 12 + size
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(found) - 1))
        kind, text = found[at]
        what = data.draw(st.sampled_from(["bend", "size", "twice", "drop", "text"]))
        if what == "bend":
            found[at] = (kind, bent(data, text, (text,)))
        elif what == "size":
            number = st.sampled_from([0, 1, 2, 6000, 6400, 20_000, 65_535, 2**31 - 1, 2**32 - 1])
            head = found[0][1]
            found[0] = (b"IHDR", struct.pack(">II", data.draw(number), data.draw(number)) + head[8:])
        elif what == "twice":
            found.insert(at, found[at])
        elif what == "drop" and len(found) > 1:
            del found[at]
        else:
            found.insert(at, (b"zTXt", b"a\x00\x00" + zlib.compress(b"x" * data.draw(st.sampled_from([1, 1 << 27])))))
    body = b"\x89PNG\r\n\x1a\n"
    for kind, text in found:
        body += struct.pack(">I", len(text)) + kind + text + struct.pack(">I", zlib.crc32(kind + text))
    return body
