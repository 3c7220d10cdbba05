"""Retention by setting, the nightly job, and what doctor and backup say."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from anlan.kernel.upkeep.doctor import GOOD, WARNING, WRONG
from anlan.telemetry import keeping
from anlan.telemetry.schedules import telemetry_kept
from anlan.telemetry.store import close, store
from anlan.telemetry.words import Position, Reading

from .naive import DAY, HOUR, T0

DUE = {"due": datetime.fromtimestamp(T0 / 1000, UTC).isoformat()}


@pytest.fixture(autouse=True)
def fresh() -> Any:
    yield
    close()


def test_the_nightly_job_keeps_what_the_setting_says(settings: Any) -> None:
    settings.TELEMETRY_DAYS = {"": 30, "tilt": 5, "position": 2}
    readings = [Reading(1, q, T0 - d * DAY, float(d)) for q in (2, 19) for d in range(40)]
    store().append(readings, [Position(1, T0 - d * DAY, 30, 120) for d in range(10)], T0)
    telemetry_kept(DUE)
    kept = [len(store().raw(1, q, 0, T0 + DAY)) for q in (2, 19)]
    assert kept == [31, 6] and len(store().track(1, 0, T0 + DAY)) == 3
    assert sum(b.number for b in store().series(1, 19, T0 - 50 * DAY, T0 + HOUR, 60)) == 40


@pytest.mark.parametrize("days", [{"": 400, "tlit": 5}, {"": 0}, {"": 400, "tilt": "5"}])
def test_a_mistake_in_the_setting_is_said_at_start_up(settings: Any, days: dict[str, Any]) -> None:
    settings.TELEMETRY_DAYS = days
    assert [m.id for m in run_checks() if m.id == "telemetry.E001"] == ["telemetry.E001"]


def test_the_doctor_looks_at_store_and_spool(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    store().append([Reading(1, 2, T0, 1.0)], [], T0)
    assert [(f.level, "1 台设备" in f.what) for f in keeping.examined(False)] == [(GOOD, True)]
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "1.spool").write_bytes(b"x" * 100)
    settings.TELEMETRY = f"sqlite:///{tmp_path}/nowhere/t.sqlite3"
    assert [f.level for f in keeping.examined(False)] == [WRONG, WARNING]


def test_a_backup_says_that_readings_are_not_in_it(db: None, tmp_path: Path, shared_database: str) -> None:
    said = StringIO()
    call_command("backup", str(tmp_path / "a.tar"), stdout=StringIO(), stderr=said)
    assert "telemetry.sqlite3）不在备份内" in said.getvalue()
