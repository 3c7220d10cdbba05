"""ClickHouse as the store: embedded in the gateway's process, or a server or cluster by its address."""

import threading

from .lines import Lines
from .rolling import Rolling
from .writing import Writing


class ClickHouseStore(Writing, Rolling):
    """A ``TelemetryStore``; ``own``: the engine runs in this process (see ``Lines``)."""

    def __init__(self, address: str, own: bool = False) -> None:
        self.lines = Lines(address, own)
        self.lock = threading.RLock()
        self.newest: dict[tuple[int, int], int] | None = None

    def close(self) -> None:
        """See ``TelemetryStore``."""
        self.lines.close()
        self.newest = None


__all__ = ["ClickHouseStore"]
