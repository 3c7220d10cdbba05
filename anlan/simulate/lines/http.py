"""Tanks and gas detectors: readings pushed by HTTP."""

from . import Told


class HttpSpeaker:
    def __init__(self, host: str, port: int, name: str, token: str) -> None:
        self.host, self.port, self.name, self.token = host, port, name, token

    async def connect(self) -> None:
        raise ConnectionError

    async def say(self, told: Told) -> None:
        raise ConnectionError

    async def close(self) -> None:
        pass
