"""事故月报: who fills in, who confirms, what the report of the month locks, and how a correction shows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from anlan.domain.accident.models import AccidentRecord, QuickReport
from anlan.domain.accident.schedules import remind_at_noon, remind_daily, remind_of_window
from anlan.domain.project.testing import build_works
from anlan.kernel.act.act import Forbidden, NotYours, Refused
from anlan.kernel.clock import at, jobs, now, start_of, today
from anlan.kernel.figures.declare import compute, figure
from anlan.kernel.flow import desk
from anlan.kernel.notice.models import Reminder
from anlan.kernel.testing import Cast

from .cases import accident, quick

pytestmark = pytest.mark.django_db
REPORT = "2026年11月事故月报"


def filled(cast: Cast, member: str = "contractor", **more: Any) -> AccidentRecord:
    row: AccidentRecord = cast.does(member, "accidentrecord", "create", **accident(cast, note="拆模时坠落", **more)).row
    return row


def frozen(cast: Cast, **more: Any) -> AccidentRecord:
    row = filled(cast, **more)
    cast.does("builder", "accidentrecord", "confirm", row.pk)
    row.freeze(REPORT)
    row.refresh_from_db()
    return row


def said(row: AccidentRecord, **more: Any) -> dict[str, Any]:
    """The fields of 更正 as they stand, and what is corrected."""
    kept = {n: str(getattr(row, n)) for n in ("deaths", "serious", "light", "missing", "loss", "kind", "note")}
    moment = f"{timezone.localtime(row.happened_at):%Y-%m-%d %H:%M}"
    return kept | {"happened_at": moment, "opinion": "医院诊断更正"} | more


def test_the_contractor_fills_in_and_the_owner_confirms(cast: Cast) -> None:
    row = filled(cast)
    assert row.state == "filled" and row.unit_id == cast.contractor.organisation_id
    with pytest.raises(Forbidden):
        cast.does("contractor", "accidentrecord", "confirm", row.pk)
    cast.does("builder", "accidentrecord", "send_back", row.pk, opinion="说明不清")
    cast.does("contractor", "accidentrecord", "change", row.pk, note="三号模板拆除时坠落")
    cast.does("contractor", "accidentrecord", "resubmit", row.pk)
    cast.does("builder", "accidentrecord", "confirm", row.pk)
    for verb in ("change", "delete"):
        with pytest.raises(Forbidden):
            cast.does("contractor", "accidentrecord", verb, row.pk, note="x")


def test_the_owners_own_needs_nobodys_confirmation(cast: Cast) -> None:
    row = filled(cast, "builder")
    assert (row.state, row.party) == ("confirmed", "owner")
    with pytest.raises(Forbidden, match="请直接编辑"):
        cast.does("builder", "accidentrecord", "send_back", row.pk, opinion="x")
    cast.does("builder", "accidentrecord", "delete", row.pk)
    assert AccidentRecord.objects.get().state == "deleted"


def test_the_engineer_only_reads(cast: Cast) -> None:
    row = filled(cast)
    with pytest.raises(Forbidden):
        filled(cast, "engineer")
    for verb in ("change", "confirm", "delete"):
        with pytest.raises(Forbidden):
            cast.does("engineer", "accidentrecord", verb, row.pk, note="x")


def test_nothing_is_entered_ahead_of_time(cast: Cast) -> None:
    with pytest.raises(Refused, match="发生时间晚于现在"):
        filled(cast, happened_at=f"{timezone.localtime(now() + timedelta(hours=1)):%Y-%m-%d %H:%M}")


def test_only_the_report_of_the_month_locks(cast: Cast) -> None:
    row = filled(cast)
    with pytest.raises(Forbidden):
        row.freeze(REPORT)
    for member in ("builder", "contractor"):
        with pytest.raises(Forbidden):
            cast.does(member, "accidentrecord", "freeze", row.pk, frozen_in="自行锁定")
    cast.does("builder", "accidentrecord", "confirm", row.pk)
    with pytest.raises(NotYours):
        cast.does("province", "accidentrecord", "freeze", row.pk, frozen_in="x")
    row.freeze(REPORT)
    row.refresh_from_db()
    assert row.is_frozen and row.frozen_at and row.frozen_in == REPORT and row.state == "frozen"
    assert row.frozen_facts == {
        "deaths": 0, "serious": 1, "light": 2, "missing": 0, "loss": "12.50", "grade": "general", "kind": row.kind,
    }  # fmt: skip
    with pytest.raises(Forbidden):
        row.freeze("再报一次")


def test_a_locked_row_changes_only_by_correction(cast: Cast) -> None:
    row = frozen(cast)
    for member in ("builder", "contractor"):
        for verb in ("change", "delete"):
            with pytest.raises(Forbidden):
                cast.does(member, "accidentrecord", verb, row.pk, deaths="9")
    with pytest.raises(Refused, match="请填写更正原因"):
        cast.does("builder", "accidentrecord", "amend", row.pk, **said(row, deaths="3", opinion=""))
    with pytest.raises(Refused, match="没有改动"):
        cast.does("builder", "accidentrecord", "amend", row.pk, **said(row))
    cast.does("builder", "accidentrecord", "amend", row.pk, **said(row, deaths="3"))
    row.refresh_from_db()
    told = desk.steps_of(row).get(move="amend")
    assert told.values["死亡人数"] == "0 → 3" and told.values["事故等级"] == "一般事故 → 较大事故"
    assert (told.opinion, row.amendments, row.grade) == ("医院诊断更正", 1, "larger")
    assert row.frozen_facts["deaths"] == 0 and row.frozen_facts["grade"] == "general", "what was reported stays"
    jobs.run_waiting()
    assert Reminder.objects.filter(
        organisation=cast.province.organisation_id, title__startswith="事故月报更正"
    ).exists()
    page = cast.browser("builder").get(f"/water_works/accident-records/{row.pk}/").content.decode()
    assert "上报时与现在" in page and "医院诊断更正" in page


def test_a_follow_up_leaves_a_locked_row_alone_and_says_so(cast: Cast) -> None:
    made: QuickReport = cast.does("builder", "quickreport", "create", **quick(cast)).row
    cast.does("builder", "quickreport", "report", made.pk)
    jobs.run_waiting()
    record = AccidentRecord.objects.get()
    record.freeze(REPORT)
    more = {"deaths": "1", "serious": "0", "light": "2", "missing": "0", "opinion": "一人死亡"}
    cast.does("builder", "quickreport", "follow_up", made.pk, **more)
    jobs.run_waiting()
    record.refresh_from_db()
    assert record.deaths == 0
    assert (
        Reminder.objects.filter(organisation=cast.builder.organisation_id, title__startswith="事故月报须更正").count()
        == 1
    )
    with pytest.raises(Forbidden):
        cast.does("builder", "accidentrecord", "delete", record.pk)


def test_authorities_see_it_once_its_month_was_reported(cast: Cast) -> None:
    row = filled(cast)
    seen = lambda: AccidentRecord.objects.filter(pk=row.pk, is_reported=True).exists()  # noqa: E731
    assert not seen()
    cast.does("builder", "accidentrecord", "confirm", row.pk)
    row.freeze(REPORT)
    for member in ("province", "bureau"):
        page = cast.browser(member).get(f"/water_works/accident-oversight/{row.pk}/")
        assert page.status_code == 200, member


def test_a_section_with_an_open_accident_is_not_taken_back(cast: Cast) -> None:
    filled(cast)
    held = build_works(cast).section.participations.get(party="contractor")
    with pytest.raises(Refused, match="1 条事故没有办完"):
        cast.does("builder", "participation", "take_back", held.pk, opinion="完工", ends_on=f"{today()}")


def due(day: Any, hour: int) -> dict[str, str]:
    return {"due": (start_of(day) + timedelta(hours=hour)).isoformat()}


def test_reminders_of_follow_ups_until_they_are_ended(cast: Cast) -> None:
    row = cast.does("builder", "quickreport", "create", **quick(cast)).row
    cast.does("builder", "quickreport", "report", row.pk)
    count = Reminder.objects.filter(title__startswith="事故续报提醒").count
    remind_daily(due(today(), 16))
    assert count() == 0, "reported today"
    tomorrow = today() + timedelta(days=1)
    remind_at_noon(due(tomorrow, 11))
    assert count() == 0, "a general one once a day is enough"
    remind_daily(due(tomorrow, 16))
    remind_daily(due(tomorrow, 16))
    assert count() == 1
    cast.does("builder", "quickreport", "end_follow_ups", row.pk, opinion="伤者出院")
    remind_daily(due(today() + timedelta(days=2), 16))
    assert count() == 1


def test_a_grave_one_is_reminded_of_twice_a_day(cast: Cast) -> None:
    row = cast.does("builder", "quickreport", "create", **quick(cast, deaths="10")).row
    cast.does("builder", "quickreport", "report", row.pk)
    tomorrow = today() + timedelta(days=1)
    for look, hour in ((remind_at_noon, 11), (remind_daily, 16)):
        look(due(tomorrow, hour))
    assert Reminder.objects.filter(title__startswith="事故续报提醒").count() == 2


def test_reminders_of_the_last_days_for_changed_casualties(cast: Cast) -> None:
    row = filled(cast)
    for day in (row.casualty_until - timedelta(days=5), row.casualty_until - timedelta(days=3), row.casualty_until):
        with at(start_of(day)):
            remind_of_window(due(day, 9))
            remind_of_window(due(day, 9))
    titles = list(
        Reminder.objects.filter(title__startswith="伤亡人数变化补报").order_by("id").values_list("title", flat=True)
    )
    assert len(titles) == 2 and "今天截止" in titles[1]


@pytest.mark.parametrize("by", ["area", "grade", "kind", "month:month"])
def test_figures_count_what_was_reported(cast: Cast, by: str) -> None:
    frozen(cast, deaths="3")
    filled(cast)
    one = figure("accidents")
    assert one is not None
    lines, total = compute(one, by, Q(), cast.seat("province"))
    values = dict(zip([m.key for m in one.measures], total.numbers, strict=True))
    assert (values["all"].value, values["larger"].value, values["deaths"].value) == (1, 1, 3)
    assert values["deaths"].text == "3" and values["loss"].text == "12.50"
    assert sum(line.numbers[0].value for line in lines) == 1
