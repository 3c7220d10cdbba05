"""Tanks and gas detectors: readings pushed by HTTP with a token, over a line that is kept."""

import json
from typing import Any

import aiohttp

from . import SECONDS_FOR_AN_ANSWER, NotUnderstood, Told

AGAIN = (429, 503)
"""Answers after which the same is to be sent again."""


class HttpSpeaker:
    """One device. ``name`` and ``token`` as its source has them."""

    def __init__(self, host: str, port: int, name: str, token: str) -> None:
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{port}/push/v1/readings"
        self.name, self.token = name, token
        self.session: aiohttp.ClientSession | None = None

    async def connect(self) -> None:
        self.session = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {self.name}.{self.token}"},
            timeout=aiohttp.ClientTimeout(total=SECONDS_FOR_AN_ANSWER),
        )

    async def say(self, told: Told) -> None:
        if self.session is None:
            raise ConnectionError("not connected")
        # The same moment said again is the same message: the platform knows it by its id.
        said: dict[str, Any] = {"id": f"{self.name}-{told.at}"}
        flag = {"flag": told.flag} if told.flag else {}
        said["readings"] = [{"quantity": c, "at": told.at, "value": round(v, 4)} | flag for c, v in told.values.items()]
        if told.place is not None:
            said["positions"] = [
                {"at": told.at, "lat": told.place.lat, "lon": told.place.lon, "speed": told.place.speed}
            ]
        try:
            async with self.session.post(
                self.address, data=json.dumps(said), headers={"Content-Type": "application/json"}
            ) as answer:
                if answer.status in AGAIN:
                    raise ConnectionError(f"{answer.status}: again")
                if answer.status != 200:
                    raise NotUnderstood(f"{answer.status}: {await answer.text()}")
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from error

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()
