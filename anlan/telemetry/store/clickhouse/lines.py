"""Lines to the engine: one for each thread, to a server by its address, to the engine in this process or its door."""

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import clickhouse_connect
from clickhouse_connect.driver.exceptions import ClickHouseError

from ..face import Unavailable
from .door import DOOR, Door
from .schema import STATEMENTS

_left_behind: list[Any] = []
"""Clients of the process this one was forked from: closing one waits for threads of the engine that are not there."""


class Lines:
    """Where the engine is.

    ``chdb:///folder`` with ``own``: the engine runs in this process, which is the only one that may have the folder open, and
    offers a door on loopback; without ``own`` that door is used. ``http(s)://``: a server. After a fork the child of an owner
    goes through the door as well: an engine does not survive a fork.
    """

    def __init__(self, address: str, own: bool) -> None:
        self.address = address
        self.folder = Path(address.removeprefix("chdb://")) if address.startswith("chdb://") else None
        self._owning = os.getpid() if own and self.folder else 0
        self._lock = threading.RLock()
        self._held: BinaryIO | None = None
        self._door: Door | None = None
        self._begin()

    def _begin(self) -> None:
        self._pid, self._mine = os.getpid(), threading.local()
        self._open: list[Any] = []
        self._made = False

    @property
    def embedded(self) -> bool:
        """The engine runs in this very process."""
        return self._owning == os.getpid()

    @contextmanager
    def line(self) -> Iterator[Any]:
        """A client of this thread. Unavailable: the engine is away, or refuses."""
        try:
            yield self._client()
        except (ClickHouseError, OSError) as error:
            self._forget_line()
            raise Unavailable(f"{self.folder or 'ClickHouse'}: {str(error)[:500]}") from error

    def _client(self) -> Any:
        if self._pid != os.getpid():
            _left_behind.extend(self._open)
            self._lock = threading.RLock()
            self._begin()
        client = getattr(self._mine, "client", None)
        if client is None:
            with self._lock:
                client = self._mine.client = self._connect()
                self._open.append(client)
        return client

    def _connect(self) -> Any:
        if self.folder is None:
            client = clickhouse_connect.get_client(dsn=self.address, autogenerate_session_id=False)
        elif self.embedded:
            client = self._engine(self.folder)
        else:
            return self._through_door(self.folder)
        if not self._made:
            for statement in STATEMENTS:
                client.command(statement)
            self._made = True
        if self.embedded and self._door is None:
            assert self.folder is not None
            self._door = Door(self.folder, lambda: clickhouse_connect.get_client(dsn=self.address))
        return client

    def _engine(self, folder: Path) -> Any:
        if self._held is None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held = (folder / "owner").open("wb")
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                held.close()
                raise Unavailable(f"{folder}: another process has it open") from None
            self._held = held
        return clickhouse_connect.get_client(dsn=self.address)

    def _through_door(self, folder: Path) -> Any:
        try:
            said = json.loads((folder / DOOR).read_text())
        except (OSError, ValueError):
            raise Unavailable(f"{folder}: no process offers it; is the gateway running?") from None
        return clickhouse_connect.get_client(
            host="127.0.0.1", port=said["port"], username="anlan", password=said["key"], compress=False,
            autogenerate_session_id=False, query_retries=0,
        )  # fmt: skip

    def _forget_line(self) -> None:
        """The next use connects anew: when an owner has come back its door is another one."""
        if not self.embedded:
            self._mine = threading.local()

    def close(self) -> None:
        """Ends all of them, and the engine."""
        with self._lock:
            if self._door is not None and self.embedded:
                self._door.close()
            for client in self._open if self._pid == os.getpid() else []:
                with suppress(Exception):
                    client.close()
            if self._held is not None and self.embedded:
                self._held.close()
            self._door = self._held = None
            self._begin()
