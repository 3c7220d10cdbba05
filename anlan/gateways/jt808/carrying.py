"""What people ask of devices, in the words of JT/T 808.

Numbers of parameters: JT/T 808-2013 and 2019, table of 终端参数, as QuecPython/jtt808 prints it; each of these is a DWORD.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from anlan.telemetry import outgoing
from anlan.telemetry.outgoing import PARAMETERS, Answer, Outcome

from . import messages as m
from .asking import NotSent, Reply
from .codes import RESULTS
from .downlink import (
    ADVERTISE,
    DISPLAY,
    SPEAK,
    URGENT,
    AskParameters,
    AskPosition,
    Downlink,
    SetParameters,
    Text,
    Track,
)
from .position import Report
from .terminals import Terminals

if TYPE_CHECKING:
    from .session import Session

SECONDS_TO_ANSWER = 20.0
"""Ours: over mobile networks an answer takes seconds."""
NUMBERS: Mapping[str, int] = {
    "heartbeat": 0x0001, "sleep_interval": 0x0027, "emergency_interval": 0x0028, "report_interval": 0x0029,
    "top_speed": 0x0055, "speeding_after": 0x0056, "driving": 0x0057, "driving_day": 0x0058, "rest": 0x0059,
    "parking": 0x005A,
}  # fmt: skip
WIDTH = 4


class Carrier:
    """As ``outgoing.Carrier``."""

    def __init__(self, terminals: Terminals) -> None:
        self.terminals = terminals

    def here(self, wanted: Collection[int]) -> set[int]:
        """Which are on line."""
        return {device for device in wanted if self._line(device) is not None}

    def _line(self, device: int) -> "Session | None":
        """Its line, unless the terminal was switched off or given to another device since it came."""
        for line in self.terminals.lines(device):
            known = line.directory.find(line.number)
            if not line.ended and known is not None and known.device == device:
                return line
        return None

    async def carry(self, device: int, question: outgoing.Question) -> Answer:
        """Asks its terminal."""
        line = self._line(device)
        if line is None:
            return Answer(Outcome.AWAY, "终端不在线")
        try:
            return told(question, await line.ask(message(question), SECONDS_TO_ANSWER))
        except NotSent as why:
            return Answer(Outcome.AWAY, str(why))
        except ConnectionError as why:
            return Answer(Outcome.SILENT, str(why))
        except TimeoutError:
            return Answer(Outcome.SILENT, f"{SECONDS_TO_ANSWER:g} 秒内没有应答")
        except ValueError as why:
            return Answer(Outcome.UNABLE, str(why))


def message(question: outgoing.Question) -> Downlink:
    """The message that asks it. ValueError: JT/T 808 has none."""
    match question:
        case outgoing.Text():
            ways = {
                URGENT: question.urgent,
                DISPLAY: question.shown,
                SPEAK: question.spoken,
                ADVERTISE: question.advertised,
            }
            return Text(question.words, sum(bit for bit, on in ways.items() if on))
        case outgoing.Track():
            return Track(question.interval, question.seconds)
        case outgoing.Read():
            return AskParameters(tuple(NUMBERS[key] for key in question.parameters))
        case outgoing.Set():
            return SetParameters({NUMBERS[question.parameter]: question.value.to_bytes(WIDTH, "big")})
        case outgoing.Now():
            return AskPosition()
        case _:
            raise ValueError("JT/T 808 终端不支持这种指令")


def told(question: outgoing.Question, reply: Reply) -> Answer:
    """What a terminal's answer says."""
    if reply.result != m.DONE:
        word = RESULTS[reply.result] if reply.result < len(RESULTS) else str(reply.result)
        return Answer(Outcome.REFUSED, f"终端答复：{word}")
    if isinstance(question, outgoing.Read):
        return Answer(Outcome.DONE, "；".join(_parameter(key, reply.parameters) for key in question.parameters))
    if reply.report is not None:
        return Answer(Outcome.DONE, _place(reply.report))
    return Answer(Outcome.DONE, "终端答复：成功")


def _parameter(key: str, values: Mapping[int, bytes]) -> str:
    one, data = PARAMETERS[key], values.get(NUMBERS[key])
    return f"{one.title} {int.from_bytes(data, 'big')} {one.unit}" if data else f"{one.title} 终端没有答复"


def _place(report: Report) -> str:
    if not report.fixed:
        return "终端已答复，目前没有定位"
    at = "时间不明"
    if report.at is not None:
        at = f"{timezone.localtime(datetime.fromtimestamp(report.at / 1000, UTC)):%Y-%m-%d %H:%M:%S}"
    return f"{at}，经度 {report.lon:.6f}，纬度 {report.lat:.6f}，速度 {report.speed:g} km/h"
