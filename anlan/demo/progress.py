"""What the person at the terminal sees while the demo is made: one line for each part, how far it is, about how long it still takes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOBase

BAR = 24
OFTEN, SELDOM = 0.2, 15.0
"""Seconds between two changes of the moving line; between two plain lines where nothing moves."""
ENOUGH = 0.08
"""Share of all the work that must be done before what is left can be guessed."""


class Part:
    """One part of the work while it goes on. ``result``: what is said of it when it is done."""

    def __init__(self, title: str, tell: Callable[[float, str], None]) -> None:
        self.result = title
        self._tell = tell

    def reach(self, fraction: float, words: str = "") -> None:
        """How far it is, 0 to 1, and where that is."""
        self._tell(min(max(fraction, 0.0), 1.0), words)

    def count(self, done: int, of: int) -> None:
        """The same for what can be counted."""
        self.reach(done / of if of else 1.0, f"{done}/{of}")


class Progress:
    """Writes to ``out``; ``quiet``: nothing at all. A terminal gets one moving line, everything else plain lines.

    The time left is guessed from the shares of the work that the parts are known to be, and from how long this machine took
    for those behind it.
    """

    def __init__(self, out: TextIOBase, *, quiet: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._out, self._quiet, self._clock = out, quiet, clock
        self._moves = not quiet and out.isatty()
        self._began = self._told = clock()
        self._behind = 0.0

    @contextmanager
    def part(self, title: str, share: float) -> Iterator[Part]:
        """One part of the work, ``share`` of the whole (0 to 1)."""
        began = self._told = self._clock()

        def tell(fraction: float, words: str) -> None:
            self._tell(title, fraction, words, self._behind + share * fraction)

        if self._moves:
            self._show(title, 0.0, "", self._behind)
        part = Part(title, tell)
        yield part
        self._behind += share
        self._line(f"  {part.result}（{self._clock() - began:.1f} 秒）")

    def say(self, sentence: str) -> None:
        """A line of its own."""
        self._line(sentence)

    def took(self) -> float:
        """Seconds since the beginning."""
        return self._clock() - self._began

    def _tell(self, title: str, fraction: float, words: str, whole: float) -> None:
        if self._quiet or self._clock() - self._told < (OFTEN if self._moves else SELDOM):
            return
        self._told = self._clock()
        if self._moves:
            self._show(title, fraction, words, whole)
        else:
            self._write(f"  {'，'.join(filter(None, (f'{title} {fraction:.0%}', words, self._left(whole))))}\n")

    def _show(self, title: str, fraction: float, words: str, whole: float) -> None:
        full = round(BAR * fraction)
        told = "  ".join(filter(None, (f"{fraction:4.0%}", words, self._left(whole))))
        self._write(f"\r\x1b[K  {title}  {'█' * full}{'░' * (BAR - full)} {told}")

    def _left(self, whole: float) -> str:
        if whole < ENOUGH:
            return ""
        seconds = self.took() * (1 - whole) / whole
        # Said as roughly as it is known.
        rough = max(5, round(seconds / 5) * 5)
        return f"约还需 {rough // 60} 分 {rough % 60:02d} 秒" if rough >= 60 else f"约还需 {rough} 秒"

    def _line(self, text: str) -> None:
        if not self._quiet:
            self._write(f"{chr(13)}\x1b[K{text}\n" if self._moves else f"{text}\n")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
