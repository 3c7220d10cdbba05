"""Dust stations: HJ 212-2017, realtime data (2011) answered by 9014 with the same QN."""

import asyncio

from anlan.gateways.hj212 import protocol as hj
from anlan.gateways.hj212.framing import Frames

from . import SECONDS_FOR_AN_ANSWER, NotUnderstood, Told

DUST = "39"
"""System code of dust monitoring (ST)."""
CODES = {
    "tsp": "a34001", "pm10": "a34002", "pm25": "a34004", "temperature": "a01001", "humidity": "a01002",
    "air_pressure": "a01006", "wind_speed": "a01007", "wind_direction": "a01008", "noise": "LA",
}  # fmt: skip
DATA_ANSWER = "9014"


class Hj212Speaker:
    """One station. ``mn`` and ``password`` are its MN and PW."""

    def __init__(self, host: str, port: int, mn: str, password: str) -> None:
        self.host, self.port, self.mn, self.password = host, port, mn, password
        self.frames = Frames()
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def connect(self) -> None:
        self.frames = Frames()
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    async def say(self, told: Told) -> None:
        if self.reader is None or self.writer is None:
            raise ConnectionError("not connected")
        flag = told.flag or "N"
        factors = {CODES[code]: (value, flag) for code, value in told.values.items() if code in CODES}
        self.writer.write(hj.encode_realtime(self.mn, self.password, DUST, told.at, factors))
        async with asyncio.timeout(SECONDS_FOR_AN_ANSWER):
            await self.writer.drain()
            await self._answer(self.reader, hj.moment(told.at))

    async def _answer(self, reader: asyncio.StreamReader, qn: str) -> None:
        while data := await reader.read(4096):
            for segment in self.frames.feed(data):
                if not isinstance(segment, bytes):
                    raise NotUnderstood(segment.reason)
                message = hj.parse(segment)
                if message.cn == DATA_ANSWER and message.qn == qn:
                    return
        raise ConnectionError("closed without an answer")

    async def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
