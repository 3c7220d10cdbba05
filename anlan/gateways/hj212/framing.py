"""Frames cut out of a stream, however it arrives: in halves, glued together, with noise between."""

import re
from typing import NamedTuple

from .crc import crc

LONGEST = 9_999
"""Bytes of a data segment: the standard says 1,024, its four digits say this, and the field uses more than 1,024."""
MOST_NOISE = 4_096
"""Bytes that belong to no frame, given up together."""
_HEAD, _CHECK, _END = 6, 4, b"\r\n"
_START = re.compile(rb"##\d{4}")
_BLANK = re.compile(rb"[\r\n\0 ]*")


class Refused(NamedTuple):
    """A piece of the stream that is no frame. ``reason``: a key of telemetry's ``REASONS``."""

    reason: str
    body: bytes


class Frames:
    """Holds what has come of the next frame: at most one frame and the noise before it.

    What comes out hangs on the bytes alone, not on how they were cut.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._excused = False

    @property
    def waiting(self) -> int:
        """Bytes of an unfinished frame."""
        return len(self._held)

    def feed(self, data: bytes) -> list[bytes | Refused]:
        """The data segments (CRC proven) and refusals that ``data`` completes."""
        self._held += data
        found: list[bytes | Refused] = []
        begin, sure = self._start(0, found)
        while sure and (end := self._one(begin, found)) is not None:
            begin, sure = self._start(end, found)
        del self._held[:begin]
        return found

    def _start(self, begin: int, found: list[bytes | Refused]) -> tuple[int, bool]:
        """Where the next frame begins, or may; noise before it is refused once there is enough of it or a frame behind it."""
        begin = self._after_blanks(begin)
        head = _START.search(self._held, begin)
        known = head.start() if head else max(begin, len(self._held) - _HEAD + 1)
        while known - begin >= MOST_NOISE:
            found.append(Refused("frame", bytes(self._held[begin : begin + MOST_NOISE])))
            begin, self._excused = self._after_blanks(begin + MOST_NOISE), False
        if head is None:
            return begin, False
        if begin < known and not self._excused:
            found.append(Refused("frame", bytes(self._held[begin:known])))
        self._excused = False
        return known, True

    def _after_blanks(self, begin: int) -> int:
        found = _BLANK.match(self._held, begin)
        return found.end() if found else begin

    def _one(self, start: int, found: list[bytes | Refused]) -> int | None:
        """Takes the frame at ``start``; where it ends, None while it is not there."""
        held = self._held
        first, last = start + _HEAD, start + _HEAD + int(held[start + 2 : start + _HEAD])
        stop = held.find(_END, first, last + _CHECK + 1)
        if stop >= 0:
            found.append(Refused("length", bytes(held[start:stop])))
            return stop + len(_END)
        if len(held) < last + _CHECK:
            return None
        segment = bytes(held[first:last])
        if held[last : last + _CHECK].upper() == b"%04X" % crc(segment):
            found.append(segment)
            return last + _CHECK
        return self._wrong(start, last + _CHECK, found)

    def _wrong(self, start: int, end: int, found: list[bytes | Refused]) -> int | None:
        """A check value that does not fit: with the end of a frame behind it wrong itself, else not where it is said to be."""
        held = self._held
        if len(held) < end + len(_END) and _END.startswith(held[end:]):
            return None
        reason = "crc" if held.startswith(_END, end) else "length"
        found.append(Refused(reason, bytes(held[start:end])))
        if reason == "crc":
            return end
        # What was taken for one frame may hold the beginning of another; the rest of it is not refused a second time.
        self._excused = True
        return start + 2
