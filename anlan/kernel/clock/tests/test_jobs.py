"""Jobs and schedules: every effect once, whoever competes, whoever dies."""

import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
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


def effect(key: str) -> None:
    """Something in our database that must happen once: a reminder that does not mind being sent twice."""
    Reminder.objects.create(organisation_id=Organisation.objects.values_list("pk", flat=True)[0], title="做了", key=key)


@pytest.fixture
def place(db: None) -> Organisation:
    Area.objects.create(path="32", name="江苏省", full_name="江苏省", level=1)
    return Organisation.objects.create(name="某局", kind="office", area_id="32")


def test_the_same_key_is_one_job(place: Organisation, kinds: dict[str, Any]) -> None:
    done: list[Any] = []
    jobs.job("t")(lambda payload: done.append(payload["n"]))
    assert jobs.ask("t", "a", {"n": 1}).pk == jobs.ask("t", "a", {"n": 2}).pk
    assert jobs.run_waiting() == 1
    jobs.ask("t", "a", {"n": 3})
    assert jobs.run_waiting() == 0
    assert done == [1]


def test_a_job_waits_for_its_time(place: Organisation, kinds: dict[str, Any]) -> None:
    done: list[Any] = []
    jobs.job("t")(lambda payload: done.append(1))
    later = now() + timedelta(hours=1)
    jobs.ask("t", "later", run_at=later)
    assert (jobs.run_waiting(), jobs.run_waiting(later - timedelta(seconds=1)), done) == (0, 0, [])
    assert (jobs.run_waiting(later), done) == (1, [1])


def test_an_effect_of_a_job_that_fails_half_way_is_taken_back_and_done_once(
    place: Organisation, kinds: dict[str, Any]
) -> None:
    tries: list[int] = []

    def half(payload: dict[str, Any]) -> None:
        effect(f"half-{len(tries)}")
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("power cut")
        effect("whole")

    jobs.job("t")(half)
    jobs.ask("t", "half")
    jobs.run_waiting()
    assert Reminder.objects.count() == 0
    row = Job.objects.get()
    assert (row.done_at, row.failed_at, row.leased_until, row.attempts) == (None, None, None, 1)
    assert "power cut" in row.error
    for hour in (1, 2, 3):
        jobs.run_waiting(now() + timedelta(hours=hour))
    assert sorted(Reminder.objects.values_list("key", flat=True)) == ["half-1", "whole"]
    assert len(tries) == 2


def test_a_job_that_always_fails_is_given_up_after_its_tries_and_stops_nobody(
    place: Organisation, kinds: dict[str, Any]
) -> None:
    def never(payload: dict[str, Any]) -> None:
        raise RuntimeError("never")

    jobs.job("bad")(never)
    jobs.job("good")(lambda payload: effect("good"))
    jobs.ask("bad", "1")
    jobs.ask("good", "1")
    moment = now()
    for day in range(8):
        jobs.run_waiting(moment + timedelta(days=day))
    bad = Job.objects.get(kind="bad")
    assert (bad.attempts, bad.done_at) == (jobs.RETRIES, None)
    assert bad.failed_at is not None
    assert Reminder.objects.filter(key="good").count() == 1


def test_an_old_job_that_fails_is_not_tried_to_death_at_once(place: Organisation, kinds: dict[str, Any]) -> None:
    tries: list[int] = []

    def fail(payload: dict[str, Any]) -> None:
        tries.append(1)
        raise RuntimeError("database busy")

    jobs.job("t")(fail)
    jobs.ask("t", "old", run_at=now() - timedelta(hours=5))
    jobs.run_waiting()
    assert len(tries) == 1, "a job from a backlog must wait between its tries like any other"


def test_a_lease_that_ran_out_lets_another_take_over(place: Organisation, kinds: dict[str, Any]) -> None:
    jobs.job("t")(lambda payload: effect("once"))
    jobs.ask("t", "x")
    moment = now()
    taken = jobs._take(moment)
    assert taken is not None
    assert jobs.run_waiting(moment + jobs.LEASE - timedelta(seconds=1)) == 0
    assert jobs.run_waiting(moment + jobs.LEASE + timedelta(seconds=1)) == 1
    jobs._do(taken)  # the first one was only slow, not dead
    assert Reminder.objects.filter(key="once").count() == 1


def test_work_asked_for_in_a_transaction_that_is_taken_back_is_not_done(
    place: Organisation, kinds: dict[str, Any]
) -> None:
    jobs.job("t")(lambda payload: effect("never"))
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.ask("t", "gone")
        raise RuntimeError
    assert jobs.run_waiting() == 0


def test_two_workers_in_threads_do_each_job_once(shared_database: str, kinds: dict[str, Any]) -> None:
    Area.objects.create(path="32", name="江苏省", full_name="江苏省", level=1)
    Organisation.objects.create(name="某局", kind="office", area_id="32")
    jobs.job("t")(lambda payload: effect(f"{payload['n']}-{payload['_job']}-{threading.get_ident()}"))
    for n in range(30):
        jobs.ask("t", str(n), {"n": n})
    gate = threading.Barrier(3)
    faults: list[BaseException] = []

    def work() -> None:
        gate.wait()
        try:
            jobs.run_waiting()
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
    jobs.run_waiting()
    done = [int(k.split("-")[0]) for k in Reminder.objects.values_list("key", flat=True)]
    assert sorted(done) == list(range(30))
    assert Job.objects.filter(done_at=None).count() == 0


PROCESS = """
import os, sys, django
django.setup()
from anlan.kernel.clock import jobs
from anlan.kernel.notice.models import Reminder
from anlan.kernel.scope.models import Organisation
place = Organisation.objects.values_list("pk", flat=True)[0]
@jobs.job("race")
def work(payload):
    Reminder.objects.create(organisation_id=place, title="x", key=f"{payload['n']}-{os.getpid()}")
    if payload["n"] == 7 and len(sys.argv) > 1:
        os._exit(9)  # dies with the effect made and nothing committed
print("ready", flush=True)
sys.stdin.readline()
jobs.run_waiting()
"""


def test_two_processes_of_which_one_dies_half_way_do_each_job_once(shared_database: str) -> None:
    Area.objects.create(path="32", name="江苏省", full_name="江苏省", level=1)
    Organisation.objects.create(name="某局", kind="office", area_id="32")
    for n in range(20):
        jobs.ask("race", str(n), {"n": n})
    home = {
        "ANLAN_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
        "ANLAN_DATABASE_URL": shared_database,
    }
    command = [sys.executable, "-c", PROCESS]

    def start(*more: str) -> Any:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        return subprocess.Popen([*command, *more], env=os.environ | home, **pipes)

    workers = [start("dies"), start()]
    for one in workers:
        assert one.stdout.readline().strip() == "ready"
    for one in workers:
        one.stdin.write("go\n")
        one.stdin.flush()
    codes = [one.wait(60) for one in workers]
    assert codes[1] == 0 and codes[0] in (0, 9)
    left = Job.objects.filter(done_at=None).update(leased_until=now() - timedelta(seconds=1))
    assert left == (1 if codes[0] == 9 else 0)
    last = start()
    last.communicate("go\n", timeout=60)
    done = sorted(int(k.split("-")[0]) for k in Reminder.objects.values_list("key", flat=True))
    assert done == list(range(20))


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
