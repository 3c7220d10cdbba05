"""What may be asked of a device, in words that all protocols share, and who carries it there.

A gateway offers itself with ``offer`` in its event loop; whoever asks does so from any other thread of the same process and
never learns how a protocol says it. What a protocol can be asked at all (``CAN``) is known in every process.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

log = logging.getLogger("anlan.telemetry")

SECONDS_TO_LOOK = 5.0
"""An event loop that has not said by then who is on line is too busy to be asked for anything."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message for whoever is with the device: shown, read out, put on its advertising screen."""

    words: str
    urgent: bool = False
    shown: bool = True
    spoken: bool = False
    advertised: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """Tell every ``interval`` seconds where you are, for ``seconds``; interval 0 ends it."""

    interval: int
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """How are these parameters set? By the keys of ``PARAMETERS``."""

    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """Set a parameter, by its key, to a value in its unit."""

    parameter: str
    value: int


@dataclass(frozen=True, slots=True)
class Clock:
    """Set your clock by ours."""


@dataclass(frozen=True, slots=True)
class Now:
    """Tell at once what you measure, or where you are."""


Question = Text | Track | Read | Set | Clock | Now


class Parameter(NamedTuple):
    """A parameter of a device that people may read and set. ``low`` and ``high``: the platform's own bounds, no standard's."""

    title: str
    unit: str
    low: int
    high: int


PARAMETERS: Mapping[str, Parameter] = {
    "heartbeat": Parameter("心跳发送间隔", "秒", 5, 3600),
    "report_interval": Parameter("数据（位置）上报间隔", "秒", 5, 3600),
    "sleep_interval": Parameter("休眠时上报间隔", "秒", 10, 86_400),
    "emergency_interval": Parameter("紧急报警时上报间隔", "秒", 1, 600),
    "top_speed": Parameter("最高速度", "km/h", 5, 150),
    "speeding_after": Parameter("超速持续时间", "秒", 1, 600),
    "driving": Parameter("连续驾驶时间门限", "秒", 600, 86_400),
    "driving_day": Parameter("当天累计驾驶时间门限", "秒", 600, 86_400),
    "rest": Parameter("最小休息时间", "秒", 60, 86_400),
    "parking": Parameter("最长停车时间", "秒", 60, 604_800),
}


class Can(NamedTuple):
    """What devices of a protocol can be asked, and which parameters they have."""

    name: str
    questions: frozenset[type]
    parameters: frozenset[str]


CAN: Mapping[str, Can] = {
    "jt808": Can("JT/T 808", frozenset({Text, Track, Read, Set, Now}), frozenset(PARAMETERS)),
    "hj212": Can("HJ 212", frozenset({Read, Set, Clock, Now}), frozenset({"report_interval"})),
}


def unable(protocol: str, question: Question) -> str:
    """Why devices of a protocol cannot be asked this; "" when they can."""
    can = CAN.get(protocol)
    if can is None:
        return "这台设备的接入协议不支持下发指令"
    if type(question) not in can.questions:
        return f"{can.name} 设备不支持这种指令"
    asked = (
        question.parameters if isinstance(question, Read) else [question.parameter] if isinstance(question, Set) else []
    )
    missing = [PARAMETERS[key].title for key in asked if key not in can.parameters]
    return f"{can.name} 设备没有参数“{'、'.join(missing)}”" if missing else ""


class Outcome(StrEnum):
    """What came of a question. AWAY: it was not sent and may be sent later; UNABLE: it can't be sent. SILENT: sent, unanswered."""

    DONE = "done"
    REFUSED = "refused"
    SILENT = "silent"
    AWAY = "away"
    UNABLE = "unable"


class Answer(NamedTuple):
    """What came of a question, and the same in words for people."""

    outcome: Outcome
    words: str = ""


class Carrier(Protocol):
    """A gateway's side, used in its event loop only."""

    def here(self, wanted: Collection[int]) -> set[int]:
        """Which of these devices are on line."""

    async def carry(self, device: int, question: Question) -> Answer:
        """Asks a device, in the words of the protocol, and waits for what it says."""


Offer = tuple[Carrier, asyncio.AbstractEventLoop]
_offers: dict[str, Offer] = {}


def offer(protocol: str, carrier: Carrier) -> Callable[[], None]:
    """Names who carries what to devices of a protocol, in the running event loop, which all of a process share.

    The returned function ends it.
    """
    mine = carrier, asyncio.get_running_loop()
    _offers[protocol] = mine

    def end() -> None:
        if _offers.get(protocol) is mine:
            del _offers[protocol]

    return end


def on_line(wanted: Collection[int]) -> set[int]:
    """Which of these devices can be asked now. From any thread but an event loop's."""
    found: set[int] = set()
    for carrier, loop in list(_offers.values()):
        try:
            found |= _begun(_here(carrier, wanted), loop).result(SECONDS_TO_LOOK)
        except (RuntimeError, TimeoutError):
            log.warning("a gateway did not say which devices are on line", exc_info=True)
    return found


def ask(device: int, question: Question) -> "Future[Answer]":
    """Asks a device; what comes of it is the future's result. From any thread."""
    for _, loop in list(_offers.values()):
        try:
            return _begun(_carried(device, question), loop)
        except RuntimeError:
            continue
    nobody: Future[Answer] = Future()
    nobody.set_result(Answer(Outcome.AWAY, "网关没有运行"))
    return nobody


def _begun(work: Coroutine[Any, Any, Any], loop: asyncio.AbstractEventLoop) -> "Future[Any]":
    """RuntimeError when the loop has ended."""
    try:
        return asyncio.run_coroutine_threadsafe(work, loop)
    except RuntimeError:
        work.close()
        raise


async def _here(carrier: Carrier, wanted: Collection[int]) -> set[int]:
    return carrier.here(wanted)


async def _carried(device: int, question: Question) -> Answer:
    """By whichever protocol the device is on line with and can be asked in."""
    why = ""
    for protocol, (carrier, _) in list(_offers.items()):
        if not carrier.here((device,)):
            continue
        why = unable(protocol, question)
        if not why:
            return await carrier.carry(device, question)
    return Answer(Outcome.UNABLE, why) if why else Answer(Outcome.AWAY, "设备不在线")
