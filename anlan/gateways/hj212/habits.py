"""Which of a device's data are its readings: those of the finest kind that it sends.

Realtime values (2011) always are. Means of a minute, an hour, a day (2051, 2061, 2031) become readings at their
DataTime (as the device dates them) only of a device that sends nothing finer, so that no curve mixes values with their
own means; where something finer comes they are answered and let go, for minutes and hours are rolled up by ourselves.
After the start it is not known what a device sends: its first means wait, unanswered, until that is clear.
"""

from collections import deque

from anlan.telemetry.words import Batch

from .protocol import MEANS, REALTIME

PATIENCE = 300.0
"""Seconds for which means wait for something finer; stations send realtime values every 30 to 300 s."""
REMEMBERED = 2 * 3600.0
"""A finer kind that has not come for so long does not come any more."""
MOST_HELD = 10
RANKS = {cn: rank for rank, cn in enumerate((REALTIME, *MEANS))}


class Habits:
    """Of all devices of a process."""

    def __init__(self) -> None:
        self._first: dict[int, float] = {}
        self._last: dict[int, list[float | None]] = {}
        self._held: dict[int, deque[tuple[str, Batch]]] = {}

    def judge(self, device: int, cn: str, moment: float) -> bool | None:
        """Whether data of this kind are the device's readings; None: not known yet. Notes that they came."""
        rank = RANKS[cn]
        last = self._last.get(device)
        if last is None:
            self._first[device] = moment
            last = self._last[device] = [None] * len(RANKS)
        last[rank] = moment
        return True if not rank else self._known(device, rank, moment)

    def hold(self, cn: str, batch: Batch) -> None:
        """Keeps means until it is known what they are; of too many the oldest goes, unanswered."""
        self._held.setdefault(batch.device, deque(maxlen=MOST_HELD)).append((cn, batch))

    def held(self, device: int) -> bool:
        return device in self._held

    def release(self, device: int, moment: float) -> list[Batch]:
        """What need not wait any longer: as readings, or emptied of them."""
        waiting, out = self._held.pop(device), []
        for cn, batch in waiting:
            taken = self._known(device, RANKS[cn], moment)
            if taken is None:
                self.hold(cn, batch)
                continue
            out.append(batch if taken else Batch(device, stored=batch.stored))
        return out

    def _known(self, device: int, rank: int, moment: float) -> bool | None:
        finer = self._last[device][:rank]
        if any(at is not None and moment - at < REMEMBERED for at in finer):
            return False
        return True if moment - self._first[device] >= PATIENCE else None
