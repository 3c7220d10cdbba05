"""What follows from a hazard of works: reminders, silence pointed out, what keeps a unit in its section, figures."""

from datetime import timedelta
from typing import Any

import pytest

from anlan.domain.hazard.models import WaterHazard
from anlan.domain.hazard.schedules import water as schedules
from anlan.domain.project import open_work
from anlan.kernel.act.act import Refused
from anlan.kernel.clock import jobs, now, today
from anlan.kernel.clock.models import Job
from anlan.kernel.figures import declare
from anlan.kernel.notice.models import Reminder
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

from . import works

pytestmark = pytest.mark.django_db


def told(cast: Cast, member: str) -> list[str]:
    """The titles of the reminders a member has, once all that waits was done."""
    jobs.run_waiting()
    holder = getattr(cast, member).organisation_id
    return list(Reminder.objects.filter(organisation=holder).order_by("id").values_list("title", flat=True))


def test_the_contractor_learns_of_what_the_engineer_found(cast: Cast) -> None:
    works.enter(cast, "engineer", party="contractor")
    assert told(cast, "contractor") == ["润泽工程监理有限公司发现贵单位隐患：基坑临边防护缺失"]


def test_the_owners_notice_reaches_the_engineer_with_its_text(cast: Cast) -> None:
    row = works.enter(cast, "engineer")
    works.does(cast, "builder", "notify", row, opinion="请于三日内整改")
    assert "项目法人通知整改：基坑临边防护缺失" in told(cast, "engineer")
    sent = Reminder.objects.get(title__startswith="项目法人通知整改")
    assert (sent.body, sent.sender) == ("请于三日内整改", cast.builder.organisation.name)


def test_each_turn_is_told_to_who_must_act(cast: Cast) -> None:
    row = works.report(cast, works.enter(cast))
    works.supervise(cast, row)
    works.finish(cast, "contractor", row.pk)
    works.does(cast, "builder", "apply", row, opinion="完成")
    works.does(cast, "province", "refuse", row, opinion="间距不符")
    titles = told(cast, "builder")
    assert any(t.startswith("隐患已督办") for t in titles) and any(t.startswith("销号申请未获同意") for t in titles)
    assert any(t.startswith("隐患已督办") for t in told(cast, "contractor"))
    assert Reminder.objects.filter(body="间距不符").count() == 2


def test_a_major_one_that_stays_unreported_is_pointed_out(cast: Cast, settings: Any) -> None:
    settings.MAJOR_REPORT_HOURS = 3
    quiet, reported = works.major(cast), works.report(cast, works.major(cast))
    assert not [t for t in told(cast, "builder") if "还没有上报" in t]
    waiting = Job.objects.filter(kind="waterhazard-silent")
    assert {j.payload["hazard"] for j in waiting} == {quiet.pk}, f"{reported.pk} was reported meanwhile"
    assert all(j.run_at > now() + timedelta(hours=2) for j in waiting)
    waiting.update(run_at=now())
    assert [t for t in told(cast, "builder") if "还没有上报" in t] == ["重大隐患还没有上报：基坑临边防护缺失"]


def test_reminders_before_and_after_the_date(cast: Cast) -> None:
    late = works.report(cast, works.enter(cast))
    soon = works.enter(cast, due_on=(today() + timedelta(days=3)).isoformat())
    done = works.enter(cast)
    works.finish(cast, "contractor", done.pk)
    under = works.supervise(cast, works.report(cast, works.enter(cast)), due=(today() + timedelta(days=2)).isoformat())
    jobs.run_waiting()
    Reminder.objects.all().delete()
    for _ in range(2):
        schedules.remind_of({"hazards": [late.pk, soon.pk, done.pk, under.pk]})
    assert told(cast, "contractor") == [
        "隐患整改已逾期：基坑临边防护缺失", "隐患整改即将到期：基坑临边防护缺失", "督办期限将至：基坑临边防护缺失",
    ]  # fmt: skip
    name = cast.contractor.organisation.name
    assert told(cast, "engineer") == [f"{name}的隐患逾期未整改：基坑临边防护缺失"]
    assert told(cast, "builder") == [f"{name}的隐患逾期未整改：基坑临边防护缺失", "督办期限将至：基坑临边防护缺失"]
    WaterHazard.objects.filter(pk=under.pk).update(listing_due_on=today() - timedelta(days=1))
    schedules.remind_of({"hazards": [under.pk]})
    assert "督办期限已过：基坑临边防护缺失" in told(cast, "province")


def test_the_morning_asks_for_those_near_their_date(cast: Cast) -> None:
    late, _ = works.enter(cast), works.enter(cast, due_on="2099-01-01")
    schedules.ask_for_reminders({"due": now().isoformat()})
    assert [j.payload["hazards"] for j in Job.objects.filter(kind="waterhazard-remind")] == [[late.pk]]


def test_a_unit_is_not_sent_away_with_open_hazards(cast: Cast) -> None:
    works.switch_recheck_on()
    row = works.enter(cast)
    unit, engineer, ground = cast.contractor.organisation_id, cast.engineer.organisation_id, row.ground
    assert open_work.said_of(ground, unit) == "1 条隐患" and open_work.said_of(ground, engineer) == ""
    part = registry.register("participation").model.objects.get(unit=unit)
    with pytest.raises(Refused, match="1 条隐患没有办完"):
        cast.does("builder", "participation", "take_back", part.pk, ends_on=today().isoformat(), opinion="合同终止")
    works.finish(cast, "contractor", row.pk)
    assert open_work.said_of(ground, engineer) == "1 条隐患", "it has still to re-check"
    works.recheck(cast, row.pk, passed=True)
    assert open_work.said_of(ground, unit) == open_work.said_of(ground, engineer) == ""
    under = works.supervise(cast, works.report(cast, works.enter(cast)))
    works.finish(cast, "contractor", under.pk)
    works.recheck(cast, under.pk, passed=True)
    assert open_work.said_of(ground, unit) == "1 条隐患", "under 督办 until 销号"


@pytest.mark.parametrize("by", ["section", "level", "state", "month:found_on", "area"])
def test_figures_count_what_was_reported(cast: Cast, by: str) -> None:
    works.enter(cast)
    row = works.report(cast, works.enter(cast))
    works.finish(cast, "contractor", row.pk)
    figure = declare.figure("waterhazards")
    assert figure is not None
    lines, total = declare.compute(figure, by, declare.Q(), cast.seat("province"))
    assert [n.value for n in total.numbers] == [1, 1, 0, 0, 1, 100.0]
    assert sum(line.numbers[0].value for line in lines) == 1


def test_what_came_of_an_earlier_subject_is_found_by_its_origin(cast: Cast) -> None:
    row = works.enter(cast)
    WaterHazard.objects.filter(pk=row.pk).update(origin_type="riskcheck", origin_id=7)
    assert list(WaterHazard.of_origin("riskcheck", 7)) == [row]
    works.does(cast, "contractor", "delete", row)
    assert not WaterHazard.of_origin("riskcheck", 7).exists()
