"""标准化月评统计, a month's evaluation from the site to the company and back, and the evidence of a grade."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from anlan.domain.evaluation import flows, freezing, owing, share, sources
from anlan.domain.evaluation.models import EvidenceRow, MonthlyEvaluation, Termination
from anlan.domain.evaluation.rules import month_of
from anlan.domain.evaluation.tests.cases import an_evaluation, materials, submitted
from anlan.domain.inspection.testing import ordered_values
from anlan.domain.site.flows import TERMINATED
from anlan.domain.site.models import Site, SiteUrge
from anlan.domain.site.testing import build_site
from anlan.kernel import clock
from anlan.kernel.act.act import Forbidden, Refused
from anlan.kernel.clock import jobs, today
from anlan.kernel.notice.models import Reminder
from anlan.kernel.testing import Cast

pytestmark = pytest.mark.django_db
NOON = timezone.make_aware(datetime(2026, 11, 20, 12))
PAGE = "/construction/evaluation-statistics/"


@pytest.fixture
def site(cast: Cast) -> Any:
    """The cast's site."""
    return build_site(cast)


def more_sites(site: Any, count: int) -> None:
    """Others like it, as they stand in the database."""
    for number in range(count):
        one = Site.objects.get(pk=site.pk)
        one.pk, one.number, one.department, one._state.adding = None, f"320412-2026-7{number:03d}", None, True
        one.name = f"澄湖花园{number}号楼"
        one.save()


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_by_default_it_shows_who_has_none_of_this_month(cast: Cast, site: Any) -> None:
    more_sites(site, 199)
    with clock.at(NOON):
        cast.does("foreman", "monthlyevaluation", "create", **an_evaluation(cast, "2026-11-01"))
        page = text_of(cast.browser("director").get(PAGE))
        assert "199 个项目未月评" in page and "未月评" in page
        assert f'data-id="{site.pk}"' not in page
        done = text_of(cast.browser("director").get(PAGE + "?state=done"))
        assert "1 个项目已月评" in done and site.number in done and "/files/" in done


def test_a_longer_list_costs_no_more_queries(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        found = []
        for count in (5, 40):
            Site.objects.exclude(pk=site.pk).delete()
            more_sites(site, count)
            browser = cast.browser("director")
            browser.get(PAGE)
            with CaptureQueriesContext(connection) as queries:
                browser.get(PAGE)
            found.append(len(queries))
        assert found[0] == found[1]


@pytest.mark.parametrize("member", ["regional", "director", "foreman", "inspectorate"])
def test_a_longer_list_of_evaluations_costs_no_more_queries(cast: Cast, site: Any, member: str) -> None:
    """Whose desk a row would lie on is asked for each button of each row."""
    browser, found = cast.browser(member), []
    for month in range(1, 9):
        cast.does("foreman", "monthlyevaluation", "create", **an_evaluation(cast, f"2026-{month:02d}-01"))
        if month in (2, 8):
            browser.get("/construction/evaluations/")
            with CaptureQueriesContext(connection) as queries:
                browser.get("/construction/evaluations/")
            found.append(len(queries))
    assert found[0] == found[1]


def test_who_is_not_asked_for_a_month(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        for change, asked in (
            ({"state": TERMINATED}, False), ({"state": "stopped"}, True), ({"started_on": "2026-12-01"}, False),
            ({"state": "completed", "completed_on": "2026-10-31"}, False),
            ({"state": "completed", "completed_on": "2026-11-01"}, True), ({"started_on": None}, True),
        ):  # fmt: skip
            Site.objects.filter(pk=site.pk).update(**{"state": "building", "started_on": "2026-01-01"} | change)
            assert owing.missing(Site.objects.all(), month_of(today())).exists() is asked, change


def test_who_reads_whose_sites(cast: Cast, site: Any) -> None:
    for name, seen in (
        ("director", True),
        ("regional", True),
        ("inspectorate", True),
        ("overseer", True),
        ("competitor", False),
    ):
        page = text_of(cast.browser(name).get(PAGE))
        assert (site.number in page) is seen, name
    assert cast.browser("foreman").get(PAGE).status_code == 404


def test_pressing_one_or_all_once_a_day(cast: Cast, site: Any) -> None:
    more_sites(site, 3)
    with clock.at(NOON):
        cast.browser("director").post(PAGE, {"ids": [site.pk]})
        jobs.run_waiting(clock.now())
        assert SiteUrge.objects.count() == 1
        assert (
            Reminder.objects.filter(organisation=site.department, body__contains="2026年11月还没有标准化月评").count()
            == 1
        )
        cast.browser("director").post(PAGE, {"all": "1"})
        jobs.run_waiting(clock.now())
        assert SiteUrge.objects.count() == 4, "the first one not twice a day"


def test_nobody_presses_what_is_not_his(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        cast.browser("competitor").post(PAGE, {"ids": [site.pk], "all": "1"})
        jobs.run_waiting(clock.now())
        assert not SiteUrge.objects.exists()


def test_one_evaluation_for_each_month(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        cast.does("foreman", "monthlyevaluation", "create", **an_evaluation(cast, "2026-11-09"))
        with pytest.raises(Refused, match="本月已有月评"):
            cast.does("foreman", "monthlyevaluation", "create", **an_evaluation(cast, "2026-11-30"))
        row = MonthlyEvaluation.objects.get()
        assert (str(row.month), row.is_late) == ("2026-11-01", False)
        twin = MonthlyEvaluation.objects.get()
        twin.pk, twin._state.adding = None, True
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"month": "2026-12-01"}, "还没有开始"), ({"month": "2025-02-01"}, "不需要月评"), ({"evaluated_on": "2026-11-21"}, "不能晚于今天"),
        ({"scans": []}, "请上传月评表扫描件"), ({"score": "101"}, "100"), ({"score": "-1"}, "0"),
        ({"marks": [{"name": "安全管理", "full": "10", "got": "11", "note": ""}]}, "之间"),
    ],
)  # fmt: skip
def test_what_no_evaluation_can_say(cast: Cast, site: Any, values: dict[str, Any], why: str) -> None:
    with clock.at(NOON), pytest.raises(Refused, match=why):
        cast.does("foreman", "monthlyevaluation", "create", **an_evaluation(cast, "2026-11-01") | values)


def test_late_entry_says_so_and_items_make_a_score(cast: Cast, site: Any) -> None:
    marks = [
        {"name": "安全管理", "full": "20", "got": "18", "note": ""},
        {"name": "脚手架", "full": "20", "got": "", "note": ""},
    ]
    with clock.at(NOON):
        made = cast.does(
            "foreman",
            "monthlyevaluation",
            "create",
            **an_evaluation(cast, "2026-09-01", scans=[], score="", marks=marks),
        )
        row = MonthlyEvaluation.objects.get(pk=made.row.pk)
        assert (row.is_late, float(row.score or 0), len(row.marks)) == (True, 90.0, 1)
        assert "逾期补录" in made.result["show"]


def test_a_site_of_others_is_not_evaluated(cast: Cast, site: Any) -> None:
    for name in ("director", "competitor", "inspectorate"):
        with pytest.raises(Forbidden):
            cast.does(name, "monthlyevaluation", "create", **an_evaluation(cast, site=str(site.pk)))


def test_untrue_is_ordered_done_again_and_confirmed(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        pk = cast.does("foreman", "monthlyevaluation", "create", **an_evaluation(cast, "2026-11-01")).record
        with pytest.raises(Refused, match="整改期限"):
            cast.does("director", "monthlyevaluation", "order", pk, opinion="自评不真不实", redo_by="2026-11-19")
        cast.does("regional", "monthlyevaluation", "order_by_branch", pk, opinion="与现场不符", redo_by="2026-11-25")
        assert Reminder.objects.filter(organisation=site.department, body__contains="与现场不符").count() == 1
        with pytest.raises(Refused, match="责令整改"):
            cast.does("foreman", "monthlyevaluation", "change", pk, score="70")
        again = dict(
            score="71", grade="passed", evaluator="周正", evaluated_on="2026-11-20", scans=[cast.photo("foreman", 40)]
        )
        cast.does("foreman", "monthlyevaluation", "redo", pk, opinion="已重新评价", **again)
        cast.does("director", "monthlyevaluation", "confirm", pk)
        row = MonthlyEvaluation.objects.get(pk=pk)
        assert (row.state, row.grade, float(row.score or 0)) == (flows.CONFIRMED, "passed", 71.0)


def test_the_share_of_a_month_adds_up_to_its_lists(cast: Cast, site: Any) -> None:
    more_sites(site, 9)
    Site.objects.filter(number="320412-2026-7001").update(branch=None)
    with clock.at(NOON):
        cast.does("foreman", "monthlyevaluation", "create", **an_evaluation(cast, "2026-11-01"))
        seat = cast.seat("director")
        opened = lambda **where: str(where)  # noqa: E731
        lines = share.by_group(seat, owing.sites(seat), month_of(today()), opened)
        assert {(one["label"], one["done"], one["missing"], one["share"]) for one in lines} == {
            ("未划分区域公司", 0, 1, "0%"), ("苏南区域公司", 1, 8, "11%"),
        }  # fmt: skip
        year = share.by_month(seat, 2026, opened)
        assert [one["label"] for one in year] == [f"{n}月" for n in range(1, 12)]
        assert (year[-1]["done"], year[-1]["missing"]) == (1, 9)
        assert (year[0]["done"], year[0]["missing"]) == (0, 10)


def test_a_terminated_site_stays_among_the_evaluated(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        cast.does("foreman", "monthlyevaluation", "create", **an_evaluation(cast, "2026-11-01"))
        Site.objects.filter(pk=site.pk).update(state=TERMINATED)
        line = share.by_month(cast.seat("director"), 2026, lambda **where: "")[-1]
        assert (line["done"], line["missing"], line["share"]) == (1, 0, "100%")


# 终止监督和安标考评 ------------------------------------------------------------------------------------------------


def test_a_grade_freezes_its_evidence_and_ends_supervision(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        pk = cast.does("foreman", "monthlyevaluation", "create", **an_evaluation(cast, "2026-11-01")).record
        row = submitted(cast)
        before = {f.key: (f.count, f.required) for f in sources.facts_of(row.site)}
        cast.does("inspectorate", "termination", "grade", row.pk, grade="passed", opinion="资料齐全")
        row.refresh_from_db()
        record = row.grades.get()
        assert (row.state, row.grade, record.grade, record.reason) == (flows.GRADED, "passed", "passed", "资料齐全")
        assert "inspectorate" in record.given_by and freezing.intact(record)
        assert {e.key: (e.count, e.required) for e in record.evidence.all()} == before
        assert Site.objects.get(pk=site.pk).state == TERMINATED
        one = record.evidence.get(key="evaluations")
        assert (one.count, one.required) == (1, 21)
        MonthlyEvaluation.objects.filter(pk=pk).update(score="12")
        assert [t.changes for t in freezing.beside(one)] == [[("得分", "86.50", "12.00")]]
        EvidenceRow.objects.filter(evidence=one).update(shown=["改过"])
        assert not freezing.intact(record)


def test_too_few_inspections_are_a_proposal_and_never_more(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        row = submitted(cast)
        said = sources.proposal(row.site)
        assert "建议等次：不合格" in said and "2025年企业检查 0/3" in said and "2026年企业检查 0/3" in said
        page = text_of(cast.browser("inspectorate").get(f"/construction/terminations/{row.pk}/"))
        assert said in page and "给予等次并终止监督" in page
        assert "给予等次并终止监督" not in text_of(
            cast.browser("director").get(f"/construction/terminations/{row.pk}/")
        )
        cast.does("inspectorate", "termination", "grade", row.pk, grade="excellent", opinion="综合评定")
        assert Termination.objects.get(pk=row.pk).grade == "excellent"


def test_evidence_counts_the_companys_inspections(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        pk = cast.does(
            "director", "inspection", "create", site=str(site.pk), way="own", files=[cast.photo("director", 7)]
        ).record
        cast.does("director", "inspection", "generate", pk, **ordered_values())
        facts = {f.label: f for f in sources.facts_of(site)}
        assert (facts["2026年企业检查"].count, facts["2026年企业检查"].required) == (1, 3)
        assert (facts["未整改回复"].count, facts["未整改回复"].is_short) == (1, True)


def test_rows_of_the_evidence_open(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        cast.does("foreman", "monthlyevaluation", "create", **an_evaluation(cast, "2026-11-01"))
        row = submitted(cast)
        url = reverse("page:screen", args=["construction", "evidence", row.pk]) + "?key=evaluations"
        assert "还没有考评" in text_of(cast.browser("inspectorate").get(url))
        cast.does("inspectorate", "termination", "grade", row.pk, grade="passed", opinion="资料齐全")
        assert "校验相符" in text_of(cast.browser("director").get(url + "&number=1"))
        assert cast.browser("competitor").get(url).status_code == 404
        assert cast.browser("director").get(url.replace("=evaluations", "=none")).status_code == 404


def test_returned_with_reasons_and_handed_in_again(cast: Cast, site: Any) -> None:
    with clock.at(NOON):
        row = submitted(cast)
        cast.does("inspectorate", "termination", "return", row.pk, opinion="缺竣工验收材料")
        assert Reminder.objects.filter(organisation=site.department, body__contains="缺竣工验收材料").count() == 1
        cast.does("foreman", "termination", "submit", row.pk, **materials(cast))
        assert Termination.objects.get(pk=row.pk).state == flows.SUBMITTED


def test_over_the_company_where_that_is_switched_on(cast: Cast, site: Any) -> None:
    from anlan.kernel.flow.models import Switch

    Switch.objects.create(flow="termination", state=flows.WITH_COMPANY, is_on=True)
    with clock.at(NOON):
        row = submitted(cast)
        assert row.state == flows.WITH_COMPANY
        cast.does("director", "termination", "agree", row.pk)
        assert Termination.objects.get(pk=row.pk).state == flows.SUBMITTED


def test_one_termination_for_a_site(cast: Cast, site: Any) -> None:
    submitted(cast)
    with pytest.raises(Refused, match="已有终止监督申请"):
        cast.does("foreman", "termination", "create")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"completed_on": "2026-11-21"}, "不能晚于今天"),
        ({"completed_on": "2024-01-01"}, "早于开工日期"),
        ({"self_files": []}, "安全生产标准化考评材料|上传|未填写|请"),
    ],
)
def test_what_no_application_can_say(cast: Cast, site: Any, values: dict[str, Any], why: str) -> None:
    with clock.at(NOON):
        pk = cast.does("foreman", "termination", "create").record
        with pytest.raises(Refused, match=why):
            cast.does("foreman", "termination", "submit", pk, **materials(cast) | values)
