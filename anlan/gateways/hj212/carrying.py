"""What people ask of devices, in the words of HJ 212."""

from collections.abc import Collection

from anlan.telemetry import outgoing
from anlan.telemetry.outgoing import PARAMETERS, Answer

from .requests import Outcome
from .session import Session, Station

INTERVAL = "RtdInterval"
"""Seconds between realtime data: the one parameter that is read and set."""


class Carrier:
    """As ``outgoing.Carrier``."""

    def __init__(self, station: Station) -> None:
        self.station = station

    def here(self, wanted: Collection[int]) -> set[int]:
        """Which are on line, and not switched off or given another password since they came."""
        sessions = self.station.sessions
        return {device for device in wanted if device in sessions and _welcome(sessions[device], device)}

    async def carry(self, device: int, question: outgoing.Question) -> Answer:
        """Asks it."""
        if not self.here((device,)):
            return Answer(outgoing.Outcome.AWAY, "设备不在线")
        return told(question, await self._asked(device, question))

    async def _asked(self, device: int, question: outgoing.Question) -> Outcome:
        match question:
            case outgoing.Clock():
                return await self.station.set_time(device)
            case outgoing.Now():
                return await self.station.data_now(device)
            case outgoing.Read():
                return await self.station.ask(device, "1061")
            case outgoing.Set():
                return await self.station.ask(device, "1062", RtdInterval=str(question.value))
            case _:
                raise ValueError("HJ 212 设备不支持这种指令")


def told(question: outgoing.Question, outcome: Outcome) -> Answer:
    """What came of it, for people."""
    if outcome.why:
        return Answer(outgoing.Outcome.SILENT, outcome.why)
    if not outcome.well:
        return Answer(outgoing.Outcome.REFUSED, outcome.sentence)
    if isinstance(question, outgoing.Read):
        value = next((one.told[INTERVAL] for one in outcome.content if INTERVAL in one.told), "")
        one = PARAMETERS["report_interval"]
        return Answer(
            outgoing.Outcome.DONE, f"{one.title} {value} {one.unit}" if value else f"{one.title} 设备没有答复"
        )
    return Answer(outgoing.Outcome.DONE, outcome.sentence)


def _welcome(session: Session, device: int) -> bool:
    return any(
        session.directory.find(known.address) == known for known, _ in session.proven.values() if known.device == device
    )
