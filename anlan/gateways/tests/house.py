"""Intake, store and directories for tests of the gateways: the real ones, in a folder of the test."""

import asyncio
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from anlan.gateways.line import Desk
from anlan.telemetry.directory import Directory
from anlan.telemetry.intake import Intake, now_ms
from anlan.telemetry.models import PROTOCOLS, Source
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.spool import Spool
from anlan.telemetry.store import TelemetryStore, Unavailable
from anlan.telemetry.store.opening import open_store
from anlan.telemetry.unreadable import Unread
from anlan.telemetry.words import Position, Reading

T = TypeVar("T")
PATIENCE = 20.0


class Switched:
    """A store that can be away."""

    def __init__(self, store: TelemetryStore) -> None:
        self.store, self.away = store, False

    def append(self, readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
        if self.away:
            raise Unavailable("switched off")
        self.store.append(readings, positions, heard)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


class House:
    """``run`` runs in the gateway's loop; between its runs the database may be used."""

    def __init__(self, folder: Path, spool: int | None = None) -> None:
        self.store = Switched(open_store(f"sqlite:///{folder}/telemetry.sqlite3"))
        self.unread = Unread()
        self.intake = Intake(self.store, Spool(folder / "spool", spool), self.unread)
        self.directories = {key: Directory(key) for key, _ in PROTOCOLS}
        self.desk = Desk(self.intake, self.unread, self.directories)
        self._runner = asyncio.Runner()
        self.intake.start(self._runner.get_loop())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(asyncio.wait_for(work, PATIENCE))

    def knows(self, protocol: str, address: str, secret: str, device: int, **units: Any) -> None:
        """Registers a device, or gives it another password."""
        Source.objects.update_or_create(
            protocol=protocol, address=address, defaults={"secret": secret, "device": device, "units": units}
        )
        self.directories[protocol].refresh(whole=True)

    def values(self, device: int, quantity: str) -> list[float]:
        """What is stored of a device, in time order."""
        end = now_ms() + 3_600_000
        return [reading.value for reading in self.store.raw(device, BY_CODE[quantity].number, 0, end)]

    def close(self) -> None:
        self.store.away = False
        self.intake.stop()
        self._runner.close()
        self.store.close()


async def until(true: Any) -> None:
    """Waits for a condition; the caller's ``run`` sets the deadline."""
    while not true():
        await asyncio.sleep(0.005)
