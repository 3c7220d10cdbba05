"""The live server's middle: who follows what, and what goes to whom. One event loop; questions to the database in threads."""

import asyncio
import contextlib
import json
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from anlan.kernel.act import pulses
from anlan.kernel.act.models import Pulse
from anlan.kernel.clock.threads import tidily
from anlan.kernel.people.middleware import seat_behind
from anlan.kernel.register import registry

from . import at_work, drawn, may_follow

log = logging.getLogger("anlan.live")
T = TypeVar("T")

SECONDS_BETWEEN_LOOKS = 0.25
LEAST_BETWEEN_LOOKS = 0.03
SECONDS_BETWEEN_CHECKS = 60.0
"""So long somebody whose session or right has ended may still be told something."""
SECONDS_OF_SILENCE = 15.0
MOST_WAITING = 200
"""Messages that may wait for a slow viewer; beyond that it is told to read its page anew."""
OVERLAP = 500
"""Pulses looked at again: numbers are given before transactions end, so a lower one may appear later."""
THREADS = 4


class Viewer:
    """One open page."""

    def __init__(self, session: str, topics: frozenset[str]) -> None:
        self.session, self.topics = session, topics
        self.scopes: dict[str, tuple[str, Any]] = {}
        self.checked = time.monotonic()
        self.lines: list[bytes] = []
        self.something = asyncio.Event()
        self.ended = False

    def tell(self, line: bytes) -> None:
        """Puts a message into its line."""
        if len(self.lines) >= MOST_WAITING:
            self.lines = [message("anew", {})]
        else:
            self.lines.append(line)
        self.something.set()

    def end(self) -> None:
        """No more for this one."""
        self.ended = True
        self.something.set()


def message(kind: str, data: Any) -> bytes:
    """A message as the browser's EventSource reads it."""
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()


class Hub:
    """Everything is called in the loop, but ``publish`` from anywhere."""

    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self.followed: dict[str, set[Viewer]] = defaultdict(set)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="anlan-live")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._last: int | None = None
        self._told: set[int] = set()
        self._news = asyncio.Event()

    async def admit(self, session: str, topics: Iterable[str]) -> Viewer | None:
        """A new viewer, or None for somebody who may not follow one of the topics."""
        viewer = Viewer(session, frozenset(topics))
        if not await self.ask(_scoped, viewer):
            return None
        self.viewers.add(viewer)
        for wanted in viewer.topics:
            self.followed[wanted].add(viewer)
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """The page was closed."""
        self.viewers.discard(viewer)
        for wanted in viewer.topics:
            self.followed[wanted].discard(viewer)
            if not self.followed[wanted]:
                del self.followed[wanted]

    def publish(self, topic: str, data: Any) -> None:
        """Tells everybody who follows the topic; from any thread."""
        if topic in self.followed and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._spread, topic, data)

    def _spread(self, topic: str, data: Any) -> None:
        line = message("topic", {"topic": topic, "data": data})
        for viewer in self.followed.get(topic, ()):
            viewer.tell(line)

    async def run(self) -> None:
        """Looks for changed rows and for viewers whose time is over, until cancelled."""
        self._loop = asyncio.get_running_loop()
        at_work.append(self)
        pulses.at_once.append(self._wake)
        try:
            await self._look_and_check()
        finally:
            pulses.at_once.remove(self._wake)
            at_work.remove(self)

    def _wake(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._news.set)

    async def _look_and_check(self) -> None:
        # Beside each other: a thousand viewers are not checked within the second in which an alarm has to be there.
        await asyncio.gather(
            self._again_and_again(self._look, self._until_news),
            self._again_and_again(self._check, lambda: asyncio.sleep(SECONDS_BETWEEN_CHECKS)),
        )

    async def _again_and_again(self, work: Callable[[], None], pause: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await self.ask(work)
            except Exception:
                log.exception("looking for news failed")
            await pause()

    async def _until_news(self) -> None:
        """What this process has written, alarms above all, is looked at at once; the others' a moment later."""
        await asyncio.sleep(LEAST_BETWEEN_LOOKS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), SECONDS_BETWEEN_LOOKS)
        self._news.clear()

    async def ask(self, work: Callable[..., T], *arguments: Any) -> T:
        """Work that asks the database, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, tidily, work, *arguments)

    def close(self) -> None:
        """Ends all lines."""
        for viewer in list(self.viewers):
            viewer.end()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _look(self) -> None:
        """Tells viewers which rows of theirs have changed since the last look."""
        if self._last is None:
            # What has changed before is on every page already: pages read themselves anew when the line opens.
            self._last = Pulse.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            self._told = set(Pulse.objects.filter(pk__gt=self._last - OVERLAP).values_list("pk", flat=True))
            return
        found = Pulse.objects.filter(pk__gt=self._last - OVERLAP).exclude(pk__in=self._told)
        fresh = list(found.values_list("pk", "register", "record"))
        if not fresh:
            return
        self._last = max([self._last, *(pk for pk, _, _ in fresh)])
        self._told = {pk for pk in self._told | {pk for pk, _, _ in fresh} if pk > self._last - OVERLAP}
        changed: dict[str, set[int]] = defaultdict(set)
        for _, register, record in fresh:
            changed[register].add(record)
        for register, records in changed.items():
            self._tell_rows(register, records)

    def _tell_rows(self, register: str, records: set[int]) -> None:
        draw = drawn(register)
        groups: dict[str, list[Viewer]] = defaultdict(list)
        for viewer in list(self.followed.get(f"rows:{register}", ())):
            groups[viewer.scopes[register][0]].append(viewer)
        lines: dict[int, dict[str, Any]] = {}
        for viewers in groups.values():
            rows = viewers[0].scopes[register][1].filter(pk__in=sorted(records)[:1000])
            said = []
            for row in rows:
                if row.pk not in lines and draw is not None:
                    lines[row.pk] = draw(row)
                said.append(lines[row.pk])
            if said:
                self._post(viewers, message("rows", {"register": register, "rows": said}))

    def _post(self, viewers: list[Viewer], line: bytes) -> None:
        def give() -> None:
            for viewer in viewers:
                viewer.tell(line)

        assert self._loop is not None
        self._loop.call_soon_threadsafe(give)

    def _check(self) -> None:
        """Ends the line of everybody whose session, seat or right is gone."""
        assert self._loop is not None
        for viewer in list(self.viewers):
            if not _scoped(viewer):
                self._loop.call_soon_threadsafe(viewer.end)


def _scoped(viewer: Viewer) -> bool:
    """May it follow what it wants? Remembers its rows, by their question: seats that ask the same are asked once."""
    seat = seat_behind(viewer.session)
    if seat is None or not may_follow(seat, viewer.topics):
        return False
    for wanted in viewer.topics:
        name, _, key = wanted.partition(":")
        if name == "rows":
            rows = registry.register(key).rows(seat)
            viewer.scopes[key] = (str(rows.query), rows)
    return True
