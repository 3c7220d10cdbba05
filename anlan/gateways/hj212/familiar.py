"""What a device says again and again with other numbers, read by the shape of what it said before.

A station's messages differ in their times and values only. By its shape a message is read in a tenth of the time that
``protocol.parse`` takes, and comes to the same: a shape is used only once it has read the very message that it was made of
as the long way did, and whatever does not fit it goes the long way.
"""

import re
from dataclasses import replace
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from anlan.telemetry.directory import Known
from anlan.telemetry.words import Reading

from . import protocol
from .factors import Meaning, chosen
from .protocol import Message

HEAD = re.compile(rb"QN=\d{17};")
"""How nearly every message begins."""
NUMBER = re.compile(rb"-?\d{1,9}(?:\.\d{1,9})?")
MOMENT = re.compile(rb"\d{14}")
MOST_SHAPES = 1_000
"""Shapes of all devices of a process: makers have few, marks (Flag) that come and go make more."""
PATIENCE = 10
"""Messages of a device that did not fit, after which its shape is made anew."""
_MEANT = {"rtd", "td", "flag", "sampletime", "datatime"}
_ITEM = re.compile(rb"(?:\A|[;,])([^;,=\-\s]++)(?:-([^;,=\s]*+))?=([^;,]*+)")
_MARK = "\0"
_time = lru_cache(4096)(protocol.time_of)


class Shape(NamedTuple):
    """A data section (CP): ``pattern`` with the time and the values as groups; of each value its meaning and flag."""

    pattern: re.Pattern[bytes]
    meanings: tuple[Meaning, ...]
    flags: tuple[str, ...]
    plain: bool


class Familiar:
    """What one device says on one line. ``known``, ``table``: the device for which it holds, and what its factors mean."""

    __slots__ = ("_answer", "_quantities", "known", "missed", "shape", "table")

    def __init__(self, message: Message, shape: Shape, known: Known, table: dict[str, Meaning]) -> None:
        self.shape, self.known, self.table, self.missed = shape, known, table, 0
        self._quantities = tuple(meaning.quantity for meaning in shape.meanings)
        said = protocol.answer_of(replace(message, qn=_MARK), protocol.DATA_ANSWER).encode().split(_MARK.encode())
        self._answer = said if message.wants_answer else None

    def read(self, segment: bytes, section: int) -> list[Reading] | None:
        """The values of a message whose data section begins there; None: it has to be read the long way."""
        found = self.shape.pattern.fullmatch(segment, section)
        at = _time(found[1].decode()) if found else None
        if found is None or at is None:
            self.missed += 1
            return None
        values = map(float, found.groups()[1:])
        if not self.shape.plain:
            meanings = self.shape.meanings
            values = (value * of.scale + of.offset for value, of in zip(values, meanings, strict=True))  # type: ignore[assignment]
        return list(map(Reading, repeat(self.known.device), self._quantities, repeat(at), values, self.shape.flags))

    def answer(self, qn: bytes) -> bytes | None:
        """The answer to the message with that QN, framed; None where none is wanted."""
        return None if self._answer is None else protocol.frame(qn.join(self._answer))


class Shapes:
    """Those of a process."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, tuple[Meaning, ...], tuple[str, ...]], Shape] = {}

    def learn(
        self, segment: bytes, message: Message, readings: list[Reading], known: Known, table: dict[str, Meaning]
    ) -> Familiar | None:
        """What can be made of a message of realtime data that was read the long way; None: it is of no lasting shape."""
        section = segment.find(b"CP=&&")
        usual = message.cn == protocol.REALTIME and message.version == protocol.V2017 and message.packets <= 1
        if not usual or section < 0 or not HEAD.match(segment) or segment.count(b"QN=") > 1 or not segment.isascii():
            return None
        used = chosen(message, table, "Rtd")[0]
        pattern, named = _pattern(segment[section:], {code for code, _, _ in used}, table)
        if named != ["DataTime", *(code for code, _, _ in used)]:
            return None
        shape = self._shape(pattern, tuple(meaning for _, meaning, _ in used), tuple(one.flag for one in readings))
        made = Familiar(message, shape, known, table) if shape else None
        return made if made is not None and made.read(segment, section) == readings else None

    def _shape(self, pattern: bytes, meanings: tuple[Meaning, ...], flags: tuple[str, ...]) -> Shape | None:
        key = pattern, meanings, flags
        shape = self._known.get(key)
        if shape is None and len(self._known) < MOST_SHAPES:
            plain = all(of.scale == 1 and of.offset == 0 for of in meanings)
            shape = self._known[key] = Shape(re.compile(pattern), meanings, flags, plain)
        return shape


def _pattern(section: bytes, used: set[str], table: dict[str, Meaning]) -> tuple[bytes, list[str]]:
    """A data section as an expression, and what its groups are in their order: the time and the codes of values.

    Everything that has a say in how they are read stands in it as it is; what nobody reads may be anything.
    """
    done = len(b"CP=&&")
    parts, named = [re.escape(section[:done])], list[str]()
    for item in _ITEM.finditer(section[done:].removesuffix(b"&&")):
        code, name, value = item[1].decode(), (item[2] or b"").decode(), item[3]
        begin, end = (len(b"CP=&&") + place for place in item.span(3))
        parts.append(re.escape(section[done:begin]))
        done = end
        if code == "DataTime" and not name and MOMENT.fullmatch(value):
            parts.append(b"(" + MOMENT.pattern + b")")
            named.append(code)
        elif name == "Rtd" and code in used and NUMBER.fullmatch(value):
            parts.append(b"(" + NUMBER.pattern + b")")
            named.append(code)
        else:
            parts.append(re.escape(value) if (name or code).lower() in _MEANT else rb"[^;,&]*+")
    return b"".join([*parts, re.escape(section[done:])]), named
