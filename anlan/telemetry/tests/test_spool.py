"""The spool: what is written comes back once and in order, whatever a kill has left half there."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from anlan.telemetry.spool import HEAD, Spool
from anlan.telemetry.store import TelemetryStore, Unavailable
from anlan.telemetry.store.sqlite import open_sqlite
from anlan.telemetry.words import Position, Reading

T0 = 1_789_999_200_000


def rows(first: int, number: int = 10) -> list[Reading]:
    return [Reading(1, 2, T0 + 1000 * (first + k), float(first + k), "M" if k % 3 == 0 else "") for k in range(number)]


@pytest.fixture
def store(tmp_path: Path) -> TelemetryStore:
    return open_sqlite(tmp_path / "t.sqlite3")


def everything(store: TelemetryStore) -> list[Reading]:
    return store.raw(1, 2, T0, T0 + 10**9)


def test_comes_back_in_order_with_its_times(tmp_path: Path, store: TelemetryStore) -> None:
    spool = Spool(tmp_path / "spool", most=10**7)
    assert not spool.waiting
    spool.write(
        rows(0), [Position(1, T0, 30.5, 120.5, mileage=None), Position(1, T0 + 1, 30.5, 120.5, mileage=7.5)], T0 + 5
    )
    spool.write(rows(10), [], T0 + 60_000)
    assert spool.waiting
    spool.drain(store)
    assert everything(store) == rows(0) + rows(10)
    assert [p.mileage for p in store.track(1, T0, T0 + 2)] == [None, 7.5]
    assert store.heard([1]) == {1: T0 + 60_000}
    assert [heard for heard, _ in store.since(0)] == [T0 + 5] * 10 + [T0 + 60_000] * 10
    assert not spool.waiting and not list((tmp_path / "spool").iterdir())


def test_next_process_finds_what_the_last_one_left(tmp_path: Path, store: TelemetryStore) -> None:
    folder = tmp_path / "spool"
    code = (
        "import django, os, signal; django.setup();"
        "from pathlib import Path; from anlan.telemetry.spool import Spool; from anlan.telemetry.words import Reading;"
        f"s = Spool(Path({str(folder)!r}), most=10**7);"
        f"s.write([Reading(1, 2, {T0}, 1.0)], [], {T0}); s.write([Reading(1, 2, {T0 + 1}, 2.0)], [], {T0});"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    given = os.environ | {
        "ANLAN_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
        "ANLAN_HOME": str(tmp_path),
    }
    assert subprocess.run([sys.executable, "-c", code], env=given).returncode == -9
    spool = Spool(folder, most=10**7)
    assert spool.waiting
    spool.write([Reading(1, 2, T0 + 2, 3.0)], [], T0)
    spool.drain(store)
    assert [r.value for r in everything(store)] == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("cut", [1, HEAD.size - 1, HEAD.size, HEAD.size + 1, HEAD.size + 100])
def test_a_record_cut_short_is_set_aside_and_the_ones_before_are_kept(
    cut: int, tmp_path: Path, store: TelemetryStore
) -> None:
    folder = tmp_path / "spool"
    spool = Spool(folder, most=10**7)
    spool.write(rows(0), [], T0)
    [path] = folder.glob("*.spool")
    whole = path.stat().st_size
    spool.write(rows(10), [], T0)
    spool.close()
    os.truncate(path, whole + cut)
    Spool(folder, most=10**7).drain(store)
    assert everything(store) == rows(0)
    assert sum(p.stat().st_size for p in folder.glob("*.spool-broken")) == cut


def test_a_damaged_record_does_not_take_the_next_one_along(tmp_path: Path, store: TelemetryStore) -> None:
    folder = tmp_path / "spool"
    spool = Spool(folder, most=10**7)
    spool.write(rows(0), [], T0)
    spool.write(rows(10), [], T0)
    spool.close()
    [path] = folder.glob("*.spool")
    body = bytearray(path.read_bytes())
    body[HEAD.size + 40] ^= 1
    path.write_bytes(body)
    Spool(folder, most=10**7).drain(store)
    assert everything(store) == rows(10)


def test_a_drain_that_is_broken_off_doubles_nothing(tmp_path: Path, store: TelemetryStore) -> None:
    class Away:
        """A store that is away after the first."""

        def __init__(self) -> None:
            self.left = 1

        def append(self, *what: object) -> None:
            if not self.left:
                raise Unavailable("away")
            self.left -= 1
            store.append(*what)  # type: ignore[arg-type]

    spool = Spool(tmp_path / "spool", most=10**7)
    for k in range(3):
        spool.write(rows(10 * k), [], T0 + 60_000 * k)
    with pytest.raises(Unavailable):
        spool.drain(Away())  # type: ignore[arg-type]
    assert spool.waiting
    spool.drain(store)
    assert everything(store) == rows(0) + rows(10) + rows(20)
    assert not store.corrections(1, 2, T0, T0 + 10**9)


def test_full_is_an_error_and_what_was_taken_stays(tmp_path: Path, store: TelemetryStore) -> None:
    spool = Spool(tmp_path / "spool", most=1500)
    taken: list[Reading] = []
    with pytest.raises(OSError, match="full"):
        for k in range(100):
            spool.write(rows(10 * k), [], T0)
            taken += rows(10 * k)
    assert len(taken) > 0 and spool.size() <= 1500
    spool.drain(store)
    assert everything(store) == taken
    spool.write(rows(5000), [], T0)


def test_a_record_that_finds_no_room_leaves_no_file(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            spool.write([Reading(1, 1, 1, 1.0)], [], 1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert list(spool.folder.iterdir()) == [] and not spool.waiting


def test_what_another_process_still_writes_is_left_to_it(tmp_path: Path, store: TelemetryStore) -> None:
    ours, other = Spool(tmp_path / "spool", most=10**7), Spool(tmp_path / "spool", most=10**7)
    other.write(rows(0), [], T0)
    ours.waiting = True
    ours.drain(store)
    assert everything(store) == []
    other.drain(store)
    assert everything(store) == rows(0)
