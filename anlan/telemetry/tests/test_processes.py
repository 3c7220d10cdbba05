"""Stores under several processes: killed while they append, two at once, forked, away."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

import psycopg
import pytest
from django.db import connection

from anlan.telemetry.store import TelemetryStore, Unavailable
from anlan.telemetry.store.opening import open_store
from anlan.telemetry.store.postgres import NAME
from anlan.telemetry.store.sqlite import SqliteEngine

from .appending import SIZE, batch
from .naive import DAY, T0

FAR = T0 + 10 * DAY


def appending(address: str, device: int, batches: int) -> "subprocess.Popen[str]":
    given = os.environ | {"ANLAN_MODE": "test", "DJANGO_SETTINGS_MODULE": "anlan.config.settings"}
    command = [sys.executable, "-m", "anlan.telemetry.tests.appending", address, str(device), str(batches)]
    return subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True)


def lines(process: "subprocess.Popen[str]") -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def test_killed_while_it_appends(database_address: str) -> None:
    for device in (1, 2, 3):
        process = appending(database_address, device, 100_000)
        for _ in range(5 * device):
            last = int(next(lines(process)))
        process.kill()
        acknowledged = [last, *(int(line) for line in lines(process))][-1]
        process.wait()
        store = open_store(database_address)
        found = store.raw(device, 2, T0, FAR)
        assert len(found) % SIZE == 0, "a batch is there wholly or not at all"
        assert len(found) >= (acknowledged + 1) * SIZE
        assert found == [r for k in range(len(found) // SIZE) for r in batch(device, k)]
        # What was not acknowledged is sent again, and more.
        for k in range(acknowledged, acknowledged + 3):
            store.append(batch(device, k), [], T0)
        assert not store.corrections(device, 2, T0, FAR)
        store.close()


def test_two_processes_append_while_a_third_reads_and_rolls_up(database_address: str) -> None:
    store = open_store(database_address)
    processes = [appending(database_address, device, 20) for device in (1, 1, 2)]
    while any(p.poll() is None for p in processes):
        assert len(store.raw(1, 2, T0, FAR)) % SIZE == 0
        store.roll_up(FAR)
    assert [p.returncode for p in processes] == [0, 0, 0]
    assert [len(lines(p).readlines()) for p in processes] == [20, 20, 20]
    for device in (1, 2):
        assert store.raw(device, 2, T0, FAR) == [r for k in range(20) for r in batch(device, k)]
        assert not store.corrections(device, 2, T0, FAR)
        assert sum(b.number for b in store.series(device, 2, T0, T0 + DAY, 24)) == 20 * SIZE
    store.close()


def test_a_forked_process_works_with_connections_of_its_own(database_address: str) -> None:
    store = open_store(database_address)
    store.append(batch(1, 0), [], T0)
    child = os.fork()
    if not child:
        status = 1
        try:
            store.append(batch(2, 0), [], T0)
            status = 0 if store.raw(1, 2, T0, FAR)[:SIZE] == batch(1, 0) else 2
        finally:
            os._exit(status)
    store.append(batch(1, 1), [], T0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert (len(store.raw(1, 2, T0, FAR)), len(store.raw(2, 2, T0, FAR))) == (2 * SIZE, SIZE)
    store.close()


def test_threads_share_it(database_store: TelemetryStore) -> None:
    def work(device: int) -> None:
        for k in range(5):
            database_store.append(batch(device, k), [], T0)
            found.append(len(database_store.raw(device, 2, T0, FAR)) == (k + 1) * SIZE)

    found: list[bool] = []
    threads = [threading.Thread(target=work, args=(device,)) for device in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 20


@pytest.mark.once
def test_locked_is_unavailable_and_nothing_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anlan.telemetry.store.sqlite.PATIENCE", 0.05)
    path = tmp_path / "t.sqlite3"
    store = open_store(f"sqlite:///{path}")
    store.append(batch(1, 0), [], T0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        store.append(batch(1, 1), [], T0)
    assert len(store.raw(1, 2, T0, FAR)) == SIZE
    other.execute("ROLLBACK")
    store.append(batch(1, 1), [], T0)
    assert len(store.raw(1, 2, T0, FAR)) == 2 * SIZE
    store.close()


@pytest.mark.once
def test_no_room_is_unavailable_and_nothing_is_stored(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/t.sqlite3")
    store.append(batch(1, 0), [], T0)
    engine: SqliteEngine = store.engine  # type: ignore[attr-defined]
    with engine.reading() as cursor:
        [(pages,)] = cursor.rows("PRAGMA page_count")
    engine._connection().execute(f"PRAGMA max_page_count={pages + 20}")
    stored = 1
    with pytest.raises(Unavailable, match="full"):
        for k in range(1, 50):
            store.append(batch(1, k), [], T0)
            stored += 1
    assert len(store.raw(1, 2, T0, FAR)) == stored * SIZE
    store.close()


@pytest.mark.once
def test_a_file_that_is_none_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "t.sqlite3").write_bytes(b"no database at all" * 1000)
    with pytest.raises(Unavailable):
        open_store(f"sqlite:///{tmp_path}/t.sqlite3").heard()
    with pytest.raises(Unavailable):
        open_store(f"sqlite:///{tmp_path}/nowhere/t.sqlite3").heard()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
def test_a_server_that_goes_away_and_comes_back(database_store: TelemetryStore, database_address: str) -> None:
    database_store.append(batch(1, 0), [], T0)
    with psycopg.connect(database_address, autocommit=True) as line:
        line.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = %s",
            [NAME],
        )
    with pytest.raises(Unavailable):
        database_store.append(batch(1, 1), [], T0)
    database_store.append(batch(1, 1), [], T0)
    assert len(database_store.raw(1, 2, T0, FAR)) == 2 * SIZE
    with pytest.raises(Unavailable):
        open_store("postgresql://nobody@127.0.0.1:1/none").heard()
