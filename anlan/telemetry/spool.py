"""What is kept on the disk while the store is away, in the order in which it came."""

from collections.abc import Sequence
from pathlib import Path

from .store import TelemetryStore
from .words import Position, Reading


class Spool:
    """A folder of files, each written and synced before it counts. OSError when there is no room."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.waiting = False

    def write(self, readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
        """Keeps them durably."""
        raise NotImplementedError

    def drain(self, store: TelemetryStore) -> None:
        """Brings everything into the store, oldest first; Unavailable when that does not take it."""
        raise NotImplementedError
