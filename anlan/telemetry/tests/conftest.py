"""The stores under test: the one that goes with the database of this run, and ClickHouse where it is installed."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from anlan.telemetry.store import TelemetryStore
from anlan.telemetry.store.opening import address, open_store

OURS = ["database", *(["chdb"] if find_spec("chdb") else [])]


@pytest.fixture
def database_address(django_db_setup: None, settings: Any, tmp_path: Path) -> Iterator[str]:
    """Where the store of this run's database lies; empty before and away after the test."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/telemetry.sqlite3"
        return
    settings.TELEMETRY = ""
    _drop(address())
    yield address()
    _drop(address())


def _drop(where: str) -> None:
    with psycopg.connect(where, autocommit=True) as line:
        line.execute("DROP SCHEMA IF EXISTS telemetry CASCADE")


@pytest.fixture
def database_store(database_address: str) -> Iterator[TelemetryStore]:
    """SQLite or PostgreSQL."""
    opened = open_store(database_address)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def engine_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, TelemetryStore]]:
    """ClickHouse in this process; one folder, since a process may have but one."""
    where = f"chdb://{tmp_path_factory.mktemp('chdb')}/store"
    opened = open_store(where, owning=True)
    yield where, opened
    opened.close()


@pytest.fixture
def chdb_store(engine_folder: tuple[str, TelemetryStore]) -> TelemetryStore:
    """That engine, emptied."""
    from anlan.telemetry.store.clickhouse.schema import NAMES

    opened = engine_folder[1]
    with opened.lines.line() as client:  # type: ignore[attr-defined]
        for name in NAMES:
            client.command(f"TRUNCATE TABLE {name}")
    opened.newest = None  # type: ignore[attr-defined]
    return opened


@pytest.fixture(params=OURS)
def store(request: pytest.FixtureRequest) -> TelemetryStore:
    """Each store in turn, empty."""
    found: TelemetryStore = request.getfixturevalue(f"{request.param}_store")
    return found
