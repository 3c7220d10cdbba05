"""Messages that come in several packets (PNUM, PNO) put together again.

The standard says only that there are packets. Where each is complete in itself it is taken by itself, since a device
may wait for its answer before it sends the next; else they are joined when all are there, wherever the text was cut.
"""

import re
from dataclasses import dataclass, field

from .protocol import Message, Unclear, read_cp

MOST_OPEN, MOST_PACKETS = 8, 64
"""Messages under way on one line, and packets of one: with frames of 10 kB at most 5 MB."""
SECONDS = 60.0
"""After which the missing packets are no longer awaited."""
_COMPLETE_END = re.compile(r"(?:;|-Flag=[A-Za-z])\s*\Z", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    since: float
    parts: dict[int, Message] = field(default_factory=dict)


class Packets:
    """The messages under way on one line."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str, str], _Open] = {}

    def put(self, part: Message, moment: float) -> tuple[Message, list[Message]] | None:
        """What can be taken now and the packets to be answered for it, or None while too many are missing.

        Unclear: numbers that cannot be. Of too many messages under way the oldest is given up.
        """
        complete = _complete(part)
        if part.packets <= 1 or (complete and part.packets > MOST_PACKETS):
            return part, [part]
        if not 1 <= part.packet <= part.packets <= MOST_PACKETS:
            raise Unclear(f"第 {part.packet} 包、共 {part.packets} 包")
        key = part.mn, part.cn, part.qn
        under_way = self._open.setdefault(key, _Open(moment))
        under_way.parts[part.packet] = part
        if len(under_way.parts) == part.packets and max(under_way.parts) == part.packets:
            del self._open[key]
            parts = [under_way.parts[number] for number in sorted(under_way.parts)]
            unanswered = [one for one in parts if one is part or not _complete(one)]
            return (part if unanswered == [part] and complete else _joined(parts)), unanswered
        if len(self._open) > MOST_OPEN:
            del self._open[next(iter(self._open))]
        return (part, [part]) if complete else None

    def overdue(self, moment: float) -> list[Message]:
        """A packet of each message whose others did not come and which was not taken by itself; forgotten here, and not
        answered, so that its device sends it again.
        """
        late = [self._open.pop(key) for key, one in list(self._open.items()) if moment - one.since > SECONDS]
        return [left[0] for one in late if (left := [part for part in one.parts.values() if not _complete(part)])]


def _complete(part: Message) -> bool:
    """Begins with its time and ends behind a value, not within one."""
    begins = part.cp.lstrip().lower().startswith("datatime=")
    return begins and (part.packet == part.packets or _COMPLETE_END.search(part.cp) is not None)


def _joined(parts: list[Message]) -> Message:
    """A cut may lie within a word: only between two whole items a separator was lost."""
    text = parts[0].cp
    for part in parts[1:]:
        before, after = re.split("[;,]", text)[-1], re.split("[;,]", part.cp, maxsplit=1)[0]
        whole = ("=" in before or not before.strip()) and ("=" in after or not after.strip())
        text += (";" if whole else "") + part.cp
    first = parts[0]
    message = Message(first.qn, first.st, first.cn, first.pw, first.mn, first.flag)
    read_cp(message, text)
    return message
