"""Schedules: each due moment once, whoever notices it first; and the one clock everybody reads."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from anlan.kernel import clock
from anlan.kernel.clock import jobs, now, schedule
from anlan.kernel.clock.models import Job, ScheduledRun
from anlan.kernel.notice import remind
from anlan.kernel.notice.models import Reminder
from anlan.kernel.scope.models import Area, Organisation


def shanghai(text: str) -> datetime:
    """A moment in Shanghai."""
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Job kinds of our own, gone afterwards."""
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    return jobs._kinds


@pytest.fixture
def place(db: None) -> Organisation:
    Area.objects.create(path="32", name="江苏省", full_name="江苏省", level=1)
    return Organisation.objects.create(name="某局", kind="office", area_id="32")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch, kinds: dict[str, Any]) -> dict[str, schedule.Schedule]:
    """No schedules but a test's own."""
    found: dict[str, schedule.Schedule] = {}
    monkeypatch.setattr(schedule, "_schedules", found)
    return found


def turn(text: str) -> None:
    """A worker's turn at a moment in Shanghai."""
    with clock.at(shanghai(text)):
        schedule.run_due()


def due_times(name: str) -> list[str]:
    """The due moments that were turned into jobs, in Shanghai."""
    rows = ScheduledRun.objects.filter(name=name).order_by("due_at").values_list("due_at", flat=True)
    return [timezone.localtime(m).strftime("%m-%d %H:%M") for m in rows]


def test_each_due_moment_once(place: Organisation, only: dict[str, Any]) -> None:
    heard: list[str] = []
    schedule.scheduled("daily", "每天", at="20:00")(lambda payload: heard.append(payload["due"]))
    for text in ("2026-05-06T19:59", "2026-05-06T20:00", "2026-05-06T20:00", "2026-05-06T23:00", "2026-05-07T19:59"):
        turn(text)
    assert due_times("daily")[-1] == "05-06 20:00"
    before = len(heard)
    turn("2026-05-07T20:01")
    assert len(heard) == before + 1
    assert datetime.fromisoformat(heard[-1]) == shanghai("2026-05-07T20:00")
    assert len(heard) == len(set(heard))


def test_what_was_missed_is_caught_up_each_moment_for_itself(place: Organisation, only: dict[str, Any]) -> None:
    heard: list[str] = []
    schedule.scheduled("daily", "每天", at="08:00")(lambda payload: heard.append(payload["due"]))
    turn("2026-05-01T09:00")
    heard.clear()
    turn("2026-05-06T09:00")
    days = [f"{timezone.localtime(schedule.payload_due({'due': h})):%d}" for h in heard]
    assert days == ["02", "03", "04", "05", "06"]


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (25, ["01-25 20:00", "02-25 20:00", "03-25 20:00"]),
        (31, ["01-31 20:00", "02-28 20:00", "03-31 20:00"]),
        (30, ["01-30 20:00", "02-28 20:00", "03-30 20:00"]),
    ],
)
def test_days_of_the_month_and_its_last_day(
    place: Organisation, only: dict[str, Any], day: int, wanted: list[str]
) -> None:
    schedule.scheduled("monthly", "每月", at="20:00", month_day=day)(lambda payload: None)
    moment = shanghai("2026-01-10T00:00")
    while moment < shanghai("2026-04-02T00:00"):
        with clock.at(moment):
            schedule.run_due()
        moment += timedelta(hours=11)
    assert due_times("monthly") == wanted


def test_the_last_day_of_february_in_a_leap_year(only: dict[str, Any]) -> None:
    schedule.scheduled("monthly", "每月", at="20:00", month_day=31)(lambda payload: None)
    due = schedule.every_schedule()[0].due_between(shanghai("2028-02-01T00:00"), shanghai("2028-03-01T00:00"))
    assert [timezone.localtime(m).day for m in due] == [29]


def test_racing_for_a_due_moment_asks_for_one_job(shared_database: str, only: dict[str, Any]) -> None:
    heard: list[str] = []
    schedule.scheduled("daily", "每天", at="08:00")(lambda payload: heard.append(payload["due"]))
    gate, faults = threading.Barrier(3), []

    def work() -> None:
        gate.wait()
        try:
            turn("2026-05-06T09:00")
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(heard) == len(set(heard)) == ScheduledRun.objects.count() == Job.objects.count()


def test_a_reminder_is_sent_once_per_key(place: Organisation) -> None:
    assert remind(place.pk, "逾期", key="hazard:1:2026-05-06") is True
    assert remind(place.pk, "逾期", key="hazard:1:2026-05-06") is False
    assert Reminder.objects.count() == 1


def test_the_clock_can_be_held_and_goes_on_afterwards() -> None:
    moment = shanghai("2026-12-31T23:30")
    with clock.at(moment):
        assert (now(), clock.today().isoformat()) == (moment, "2026-12-31")
        with clock.at(moment + timedelta(hours=1)):
            assert clock.today().isoformat() == "2027-01-01"
        assert now() == moment
    assert now() != moment
