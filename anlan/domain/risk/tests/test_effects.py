"""A measure that is missing or has failed starts a hazard of the works, once while it is treated."""

import pytest

from anlan.domain.hazard.models import WaterHazard
from anlan.domain.project.testing import build_works
from anlan.domain.risk.models import MonitoringRecord, RiskSource
from anlan.domain.risk.testing import record, source_of
from anlan.kernel.act.models import Event
from anlan.kernel.clock import jobs
from anlan.kernel.notice.models import Reminder
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

pytestmark = pytest.mark.django_db
MISSING = {"measures": "missing", "found": "左岸爬梯护栏被拆除"}


def test_a_missing_measure_starts_a_hazard(cast: Cast) -> None:
    source = source_of(cast)
    made = cast.does("contractor", "monitoringrecord", "create", **record(cast, source, **MISSING)).row
    jobs.run_waiting()
    hazard = WaterHazard.objects.get()
    works = build_works(cast)
    assert (hazard.origin_type, hazard.origin_id) == ("monitoringrecord", made.pk)
    assert (hazard.unit_id, hazard.section, hazard.party) == (source.unit_id, works.section, "contractor")
    assert (hazard.place, hazard.found_on, hazard.responsible) == (source.place, made.checked_on, "郑远江")
    assert "左岸爬梯护栏被拆除" in hazard.problem and hazard.state in WaterHazard.unfinished
    for member in ("contractor", "engineer", "builder"):
        assert registry.register("waterhazard").rows(cast.seat(member)).filter(pk=hazard.pk).exists()
        told = Reminder.objects.filter(organisation=getattr(cast, member).organisation_id, title__contains="已登记隐患")
        assert told.count() == 1, member
    assert RiskSource.objects.get(pk=source.pk).is_lacking


def test_measures_in_place_start_nothing(cast: Cast) -> None:
    cast.does("contractor", "monitoringrecord", "create", **record(cast))
    jobs.run_waiting()
    assert not WaterHazard.objects.exists()


def test_one_hazard_while_it_is_treated_and_another_afterwards(cast: Cast) -> None:
    source = source_of(cast)
    for day in ("2026-05-06", "2026-05-07"):
        cast.does("contractor", "monitoringrecord", "create", **record(cast, source, checked_on=day, **MISSING))
        jobs.run_waiting()
    assert WaterHazard.objects.count() == 1
    WaterHazard.objects.update(state="closed")
    cast.does("contractor", "monitoringrecord", "create", **record(cast, source, checked_on="2026-05-08", **MISSING))
    jobs.run_waiting()
    assert WaterHazard.objects.count() == 2


def test_an_event_heard_twice_makes_one_hazard(cast: Cast) -> None:
    cast.does("contractor", "monitoringrecord", "create", **record(cast, **MISSING))
    jobs.run_waiting()
    event = Event.objects.get(name="monitoringrecord.created")
    jobs.ask("listen", "again", {"event": event.pk, "listener": "anlan.domain.risk.listeners.start_hazard"})
    jobs.run_waiting()
    assert WaterHazard.objects.count() == 1


def test_the_latest_record_says_how_a_source_stands(cast: Cast) -> None:
    source = source_of(cast)
    for day, measures in (("2026-05-08", "in_place"), ("2026-05-06", "failed")):
        cast.does("contractor", "monitoringrecord", "create", **record(cast, source, checked_on=day, measures=measures))
    row = RiskSource.objects.get(pk=source.pk)
    assert (row.is_lacking, str(row.recorded_on)) == (False, "2026-05-08")
    assert MonitoringRecord.objects.filter(source=source, is_failed=True).count() == 1
