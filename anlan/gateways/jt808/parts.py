"""Puts the sub-packages of one line together again, within bounds of number, bytes and time."""

from .frame import Broken, Frame

MOST_PARTS = 64
MOST_MESSAGES = 4
MOST_BYTES = 64 * 1024
"""Bytes that one line may have waiting: a batch of a thousand positions, and no more memory for 20,000 lines than theirs."""
SECONDS = 60.0


class Parts:
    """Messages of one line that are not whole yet, by id, number of parts, and serial of the first.

    Sub-packages have consecutive serials (JT/T 808-2013, 7.12), so they may come in any order and among others.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[int, int, int], tuple[float, dict[int, bytes]]] = {}
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, frame: Frame, moment: float) -> Frame | None:
        """The whole message, its serial that of the first part, once all are there. ``moment``: seconds, any clock.

        ``Broken`` for parts that cannot be; what waits too long, or is pushed out by newer ones, is dropped: it has not
        been answered, so the terminal sends it again.
        """
        if not 1 <= frame.part <= frame.total or frame.total > MOST_PARTS:
            raise Broken("content", f"分包 {frame.part}/{frame.total} 不可接受（最多 {MOST_PARTS} 包）")
        key = (frame.id, frame.total, (frame.serial - frame.part + 1) & 0xFFFF)
        _, parts = self._waiting.setdefault(key, (moment, {}))
        self.bytes += len(frame.body) - len(parts.get(frame.part, b""))
        parts[frame.part] = frame.body
        if len(parts) == frame.total:
            self._drop(key)
            body = b"".join(parts[n] for n in range(1, frame.total + 1))
            return frame._replace(serial=key[2], body=body, part=0)
        self._bound(moment)
        return None

    def _bound(self, moment: float) -> None:
        for key in [key for key, (begun, _) in self._waiting.items() if moment - begun > SECONDS]:
            self._drop(key)
        while len(self._waiting) > MOST_MESSAGES or self.bytes > MOST_BYTES:
            self._drop(next(iter(self._waiting)))

    def _drop(self, key: tuple[int, int, int]) -> None:
        _, parts = self._waiting.pop(key)
        self.bytes -= sum(map(len, parts.values()))
