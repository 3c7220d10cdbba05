"""What the house has acknowledged to its clients, written down outside of it."""

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Deed:
    """One act that was acknowledged. ``mark``: words that only the row it made carries. ``tries``: how often it was sent.

    ``brings``: (register, record, move) of the step that another row takes in the same transaction. ``slots``: what an
    inspection says with it, and the photos of each.
    """

    uuid: str
    verb: str
    record: int
    user: int
    mark: str = ""
    tries: int = 1
    reported_for: bool = False
    register: str = "hazard"
    brings: tuple[str, int, str] | None = None
    slots: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Ledger:
    """Filled by many threads. ``faults``: what must never be, in words."""

    deeds: list[Deed] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    firms: list[str] = field(default_factory=list)
    sms: int = 0
    faults: list[str] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, deed: Deed) -> None:
        """An act was acknowledged."""
        with self.lock:
            self.deeds.append(deed)
            self.figures["acts"] += 1
            self.figures["acts sent again"] += deed.tries > 1

    def count(self, what: str, number: int = 1) -> None:
        """Counts something for the table."""
        with self.lock:
            self.figures[what] += number

    def fault(self, text: str) -> None:
        """Something happened that must never happen."""
        with self.lock:
            self.faults.append(text)
