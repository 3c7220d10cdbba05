"""ClickHouse in a process: killed, used by others through its door, forked. Only where it is installed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("chdb")

from anlan.telemetry.store import TelemetryStore, Unavailable
from anlan.telemetry.store.clickhouse.door import DOOR
from anlan.telemetry.store.opening import open_store

from .appending import SIZE, batch
from .naive import DAY, T0

FAR = T0 + 10 * DAY
GIVEN = os.environ | {"ANLAN_MODE": "test", "DJANGO_SETTINGS_MODULE": "anlan.config.settings"}
COUNT = f"""
import django, sys; django.setup()
from anlan.telemetry.store.opening import open_store
from anlan.telemetry.tests.appending import batch, SIZE
store = open_store(sys.argv[1], True)
found = store.raw(1, 2, {T0}, {FAR})
assert found == [r for k in range(len(found) // SIZE) for r in batch(1, k)]
store.append(batch(1, len(found) // SIZE - 1) + batch(1, len(found) // SIZE), [], {T0})
assert len(store.raw(1, 2, {T0}, {FAR})) == len(found) + SIZE and not store.corrections(1, 2, {T0}, {FAR})
print(len(found)); store.close()
"""


def appending(address: str, batches: int, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "anlan.telemetry.tests.appending", address, "1", str(batches), *more]
    return subprocess.Popen(command, env=GIVEN, stdout=subprocess.PIPE, text=True)


def test_killed_while_it_appends(tmp_path: Path) -> None:
    where = f"chdb://{tmp_path}/store"
    process = appending(where, 100_000, "own")
    assert process.stdout is not None
    for _ in range(10):
        last = int(next(process.stdout))
    process.kill()
    acknowledged = [last, *map(int, process.stdout)][-1] + 1
    process.wait()
    done = subprocess.run([sys.executable, "-c", COUNT, where], env=GIVEN, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= acknowledged * SIZE


def test_another_process_through_the_door(
    engine_folder: tuple[str, TelemetryStore], chdb_store: TelemetryStore
) -> None:
    chdb_store.append(batch(1, 0), [], T0)
    process = appending(engine_folder[0], 20)
    assert process.wait() == 0
    assert chdb_store.raw(1, 2, T0, FAR) == [r for k in range(20) for r in batch(1, k)]
    assert not chdb_store.corrections(1, 2, T0, FAR)


def test_the_child_of_a_fork_uses_the_door(chdb_store: TelemetryStore) -> None:
    chdb_store.append(batch(1, 0), [], T0)
    child = os.fork()
    if not child:
        status = 1
        try:
            status = 0 if chdb_store.raw(1, 2, T0, FAR) == batch(1, 0) else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert chdb_store.raw(1, 2, T0, FAR) == batch(1, 0)


def test_without_the_owner_or_its_key_nobody_gets_in(
    engine_folder: tuple[str, TelemetryStore], chdb_store: TelemetryStore, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable, match="gateway"):
        open_store(f"chdb://{tmp_path}/none").heard()
    chdb_store.heard()
    door = Path(engine_folder[0].removeprefix("chdb://")) / DOOR
    assert door.stat().st_mode & 0o077 == 0
    said = json.loads(door.read_text())
    (tmp_path / DOOR).write_text(json.dumps(said | {"key": "guessed"}))
    with pytest.raises(Unavailable):
        open_store(f"chdb://{tmp_path}").heard()
    (tmp_path / DOOR).write_text(json.dumps(said))
    assert open_store(f"chdb://{tmp_path}").heard() == {}
