"""The rules at work on stored readings: over crashes, storms, changed limits and silence; and judged anew."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from anlan.domain.alarm.models import Alarm, RuleState
from anlan.domain.alarm.replaying import compare
from anlan.domain.alarm.watcher import Watch
from anlan.domain.device.testing import a_limit, lorry_of, tank_of
from anlan.kernel.clock import now
from anlan.kernel.flow.models import Step
from anlan.kernel.testing import Cast
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.store import TelemetryStore, store
from anlan.telemetry.words import Reading

LEVEL = BY_CODE["level"].number
MINUTE = 60_000


class Plant:
    """A tank with a limit of 8.5 m, its store, and the rules; ``watch`` is replaced where the process has died."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.tank = tank_of(cast)
        cast.does("owner", "devicelimit", "create", **a_limit(self.tank, hysteresis="0", delay="0"))
        self.store: TelemetryStore = store()
        self.heard = self.start = int(now().timestamp() * 1000) - 30 * MINUTE
        self.watch = self.begin()
        self.watch.heard = self.start
        self.watch.keep()

    def begin(self) -> Watch:
        """A process starts."""
        self.watch = Watch(self.store)
        self.watch.resume()
        return self.watch

    def stored(self, *values: float, step: int = MINUTE) -> list[Reading]:
        """Readings that are stored, and shown to nobody yet."""
        began = self.heard
        made = [Reading(self.tank.pk, LEVEL, began + (n + 1) * step, v) for n, v in enumerate(values)]
        self.heard = made[-1].at
        self.store.append(made, [], self.heard)
        return made

    def says(self, *values: float, step: int = MINUTE) -> None:
        """Readings that are stored and judged."""
        self.watch.see(self.stored(*values, step=step), self.heard)

    @property
    def rows(self) -> list[Alarm]:
        """The alarms of the tank's level."""
        return list(Alarm.objects.filter(device=self.tank, quantity="level", rule="limit").order_by("pk"))


@pytest.fixture
def plant(cast: Cast) -> Plant:
    return Plant(cast)


def test_a_broken_limit_becomes_a_row_and_ends_with_the_readings(plant: Plant) -> None:
    plant.says(8.0, 8.6, 8.9)
    plant.watch.write()
    (row,) = plant.rows
    assert (row.level, float(row.worst or 0), row.count, row.ended_at) == ("高", 8.6, 1, None)
    assert "储罐设计说明书 3.2" in row.source and float(row.limit or 0) == 8.5
    plant.says(8.0)
    plant.watch.write(everything=True)
    (row,) = plant.rows
    assert (row.count, float(row.worst or 0)) == (2, 8.9) and row.ended_at is not None


def test_what_was_stored_and_not_judged_before_a_crash_is_judged_after_it(plant: Plant) -> None:
    plant.says(8.0)
    plant.stored(8.7)
    assert plant.rows == []
    plant.begin().write()
    assert [(row.level, row.count) for row in plant.rows] == [("高", 1)]


def test_what_was_raised_before_a_crash_is_not_raised_again(plant: Plant) -> None:
    plant.says(8.7, 8.8, 8.9)
    plant.watch.write()
    plant.begin().counts()
    plant.watch.write(everything=True)
    assert [row.count for row in plant.rows] == [3]
    plant.watch.keep()
    plant.says(9.0)
    plant.begin().write(everything=True)
    plant.says(8.0)
    plant.watch.keep()
    (row,) = plant.rows
    assert row.count == 4 and row.ended_at is not None
    plant.begin().write(everything=True)
    assert [one.version for one in plant.rows] == [row.version]


def test_what_is_seen_before_the_end_is_written_and_kept_by_then(shared_cast: Cast) -> None:
    plant = Plant(shared_cast)
    end = plant.watch.start()
    plant.says(8.0, 8.7)
    end()
    assert [(row.level, row.count) for row in plant.rows] == [("高", 1)]
    assert RuleState.objects.get().heard == plant.heard


def test_a_storm_is_one_alarm_with_its_count(plant: Plant) -> None:
    for _ in range(10):
        plant.says(*[8.0, 8.8] * 500, step=100)
        plant.watch.write()
    plant.watch.keep()
    (row,) = plant.rows
    assert row.count == 5_000
    assert Step.objects.filter(register="alarm", record=row.pk).count() <= 10


def test_what_becomes_graver_is_written_at_once_and_what_flutters_later(plant: Plant) -> None:
    urgent = a_limit(plant.tank, level="high_high", value="9.0", hysteresis="0", delay="0")
    plant.cast.does("owner", "devicelimit", "create", **urgent)
    plant.watch.look()
    for value, written in ((8.6, ("高", 1)), (9.5, ("高高", 2)), (8.7, ("高高", 2)), (9.6, ("高高", 2))):
        plant.says(value)
        plant.watch.write()
        assert [(row.level, row.count) for row in plant.rows] == [written], value


def test_changed_limits_hold_at_once_and_a_stopped_device_is_quiet(plant: Plant) -> None:
    plant.says(8.7)
    plant.cast.does("owner", "devicelimit", "create", **a_limit(plant.tank, value="8.0", hysteresis="0", delay="0"))
    plant.watch.look()
    plant.says(8.4)
    plant.watch.write(everything=True)
    assert [(row.count, row.ended_at) for row in plant.rows] == [(1, None)]
    plant.cast.does("owner", "device", "stop", plant.tank.pk, opinion="检修")
    plant.watch.look()
    plant.says(9.5)
    plant.watch.write(everything=True)
    assert len(plant.rows) == 1 and plant.rows[0].ended_at is not None
    assert plant.tank.pk not in plant.watch.engine


def test_silence_is_an_alarm_but_not_what_fell_silent_while_nobody_listened(plant: Plant, monkeypatch: Any) -> None:
    plant.says(5.0)
    plant.watch.silences()
    plant.watch.write()
    silent = Alarm.objects.filter(rule="no_data")
    assert not silent.exists(), "the gateway began a moment ago"
    plant.watch._began -= 3 * 86_400_000
    plant.watch.silences()
    plant.watch.write()
    assert silent.count() == 1 and silent.get().ended_at is None
    plant.watch.keep()
    plant.begin().silences()
    plant.heard = int(now().timestamp() * 1000)
    plant.says(5.1, step=1)
    plant.watch.silences()
    plant.watch.write(everything=True)
    assert silent.get().ended_at is not None


def test_an_alarm_that_nothing_keeps_going_ends(plant: Plant) -> None:
    plant.says(8.7)
    plant.watch.write()
    plant.cast.does("owner", "device", "stop", plant.tank.pk, opinion="检修")
    plant.begin().write()
    assert plant.rows[0].ended_at is not None


def test_what_a_device_sends_later_is_an_alarm_too_and_only_once(plant: Plant) -> None:
    plant.says(*[8.0] * 5, step=4 * MINUTE)
    began = plant.start + 4 * MINUTE
    late = [Reading(plant.tank.pk, LEVEL, began + n * MINUTE, v) for n, v in ((1, 8.1), (2, 9.2), (3, 9.0))]
    plant.heard += 1
    plant.store.append(late, [], plant.heard)
    for _ in range(2):
        plant.watch.see(late, plant.heard)
        plant.watch.make_up()
    (row,) = plant.rows
    assert (row.count, float(row.worst or 0)) == (2, 9.2) and row.ended_at is not None
    assert int(row.began_at.timestamp() * 1000) == late[1].at


def test_judged_anew_it_is_the_same(plant: Plant) -> None:
    plant.says(8.0, 8.6, 9.1, 8.0, 5.0)
    plant.watch.keep()
    since, out = datetime.fromtimestamp(plant.start / 1000, UTC), io.StringIO()
    pairs = compare(plant.tank.pk, since, now(), plant.store, rules_at=now())
    assert [(p.agree, p.told and p.told.count) for p in pairs] == [(True, 2)]
    asked: dict[str, Any] = {"device": plant.tank.pk, "start": since.isoformat(), "limits": now().isoformat()}
    call_command("replay", **asked, stdout=out)
    Alarm.objects.filter(quantity="level").update(count=7)
    with pytest.raises(SystemExit):
        call_command("replay", **asked, stdout=out)
    assert "液位高 值 8.6 限值 8.5 次数 2 一致" in out.getvalue() and "与记录不一致" in out.getvalue()


@pytest.mark.parametrize(("device", "start", "why"), [(1, "昨天", "格式"), (10**9, "2026-05-06", "没有编号")])
def test_what_cannot_be_replayed_is_said(plant: Plant, device: int, start: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("replay", device=plant.tank.pk if device == 1 else device, start=start)


def test_a_lorrys_emergency_button_is_an_urgent_alarm(plant: Plant) -> None:
    """The terminal sets bit 0 until it is answered; the authority sees an urgent alarm at once."""
    lorry, word = lorry_of(plant.cast), BY_CODE["fault_bits"].number
    plant.watch.look()
    for number, value in enumerate((0, 1, 0), 1):
        at = plant.heard + number * MINUTE
        reading = Reading(lorry.pk, word, at, value)
        plant.store.append([reading], [], at)
        plant.watch.see([reading], at)
    plant.watch.write(everything=True)
    row = Alarm.objects.get(device=lorry)
    assert (row.rule, row.level, row.what, row.rank, row.is_shared) == ("bit", "紧急报警", "紧急报警", 4, True)
    assert row.is_over and row.state == "raised", "it still waits for somebody to confirm it"
