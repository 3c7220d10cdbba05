"""From the section to the province: who reports what to whom, what is refused, and that every sum is its parts."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from anlan.domain.report.models import MonthlyReport
from anlan.kernel.act.act import Forbidden, NotYours, Refused
from anlan.kernel.clock import at
from anlan.kernel.testing import Cast

from .stage import IN_TIME, LATE, LOCKED, NOVEMBER, OCTOBER, Stage, build, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return build(cast)


def test_a_section_is_reported_confirmed_and_summed_up(stage: Stage) -> None:
    stage.finish(stage.hazard())
    stage.hazard("contractor", name="配电箱门缺失")
    stage.hazard("rival", stage.works.bare, name="脚手板未满铺")
    stage.hazard("engineer", name="监理见证点未设")
    with at(moment(10, 12)):
        stage.cast.does("builder", "waterhazard", "create", section=str(stage.works.section.pk), party="owner", name="料场护坡滑塌",
                        place="料场", problem="雨后滑塌", responsible="钱建", photos=[stage.cast.photo("builder")])  # fmt: skip
    whole = stage.project()
    assert (whole.figures["found"], whole.own["found"], whole.children) == ("5", "1", 3)
    assert (whole.figures["rectified"], whole.figures["left"], whole.figures["money"]) == ("1", "4", "1.25")
    assert whole.reporting_state == "reported" and whole.held_by == whole.supervisor == stage.cast.province.organisation
    parts = MonthlyReport.objects.filter(level="part")
    assert {one.reporting_state for one in parts} == {"filed"} and all(one.is_reported for one in parts)
    for line, value in whole.figures.items():
        assert Decimal(value) == Decimal(whole.own[line]) + sum(Decimal(one.figures[line]) for one in parts), line


def test_the_province_sums_up_and_the_ministry_is_not_there(stage: Stage) -> None:
    stage.hazard()
    whole = stage.project()
    own = stage.make("province")
    assert own.figures["found"] == "0", "not confirmed yet"
    with pytest.raises(Refused, match="下级还有 1 份报表没有确认"):
        stage.does("province", "report", own)
    stage.does("province", "confirm", whole)
    with pytest.raises(Refused, match="请先点“重新生成”"):
        stage.does("province", "report", own)
    stage.does("province", "regenerate", own)
    own = stage.does("province", "report", own)
    assert (own.figures["found"], own.reporting_state, own.held_by) == ("1", "filed", None)
    assert MonthlyReport.objects.get(pk=whole.pk).reporting_state == "filed"


def test_twice_and_out_of_order_is_refused(stage: Stage) -> None:
    row = stage.does("contractor", "report", stage.make("contractor", section=stage.works.section))
    with pytest.raises(Refused, match="已经生成"):
        stage.make("contractor", section=stage.works.section)
    with pytest.raises(Forbidden, match="已上报"):
        stage.does("contractor", "report", row)
    december = moment(12, 3)
    second = stage.make("contractor", month=NOVEMBER, when=december, section=stage.works.section)
    assert stage.does("contractor", "report", second, december).reporting_state == "reported"
    late = stage.make("rival", month=NOVEMBER, when=december, section=stage.works.bare)
    with pytest.raises(Refused, match="2026年10月的隐患月报还没有上报，请先上报，再报2026年11月"):
        stage.does("rival", "report", late, december)


def test_a_period_before_ones_part_or_to_come_is_refused(stage: Stage) -> None:
    with pytest.raises(Refused, match="2026年10月起才需填报"):
        stage.make("contractor", month=date(2026, 9, 1), section=stage.works.section)
    with pytest.raises(Refused, match="还没有开始"):
        stage.make("contractor", month=date(2026, 12, 1), section=stage.works.section)


def test_late_needs_a_reason_and_after_the_lock_says_whom_to_ask(stage: Stage) -> None:
    row = stage.make("contractor", section=stage.works.section)
    with pytest.raises(Forbidden, match="还没到填报期，2026-11-01 起"):
        stage.does("contractor", "report", row, moment(10, 30))
    with pytest.raises(Forbidden, match="已过截止日期 2026-11-06，请用“逾期上报”"):
        stage.does("contractor", "report", row, LATE)
    with pytest.raises(Refused, match="逾期原因"):
        stage.does("contractor", "report_late", row, LATE)
    with pytest.raises(Forbidden, match="锁定，不能再上报；请联系“江苏省水利厅”"):
        stage.does("contractor", "report_late", row, LOCKED, opinion="网络中断")
    with at(LOCKED):
        stage.cast.does("province", "reportingwindow", "create", kind="hazard", starts_from="2026-10-01", opens_after="1",
                        due_after="6", locks_after="60")  # fmt: skip
    row = stage.does("contractor", "report_late", row, LOCKED, opinion="网络中断")
    assert row.is_late and row.reporting_state == "reported"


def test_an_owner_waits_for_its_parts_or_fills_in_for_them(stage: Stage) -> None:
    whole = stage.make("builder", project=stage.works.project)
    with pytest.raises(Refused, match="还没有上报：大坝土建施工标（远江水利工程有限公司）"):
        stage.does("builder", "report", whole)
    part = stage.make("builder", section=stage.works.section, party="contractor")
    assert part.unit == stage.cast.contractor.organisation and part.made_for == stage.cast.builder.organisation
    part = stage.does("builder", "report", part)
    with pytest.raises(Refused, match="还没有上报"):
        stage.does("builder", "report", whole)


def test_returned_is_changed_and_comes_again(stage: Stage) -> None:
    stage.hazard()
    whole = stage.project()
    whole = stage.does("province", "return", whole, opinion="缺整改资金")
    part = MonthlyReport.objects.get(level="part", unit=stage.cast.contractor.organisation)
    assert (whole.reporting_state, part.reporting_state) == ("returned", "confirmed")
    part = stage.does("builder", "return", part, opinion="请补录")
    stage.hazard("contractor", name="漏报的隐患", day=28)
    stage.does("contractor", "regenerate", part)
    part = stage.does("contractor", "resubmit", part)
    assert (part.edition, part.figures["found"]) == (2, "2")
    stage.does("builder", "confirm", part)
    stage.does("builder", "regenerate", whole)
    whole = stage.does("builder", "resubmit", whole)
    assert (whole.edition, whole.figures["found"]) == (2, "2")
    assert [e.figures["found"] for e in whole.editions.order_by("number")] == ["1", "2"]


def test_who_fills_in_what(stage: Stage) -> None:
    with pytest.raises(Refused, match="监理单位只查看事故月报"):
        stage.make("engineer", "accident", section=stage.works.section)
    with pytest.raises(Refused, match="只能填报本单位的报表"):
        stage.make("engineer", section=stage.works.section, party="contractor")
    with pytest.raises(Refused, match="项目法人按工程填报"):
        stage.make("builder", section=stage.works.section)
    row = stage.make("contractor", section=stage.works.section)
    for member in ("rival", "province", "bureau"):
        with pytest.raises(NotYours):
            stage.does(member, "confirm", row)
    with pytest.raises(Forbidden):
        stage.does("engineer", "report", row)


def test_the_bureau_reads_what_its_province_supervises(stage: Stage) -> None:
    whole = stage.project()
    with at(IN_TIME):
        rows = stage.cast.seat("bureau")
        from anlan.kernel.register import registry

        assert registry.register("monthlyreport").rows(rows).filter(pk=whole.pk).exists()
    with pytest.raises(Forbidden):
        stage.does("bureau", "return", whole, opinion="x")


def accident(stage: Stage, member: str = "contractor", **values: Any) -> Any:
    """An accident record of the 12th of October."""
    facts = {
        "section": str(stage.works.section.pk),
        "happened_at": "2026-10-12T09:00",
        "place": "左岸",
        "note": "模板支架坍塌",
    }
    facts |= {"kind": "2025-12", "deaths": "1", "serious": "2", "light": "0", "missing": "0", "loss": "120.5"}
    with at(moment(10, 13)):
        return stage.cast.does(member, "accidentrecord", "create", **(facts | values)).row


def test_accidents_are_locked_with_the_owners_report(stage: Stage) -> None:
    row = accident(stage)
    stage.parts("accident")
    whole = stage.make("builder", "accident", project=stage.works.project)
    assert (whole.figures["accidents"], whole.figures["deaths"], whole.figures["loss"]) == ("1", "1", "120.50")
    with pytest.raises(Refused, match="有 1 条事故记录没有确认"):
        stage.does("builder", "report", whole)
    with at(IN_TIME):
        stage.cast.does("builder", "accidentrecord", "confirm", row.pk)
    whole = stage.does("builder", "report", whole)
    row.refresh_from_db()
    assert row.is_frozen and row.is_reported and "事故月报" in row.frozen_in
    assert row.month == OCTOBER
