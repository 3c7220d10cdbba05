"""The 25th, the last day, and the reminders; never twice."""

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections

from anlan.domain.selfcheck import schedules
from anlan.domain.selfcheck.models import SelfCheck
from anlan.domain.selfcheck.pressing import ask_to_urge
from anlan.kernel.clock import jobs, now, schedule
from anlan.kernel.clock.models import Job
from anlan.kernel.flow.models import Step
from anlan.kernel.notice.models import Reminder

from .conftest import Place

EVENING = "2026-11-25T20:00:05+08:00"


def reported_steps() -> int:
    return Step.objects.filter(register="selfcheck", move="report").count()


def test_the_25th_reports_all_that_is_saved(place: Place, clock: Any) -> None:
    saved, general = place.sheet("none"), place.sheet("general")
    filling = place.sheet("none", saved=False)
    clock(EVENING)
    schedule.run_due()
    states = {s.pk: (s.state, s.auto_reported) for s in SelfCheck.objects.all()}
    assert states == {saved.pk: ("reported", True), general.pk: ("reported", True), filling.pk: ("filling", False)}
    assert Step.objects.filter(register="selfcheck", move="report", actor="系统").count() == 2


def test_the_25th_twice_reports_once(place: Place, clock: Any) -> None:
    sheet = place.sheet("none")
    clock(EVENING)
    schedule.run_due()
    schedule.run_due()
    schedules.report_on_25th({"due": datetime.fromisoformat("2026-11-25T20:00:00+08:00").isoformat()})
    schedules.report_one({"sheet": sheet.pk, "day": "2026-11-25"})
    jobs.run_waiting()
    assert reported_steps() == 1


def test_what_is_saved_after_the_25th_goes_on_the_last_day(place: Place, clock: Any) -> None:
    clock("2026-11-28T10:00:00+08:00")
    sheet = place.sheet("none")
    # The worker was down on the 25th: what it catches up with is what lay there then.
    schedule.run_due()
    sheet.refresh_from_db()
    assert sheet.state == "saved"
    clock("2026-11-30T23:30:05+08:00")
    schedule.run_due()
    sheet.refresh_from_db()
    assert (sheet.state, str(sheet.month)) == ("reported", "2026-11-01")


def test_a_sheet_deleted_meanwhile_is_left_alone(place: Place, clock: Any) -> None:
    sheet = place.sheet("none")
    clock(EVENING)
    schedules.report_on_25th({"due": "2026-11-25T20:00:00+08:00"})
    place.act("delete", sheet.pk)
    jobs.run_waiting()
    assert reported_steps() == 0
    assert not Job.objects.filter(kind="selfcheck-report", done_at=None).exists()


def test_who_has_saved_or_reported_is_not_reminded(place: Place, clock: Any) -> None:
    place.sheet("none")
    clock("2026-11-20T09:00:05+08:00")
    schedule.run_due()
    schedule.run_due()
    sent = Reminder.objects.filter(key__startswith="selfcheck-unchecked").values_list("organisation", "title")
    assert list(sent) == [(place.other.organisation_id, "2026年11月尚未进行自查自改")]


def test_urging_once_a_day(place: Place) -> None:
    import uuid

    asked = uuid.uuid4()
    firms = [place.firm.organisation_id, place.other.organisation_id]
    month = schedules.month_of(now().date())
    reported = place.sheet("none", seat=place.other)
    place.act("report", reported.pk, place.other)
    for one in (asked, asked, uuid.uuid4()):
        ask_to_urge(place.town, firms, month, one)
        jobs.run_waiting()
    sent = Reminder.objects.filter(key__startswith="selfcheck-urge")
    assert [r.organisation_id for r in sent] == [place.firm.organisation_id]
    assert sent[0].sender == "湖塘镇人民政府"
    assert "尚未上报" in sent[0].body


@pytest.mark.django_db(transaction=True)
def test_two_workers_racing_report_once(place: Place, clock: Any) -> None:
    for _ in range(4):
        place.sheet("none")
    clock(EVENING)
    start, failures = threading.Barrier(2), []

    def turns() -> None:
        # As the worker's loop does: a turn that found the database locked is tried again.
        end = time.monotonic() + 60
        while True:
            try:
                schedule.run_due()
                return
            except OperationalError:
                if time.monotonic() > end:
                    raise

    def work() -> None:
        try:
            start.wait(10)
            turns()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(90)
    # What failed because the other held the database is due again a little later.
    jobs.run_waiting(now() + timedelta(hours=1))
    assert not failures
    assert set(SelfCheck.objects.values_list("state", flat=True)) == {"reported"}
    assert reported_steps() == 4
