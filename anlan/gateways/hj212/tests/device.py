"""A device at the other end of a real connection."""

import asyncio
from typing import Self

from anlan.gateways.hj212 import protocol
from anlan.gateways.hj212.framing import Frames
from anlan.gateways.hj212.protocol import Message
from anlan.telemetry.intake import now_ms


class Device:
    """Speaks as one MN. ``number`` counts its messages, so that their times differ."""

    def __init__(self, mn: str = "DUST01", password: str = "123456") -> None:
        self.mn, self.password = mn, password
        self._at = now_ms() // 1000 * 1000 - 600_000
        self._frames, self._heard = Frames(), list[Message]()

    async def dial(self, port: int) -> Self:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    def at(self) -> int:
        """The next time to speak of, ms."""
        self._at += 1000
        return self._at

    def realtime(self, flag: int | None = 5, **factors: float) -> bytes:
        return protocol.encode_realtime(self.mn, self.password, "39", self.at(), factors, flag)

    def says(self, cn: str, cp: str = "", flag: int | None = 5, qn: str = "") -> bytes:
        return protocol.encode(self.mn, self.password, "39", cn, cp, qn=qn or protocol.moment(self.at()), flag=flag)

    async def send(self, *frames: bytes) -> None:
        self.writer.write(b"".join(frames))
        await self.writer.drain()

    async def hear(self) -> Message:
        """The platform's next message; EOFError when it has hung up."""
        while not self._heard:
            data = await self.reader.read(65_536)
            if not data:
                raise EOFError
            for segment in self._frames.feed(data):
                assert isinstance(segment, bytes), segment
                self._heard.append(protocol.parse(segment))
        return self._heard.pop(0)

    async def gone(self) -> bool:
        """Waits until the platform hangs up."""
        try:
            while await self.reader.read(65_536):
                pass
        except ConnectionError:
            pass
        return True

    def hang_up(self) -> None:
        self.writer.close()
