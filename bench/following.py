"""A page's live line as the browser's EventSource holds it: server-sent events of the gateway, read as they come."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

Heard = Callable[[bytes, bytes], None]


class Follower(asyncio.Protocol):
    """One open page. ``heard`` is called with the kind and the data of each event; ``open``: done when it has been greeted."""

    def __init__(self, session: str, topics: Sequence[str], heard: Heard) -> None:
        # HTTP/1.0: the answer comes without the frames of chunks around it.
        self.question = (
            f"GET /live?{urlencode([('topic', one) for one in topics])} HTTP/1.0\r\n"
            f"Host: localhost\r\nCookie: sessionid={session}\r\n\r\n"
        ).encode()
        self.heard, self.rest = heard, b""
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.question)

    def data_received(self, data: bytes) -> None:
        *events, self.rest = (self.rest + data).split(b"\n\n")
        for event in events:
            kind, _, said = event.partition(b"\ndata: ")
            if kind.endswith(b"event: hello"):
                self.open.set_result(None)
            elif said:
                self.heard(kind.removeprefix(b"event: "), said)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.open.done():
            self.open.set_exception(RuntimeError(f"not let in: {self.rest[:200]!r}"))


async def follow(port: int, session: str, topics: Sequence[str], heard: Heard) -> Follower:
    """Opens one and waits until it has been greeted."""
    _, line = await asyncio.get_running_loop().create_connection(
        lambda: Follower(session, topics, heard), "127.0.0.1", port
    )
    await line.open
    return line


def ranks(times: Sequence[float]) -> dict[str, float]:
    """Median, 99 % and most of times in seconds, as ms."""
    ranked = sorted(times)
    at = {"p50_ms": 0.5, "p99_ms": 0.99, "max_ms": 1.0}
    return {
        name: round(ranked[min(len(ranked) - 1, int(len(ranked) * share))] * 1000, 1) for name, share in at.items() if ranked
    }  # fmt: skip
