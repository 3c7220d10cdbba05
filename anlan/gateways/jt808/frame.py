"""Frames of JT/T 808: delimiters, escapes, checksum, header (2011/2013 and 2019), sub-packages. Pure functions over bytes.

``7E | header | body | XOR | 7E``. Header: message id 2, properties 2 (bits 0-9 length of the body, 10-12 encryption, 13
sub-package, 14 version flag), 2019 only: protocol version 1, telephone number in BCD 6 (2019: 10), serial 2,
sub-package only: total 2, index 2. Source: JT/T 808-2013 and -2019, section 4 of each, as held by three public
implementations (``samples/SOURCES.md``).
"""

import struct
from typing import NamedTuple

FLAG, ESCAPE = b"\x7e", b"\x7d"
MOST_BODY = 0x3FF
LENGTH, CIPHER, PART, VERSIONED = 0x3FF, 0x1C00, 0x2000, 0x4000
MOST_RAW = 2 * (2 + 2 + 1 + 10 + 2 + 4 + MOST_BODY + 1)
"""The longest frame, each of its bytes escaped."""
_START, _SERIAL, _PARTS = struct.Struct(">HH"), struct.Struct(">H"), struct.Struct(">HH")


class Broken(Exception):
    """Not a frame or a message; ``reason`` is a key of ``telemetry.models.REASONS``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason, self.detail = reason, detail


class Form(NamedTuple):
    """How a terminal writes its headers, and so how it wants to be written to.

    ``version``: the protocol version of 2019, None for 2013 and older. ``flagged``: bit 14. Some terminals set it and still
    write the six-byte telephone number of 2013; their messages are those of 2013 as well.
    """

    phone: bytes
    version: int | None = None
    flagged: bool = False

    @property
    def modern(self) -> bool:
        """Whether bodies follow the 2019 edition."""
        return self.version is not None

    @property
    def number(self) -> str:
        """The telephone number without the zeros that fill it."""
        return self.phone.hex().lstrip("0")


def form(number: str, version: int | None = None) -> Form:
    """The form of a terminal with this telephone number; ``version`` 1 for 2019."""
    wide = version is not None
    return Form(bytes.fromhex(number.zfill(20 if wide else 12)), version, wide)


class Frame(NamedTuple):
    """One frame. ``total`` and ``part`` (from 1 on) are 0 where the message is not divided; ``cipher`` 0: plain."""

    id: int
    form: Form
    serial: int
    body: bytes
    total: int = 0
    part: int = 0
    cipher: int = 0


def checksum(data: bytes) -> int:
    """XOR of all bytes. Folded as one large integer: three times as fast as a loop over sixty bytes."""
    folded = int.from_bytes(data, "big")
    shift = 8 << max(len(data) - 1, 0).bit_length() >> 1
    while shift >= 8:
        folded ^= folded >> shift
        shift >>= 1
    return folded & 0xFF


def escape(data: bytes) -> bytes:
    """What may stand between two delimiters."""
    return data.replace(ESCAPE, b"\x7d\x01").replace(FLAG, b"\x7d\x02")


def unescape(raw: bytes) -> bytes:
    """The opposite; ``Broken`` where an escape is none."""
    if ESCAPE not in raw:
        return raw
    if raw.count(ESCAPE) != raw.count(b"\x7d\x01") + raw.count(b"\x7d\x02"):
        raise Broken("frame", "转义字符有误")
    return raw.replace(b"\x7d\x02", FLAG).replace(b"\x7d\x01", ESCAPE)


def read(raw: bytes) -> Frame:
    """The frame between two delimiters, or ``Broken``: too long, escapes, length, checksum."""
    if len(raw) > MOST_RAW:
        raise Broken("too_long")
    data = unescape(raw)
    if len(data) < 13:
        raise Broken("frame", "不足一个消息头")
    kind, properties = _START.unpack_from(data)
    end = len(data) - 1 - (properties & LENGTH)
    start = end - 4 if properties & PART else end
    flagged = properties & VERSIONED != 0
    if start == 12:
        sender = Form(data[4:10], None, flagged)
    elif start == 17 and flagged:
        sender = Form(data[5:15], data[4], True)
    else:
        raise Broken("length", f"消息头中的消息体长度为 {properties & LENGTH}")
    if checksum(data):
        raise Broken("crc", f"校验码应为 {checksum(data[:-1]):02X}，收到 {data[-1]:02X}")
    total, part = _PARTS.unpack_from(data, start) if properties & PART else (0, 0)
    serial = _SERIAL.unpack_from(data, start - 2)[0]
    return Frame(kind, sender, serial, data[end:-1], total, part, (properties & CIPHER) >> 10)


def write(frame: Frame) -> bytes:
    """The frame with its delimiters. ValueError: the body is too long for one."""
    if len(frame.body) > MOST_BODY:
        raise ValueError(f"a body of {len(frame.body)} bytes needs sub-packages")
    who = frame.form
    properties = len(frame.body) | frame.cipher << 10 | (PART if frame.total else 0) | (VERSIONED if who.flagged else 0)
    version = b"" if who.version is None else bytes([who.version])
    parts = _PARTS.pack(frame.total, frame.part) if frame.total else b""
    data = b"".join(
        (_START.pack(frame.id, properties), version, who.phone, _SERIAL.pack(frame.serial), parts, frame.body)
    )
    return FLAG + escape(data + bytes([checksum(data)])) + FLAG


def divided(kind: int, who: Form, serial: int, body: bytes, most: int = MOST_BODY) -> list[Frame]:
    """One frame, or sub-packages with consecutive serials (JT/T 808-2013, 7.12) where the body is longer than ``most``."""
    if len(body) <= most:
        return [Frame(kind, who, serial, body)]
    cuts = [body[at : at + most] for at in range(0, len(body), most)]
    return [Frame(kind, who, (serial + n) & 0xFFFF, cut, len(cuts), n + 1) for n, cut in enumerate(cuts)]


class Splitter:
    """Cuts a stream into what stands between delimiters; whatever comes, it keeps one frame's bytes at most."""

    def __init__(self) -> None:
        self._rest = b""
        self._skipping = False

    @property
    def unfinished(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._skipping or bool(self._rest)

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that are whole now, still escaped; of one that never ends its beginning, once."""
        if self._skipping:
            end = data.find(FLAG)
            if end < 0:
                return []
            data, self._skipping = data[end:], False
        pieces = (self._rest + data if self._rest else data).split(FLAG)
        self._rest = pieces.pop()
        if len(self._rest) > MOST_RAW:
            pieces.append(self._rest[: MOST_RAW + 1])
            self._rest, self._skipping = b"", True
        return [piece for piece in pieces if piece]
