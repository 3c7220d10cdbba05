"""The clock on real rows: prompt, warning, grade by itself, appeal; sites long past their plan."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from anlan.domain.evaluation import flows, freezing, schedules
from anlan.domain.evaluation.models import Termination
from anlan.domain.evaluation.tests.cases import application, complete, materials
from anlan.domain.site.flows import COMPLETED, TERMINATED
from anlan.domain.site.models import Site
from anlan.domain.site.testing import build_site
from anlan.kernel import clock
from anlan.kernel.act.act import Forbidden, Refused
from anlan.kernel.clock import jobs
from anlan.kernel.flow import desk
from anlan.kernel.notice.models import Reminder
from anlan.kernel.testing import Cast

pytestmark = pytest.mark.django_db
START = timezone.make_aware(datetime(2026, 11, 2, 12))


@contextmanager
def day(number: int) -> Iterator[None]:
    """Noon of a day, the morning's prompts having run."""
    moment = START + timedelta(days=number)
    with clock.at(moment):
        schedules.ask_for_prompts({"due": moment.replace(hour=6, minute=30).isoformat()})
        jobs.run_waiting(moment)
        yield


@pytest.fixture
def site(cast: Cast) -> Any:
    """The cast's site, complete on the day before the clock begins."""
    return complete(build_site(cast))


def told(organisation: int, word: str) -> int:
    return Reminder.objects.filter(organisation=organisation, title__contains=word).count()


def states() -> list[str]:
    return list(Termination.objects.values_list("state", flat=True))


def test_the_clock_prompts_warns_and_grades_once(cast: Cast, site: Any) -> None:
    for number in (0, 1, 22):
        with day(number):
            assert states() == [flows.DRAFT]
    row = Termination.objects.get()
    assert (row.prompted_on, row.warned_on, row.due_on) == (
        (START.date()), None, START.date() + timedelta(days=30),
    )  # fmt: skip
    with day(23):
        assert told(cast.director.organisation_id, "到期") == 1
    with day(30):
        assert states() == [flows.DRAFT]
    with day(31):
        row.refresh_from_db()
        assert (row.state, row.grade, row.graded_on) == (flows.LAPSED, "failed", clock.today())
    with day(32):
        assert row.grades.count() == 1
    for place in (cast.director, cast.regional, cast.foreman):
        assert told(place.organisation_id, "请尽快办理") == told(place.organisation_id, "自动按不合格等次处理") == 1
    assert told(cast.inspectorate.organisation_id, "自动按不合格等次处理") == 1
    assert Reminder.objects.filter(body__contains="逾期30天未办理，安标考评结果自动按不合格等次处理").exists()
    record = row.grades.get()
    assert (record.grade, record.given_by) == ("failed", "系统")
    assert "苏建质安〔2017〕683号" in record.reason and freezing.intact(record)
    assert Site.objects.get().state == COMPLETED


def test_a_job_that_runs_twice_does_nothing_twice(cast: Cast, site: Any) -> None:
    with day(0):
        jobs.ask("termination-prompt", "again", {"sites": [site.pk]})
        jobs.run_waiting(clock.now())
        assert told(cast.director.organisation_id, "请尽快办理") == 1
        assert Termination.objects.count() == 1


def test_a_week_without_the_clock_gives_the_whole_warning(cast: Cast, site: Any) -> None:
    with day(0):
        pass
    with day(30):
        assert (states(), Termination.objects.get().due_on) == ([flows.DRAFT], START.date() + timedelta(days=37))
    with day(37):
        assert states() == [flows.DRAFT]
    with day(38):
        assert states() == [flows.LAPSED]


def test_who_applied_in_time_is_left_in_peace(cast: Cast, site: Any) -> None:
    with day(0):
        row = Termination.objects.get()
    with day(29):
        cast.does("foreman", "termination", "submit", row.pk, **materials(cast))
    with day(80):
        assert states() == [flows.SUBMITTED]
        assert told(cast.director.organisation_id, "已自动按不合格") == 0


def test_an_application_in_the_making_is_prompted_not_doubled(cast: Cast, site: Any) -> None:
    with clock.at(START):
        row = application(cast)
    with day(1):
        row.refresh_from_db()
        assert row.prompted_on == clock.today()
        task = desk.open_tasks(row).get(organisation=cast.foreman.organisation_id)
        assert task.due_on == row.due_on


def lapsed(cast: Cast) -> Termination:
    for number in (0, 23, 31):
        with day(number):
            pass
    return Termination.objects.get()


def test_an_appeal_that_is_upheld_opens_the_ordinary_way(cast: Cast, site: Any) -> None:
    row = lapsed(cast)
    with day(32):
        cast.does("director", "termination", "appeal_by_company", row.pk, opinion="竣工备案有误，工程尚在施工")
    with day(33):
        cast.does("inspectorate", "termination", "revoke", row.pk, opinion="经核查属实")
        row.refresh_from_db()
        assert (row.state, row.grade, row.due_on) == (flows.DRAFT, "", clock.today() + timedelta(days=30))
        assert row.grades.count() == 1, "what was graded once is not forgotten"
    with day(40):
        cast.does("foreman", "termination", "submit", row.pk, **materials(cast))
        assert states() == [flows.SUBMITTED]


def test_an_appeal_after_its_time_is_refused_and_the_authority_ends_supervision(cast: Cast, site: Any) -> None:
    row = lapsed(cast)
    with day(40), pytest.raises(Forbidden, match="申诉期到"):
        cast.does("inspectorate", "termination", "finish", row.pk, opinion="终止监督")
    with day(47):
        with pytest.raises(Forbidden, match="已过"):
            cast.does("foreman", "termination", "appeal", row.pk, opinion="申诉")
        cast.does("inspectorate", "termination", "finish", row.pk, opinion="终止监督")
        row.refresh_from_db()
        assert (row.state, row.grade, Site.objects.get().state) == (flows.GRADED, "failed", TERMINATED)


def test_an_appeal_that_is_dismissed_stands(cast: Cast, site: Any) -> None:
    row = lapsed(cast)
    with day(32):
        cast.does("foreman", "termination", "appeal", row.pk, opinion="材料已在准备")
        cast.does("inspectorate", "termination", "dismiss", row.pk, opinion="逾期属实")
        row.refresh_from_db()
        assert (row.state, row.grade) == (flows.UPHELD, "failed")


@pytest.mark.parametrize("verb", ["prompt", "warn", "lapse"])
def test_nobody_presses_what_the_clock_does(cast: Cast, site: Any, verb: str) -> None:
    with day(0):
        row = Termination.objects.get()
        for name in ("director", "foreman", "inspectorate", "regional"):
            with pytest.raises(Refused):
                cast.does(name, "termination", verb, row.pk)


def test_completion_prompts_at_once(cast: Cast) -> None:
    site = build_site(cast)
    with clock.at(START):
        cast.does("inspectorate", "site", "complete", site.pk, completed_on=START.date().isoformat())
        jobs.run_waiting(clock.now())
        assert states() == [flows.DRAFT]


def test_a_site_long_past_its_plan_is_told_once_for_each_plan(cast: Cast) -> None:
    site = build_site(cast)
    Site.objects.filter(pk=site.pk).update(finish_on=START.date() - timedelta(days=90))
    with day(0):
        assert told(cast.director.organisation_id, "超过预计竣工日期90天") == 0
    for number in (1, 2, 9):
        with day(number):
            assert told(cast.director.organisation_id, "超过预计竣工日期90天") == 1


def test_the_company_says_what_is_true_of_a_late_site(cast: Cast) -> None:
    site = build_site(cast)
    Site.objects.filter(pk=site.pk).update(finish_on=START.date() - timedelta(days=91))
    ask = {"site": str(site.pk), "reason": "设计变更"}
    with clock.at(START):
        with pytest.raises(Refused, match="今天以后"):
            cast.does("director", "overduecheck", "create", **ask, verdict="delayed", new_date="2026-11-02")
        row = cast.does("director", "overduecheck", "create", **ask, verdict="delayed", new_date="2027-03-01").row
        assert (str(row.was_due_on), str(Site.objects.get().finish_on)) == ("2026-08-03", "2027-03-01")
        assert told(cast.inspectorate.organisation_id, "超期核实") == 1
        with pytest.raises(Refused, match="没有超过预计竣工日期90天"):
            cast.does("director", "overduecheck", "create", **ask, verdict="delayed", new_date="2027-04-01")


def test_a_late_site_that_is_complete_goes_the_way_of_complete_sites(cast: Cast) -> None:
    site = build_site(cast)
    Site.objects.filter(pk=site.pk).update(finish_on=START.date() - timedelta(days=91))
    facts = {"site": str(site.pk), "reason": "已竣工验收", "verdict": "finished", "completed_on": "2026-10-20"}
    with clock.at(START):
        cast.does("regional", "overduecheck", "create", **facts)
        jobs.run_waiting(clock.now())
        site.refresh_from_db()
        assert (site.state, str(site.completed_on), states()) == (COMPLETED, "2026-10-20", [flows.DRAFT])
