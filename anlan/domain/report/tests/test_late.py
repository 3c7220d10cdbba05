"""Who is late is one list, pressed in two clicks, once a day; and what a seat has to report stands on its home page."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from anlan.domain.report import duty, owed, panels
from anlan.domain.report.models import MonthlyReport, ReportUrge
from anlan.kernel.act.act import Refused
from anlan.kernel.clock import at, jobs, schedule
from anlan.kernel.notice.models import Reminder
from anlan.kernel.testing import Cast

from .stage import IN_TIME, LATE, OCTOBER, Stage, build, moment

pytestmark = pytest.mark.django_db
LIST = reverse("page:list", args=["water_works", "report-missing"])
MAKE = reverse("page:list", args=["water_works", "report-make"])
HAZARDS = reverse("page:list", args=["water_works", "report-hazard"])


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return build(cast)


def late(stage: Stage, member: str, level: str = "part", kind: str = "hazard") -> set[str]:
    """Who is late, as a member reads it."""
    rows = duty.owing(level, kind, OCTOBER, stage.cast.seat(member))
    return {str(getattr(row, "section", None) or row) + (f"/{row.party}" if level == "part" else "") for row in rows}


def test_each_level_lists_who_has_not_reported(stage: Stage) -> None:
    with at(IN_TIME):
        all_ = {"大坝土建施工标/contractor", "大坝土建施工标/engineer", "溢洪道施工标/contractor"}
        assert late(stage, "builder") == late(stage, "province") == late(stage, "bureau") == all_
        assert late(stage, "builder", kind="accident") == all_ - {"大坝土建施工标/engineer"}
        assert late(stage, "province", "project") == {"澄江水库扩建工程"}
    stage.parts()
    with at(IN_TIME):
        assert late(stage, "builder") == set()
    stage.does("builder", "report", stage.make("builder", project=stage.works.project))
    with at(IN_TIME):
        assert late(stage, "province", "project") == set()


def test_what_was_returned_is_owed_again(stage: Stage) -> None:
    row = stage.does("contractor", "report", stage.make("contractor", section=stage.works.section))
    stage.does("builder", "return", row, opinion="缺整改资金")
    with at(IN_TIME):
        assert "大坝土建施工标/contractor" in late(stage, "builder")


def press(stage: Stage, member: str, **values: Any) -> str:
    """选择全部, 催报."""
    answer = stage.cast.browser(member).post(
        f"{LIST}?kind=hazard&month=2026-10-01&level=part", {"act": str(uuid.uuid4())} | values, follow=True
    )
    jobs.run_waiting()
    return str(answer.content.decode())


def test_two_clicks_press_all_once_a_day(stage: Stage) -> None:
    with at(LATE):
        page = stage.cast.browser("builder").get(f"{LIST}?kind=hazard&month=2026-10-01").content.decode()
        assert "3 个标段未报" in page and "逾期 6 天" in page
        assert "已向 3 个标段发出催报提醒" in press(stage, "builder", all="1")
        press(stage, "builder", all="1")
        told = Reminder.objects.filter(key__startswith="report-urge")
        assert sorted(told.values_list("organisation__name", flat=True)) == sorted(
            [
                stage.cast.contractor.organisation.name,
                stage.cast.engineer.organisation.name,
                stage.cast.rival.organisation.name,
            ]
        )
        assert "大坝土建施工标" in told.get(organisation=stage.cast.engineer.organisation_id).body
    with at(moment(11, 13)):
        press(stage, "builder", all="1")
        assert ReportUrge.objects.count() == 6
    with at(moment(11, 14)):
        assert "没有可催报的单位" in press(stage, "bureau", all="1"), "the county only reads"
        assert "已向 3 个标段" in press(stage, "province", all="1")


def test_whoever_has_reported_is_left_in_peace(stage: Stage) -> None:
    stage.does("contractor", "report", stage.make("contractor", section=stage.works.section))
    facts = {
        "unit": str(stage.cast.contractor.organisation_id),
        "kind": "hazard",
        "month": "2026-10-01",
        "text": "请上报",
    }
    with at(IN_TIME), pytest.raises(Refused, match="已上报2026年10月的隐患月报，不必催报"):
        stage.cast.does("builder", "reporturge", "create", **facts, ground=stage.works.section.ground)


def test_one_tap_makes_it_and_one_tap_reports_nothing(stage: Stage) -> None:
    with at(IN_TIME):
        browser = stage.cast.browser("contractor")
        page = browser.get(HAZARDS).content.decode()
        assert "2026年10月隐患月报" in page and "截止 2026-11-06" in page
        facts = {
            "kind": "hazard",
            "month": "2026-10-01",
            "section": stage.works.section.pk,
            "party": "contractor",
            "zero": "1",
        }
        assert browser.post(MAKE, facts | {"act": str(uuid.uuid4())}).status_code == 302
        row = MonthlyReport.objects.get()
        assert row.is_zero and row.reporting_state == "reported"
        assert "待填报" not in browser.get(HAZARDS).content.decode()


def test_a_zero_report_is_refused_where_there_is_something(stage: Stage) -> None:
    stage.hazard()
    with at(IN_TIME):
        browser = stage.cast.browser("contractor")
        facts = {
            "kind": "hazard",
            "month": "2026-10-01",
            "section": stage.works.section.pk,
            "party": "contractor",
            "zero": "1",
        }
        page = browser.post(MAKE, facts | {"act": str(uuid.uuid4())}, follow=True).content.decode()
        assert "不能零报告" in page and not MonthlyReport.objects.exists()


def test_home_says_what_is_owed_and_who_is_late(stage: Stage) -> None:
    with at(IN_TIME):
        found = owed.owed(stage.cast.seat("contractor"))
        assert [(o.kind, o.month, o.where) for o in found] == [
            ("hazard", OCTOBER, "大坝土建施工标"), ("accident", OCTOBER, "大坝土建施工标"),
        ]  # fmt: skip
        assert [o.kind for o in owed.owed(stage.cast.seat("engineer"))] == ["hazard"]
        assert {o.kind for o in owed.owed(stage.cast.seat("builder"))} == {"hazard", "accident"}
        numbers = {(k.value, level.value): n for k, _, level, n, late in panels.counts(stage.cast.seat("builder"))}
        assert numbers["hazard", "part"] == 3 and numbers["accident", "part"] == 2
        numbers = {(k.value, level.value): n for k, _, level, n, late in panels.counts(stage.cast.seat("province"))}
        assert numbers["hazard", "project"] == 1 and numbers["hazard", "part"] == 3


def test_reminders_come_on_their_days(stage: Stage) -> None:
    told = Reminder.objects.filter(key__startswith="report-due", organisation=stage.cast.contractor.organisation_id)
    for day, words in ((1, "开始填报"), (3, "还剩 3 天"), (4, ""), (6, "今天截止"), (7, "已过截止日期"), (8, "")):
        before = told.count()
        with at(moment(11, day, 2)):
            schedule.run_due()
            schedule.run_due()
        fresh = list(told.order_by("-id")[: told.count() - before].values_list("title", flat=True))
        assert all(words in title for title in fresh) and len(fresh) == (2 if words else 0), day
