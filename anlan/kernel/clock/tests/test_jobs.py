"""Jobs and schedules: every effect once, whoever competes, whoever dies."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from anlan.kernel.clock import jobs, now, schedule, worker
from anlan.kernel.clock.models import Job
from anlan.kernel.notice.models import Reminder
from anlan.kernel.scope.models import Area, Organisation


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


def test_a_job_that_kills_every_worker_is_given_up_with_its_reason(place: Organisation, kinds: dict[str, Any]) -> None:
    done: list[str] = []
    jobs.job("t")(lambda payload: done.append("deadly"))
    row = jobs.ask("t", "deadly")
    Job.objects.filter(pk=row.pk).update(attempts=jobs.DEATHS, leased_until=now() - timedelta(minutes=1))
    jobs.ask("t", "after")
    assert jobs.run_waiting() == 1 and done == ["deadly"]
    row.refresh_from_db()
    assert row.failed_at and row.error == jobs.FATAL and row.done_at is None


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


@pytest.mark.slow
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


class Rests(threading.Event):
    """Says stop as soon as nothing waits any more, and notes for how long the worker rested."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        if not Job.objects.filter(done_at=None).exists():
            self.set()
        return super().wait(timeout)


def test_between_jobs_the_worker_leaves_other_writers_room_on_sqlite(
    place: Organisation, kinds: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "_schedules", {})
    long = threading.Event()
    jobs.job("t")(lambda payload: long.wait(payload["s"]))
    for number, seconds in enumerate((0.0, 0.03, worker.LONGEST_REST + 0.02)):
        jobs.ask("t", str(number), {"s": seconds})
    stop = Rests()
    ran = schedule.run_due(after_each=lambda took: worker._leave_room(took, stop))
    rests = stop.seconds
    assert ran == 3
    if connection.vendor == "sqlite":
        assert len(rests) == 3 and rests[1] >= 0.03 and rests[2] == worker.LONGEST_REST
    else:
        assert rests == []
