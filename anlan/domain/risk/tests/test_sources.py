"""A source from entry to 已监管, who may do what to it, and that no assessment is ever overwritten."""

from datetime import date, datetime
from typing import Any

import pytest
from lxml import html

from anlan.domain.project.testing import assign, build_works
from anlan.domain.risk import due
from anlan.domain.risk.models import Assessment, RiskSource
from anlan.domain.risk.testing import a_source, record, source_of
from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, Stale, deliver
from anlan.kernel.clock import at, jobs
from anlan.kernel.doors.portal import portal
from anlan.kernel.flow.models import Task
from anlan.kernel.notice.models import Reminder
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

pytestmark = pytest.mark.django_db
NEW_EDITION = {"key": "lec-new", "method": "lec", "title": "新版", "source": "某文", "bounds": [280, 250, 60],
               "valid_from": "2026-06-01", "usual": True}  # fmt: skip


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+08:00")


def fresh(row: Any) -> RiskSource:
    return RiskSource.objects.get(pk=row.pk)


def seen(cast: Cast, member: str, row: Any) -> bool:
    return bool(registry.register("risksource").rows(cast.seat(member)).filter(pk=row.pk).exists())


def holders(row: Any) -> set[int]:
    return set(
        Task.objects.filter(register="risksource", record=row.pk, done_at=None).values_list("organisation", flat=True)
    )


@pytest.fixture
def major(cast: Cast) -> Any:
    return source_of(cast, level="major", name="高边坡开挖")


def test_a_major_source_goes_to_who_supervises_directly_and_is_supervised(cast: Cast, major: Any) -> None:
    assert (major.risk_level, major.method) == ("major", "direct")
    assert not seen(cast, "province", major)
    with pytest.raises(Refused, match="不能报送"):
        cast.does("builder", "risksource", "report", major.pk)
    cast.does("builder", "risksource", "confirm", major.pk)
    cast.does("builder", "risksource", "report", major.pk)
    row = fresh(major)
    assert (row.reporting_state, row.supervision_state, row.held_by_id) == (
        "reported",
        "pending",
        cast.province.organisation_id,
    )
    assert seen(cast, "province", major) and seen(cast, "bureau", major)
    assert cast.province.organisation_id in holders(row)
    with pytest.raises(Forbidden):
        cast.does("bureau", "risksource", "accept", major.pk)
    with pytest.raises(Forbidden, match="不能完成监管"):
        cast.does("province", "risksource", "supervise", major.pk, watcher="季明", watcher_phone="02586338123")
    cast.does("province", "risksource", "accept", major.pk)
    with pytest.raises(Refused) as missing:
        cast.does("province", "risksource", "supervise", major.pk)
    assert set(missing.value.errors) == {"watcher", "watcher_phone"}
    cast.does("province", "risksource", "supervise", major.pk, watcher="季明", watcher_phone="02586338123")
    row = fresh(major)
    assert (row.supervision_state, row.watcher, row.watcher_phone) == ("supervised", "季明", "02586338123")
    assert holders(row) == set()
    with pytest.raises(Forbidden, match="已监管"):
        cast.does("province", "risksource", "return", major.pk, opinion="补充")


def test_a_lesser_source_is_checked_and_goes_no_further(cast: Cast) -> None:
    row = source_of(cast)
    assert (str(row.score), row.risk_level) == ("270", "larger")
    cast.does("builder", "risksource", "confirm", row.pk)
    assert fresh(row).reporting_state == "checked"
    assert holders(row) == set(), "what goes no further lies on nobody's desk"
    with pytest.raises(Forbidden, match="只报送重大"):
        cast.does("builder", "risksource", "report_later", row.pk)
    assert not seen(cast, "province", row)


def test_what_becomes_major_after_it_was_checked_is_reported(cast: Cast) -> None:
    row = source_of(cast)
    cast.does("builder", "risksource", "confirm", row.pk)
    cast.does(
        "contractor",
        "risksource",
        "reassess",
        row.pk,
        level="general",
        method="lec",
        likelihood="6",
        exposure="6",
        severity="15",
    )
    assert fresh(row).risk_level == "major"
    jobs.run_waiting()
    assert Reminder.objects.filter(organisation=cast.builder.organisation_id, title__contains="请报送").count() == 1
    cast.does("builder", "risksource", "report_later", row.pk)
    assert (fresh(row).reporting_state, fresh(row).supervision_state) == ("reported", "pending")


def test_returned_it_is_changed_and_comes_again(cast: Cast, major: Any) -> None:
    for verb in ("confirm", "report"):
        cast.does("builder", "risksource", verb, major.pk)
    cast.does("province", "risksource", "accept", major.pk)
    with pytest.raises(Forbidden):
        cast.does("contractor", "risksource", "change", major.pk, measures="改")
    cast.does("province", "risksource", "return", major.pk, opinion="请补充管控措施")
    row = fresh(major)
    assert (row.reporting_state, row.supervision_state, row.held_by_id) == ("returned", "none", None)
    jobs.run_waiting()
    assert Reminder.objects.filter(organisation=cast.contractor.organisation_id, title__contains="退回").exists()
    cast.does("contractor", "risksource", "change", major.pk, measures="分级放坡，逐级支护")
    cast.does("contractor", "risksource", "resubmit", major.pk)
    with pytest.raises(Forbidden, match="已报送"):
        cast.does("engineer", "risksource", "delete", major.pk)
    for verb in ("confirm", "report"):
        cast.does("builder", "risksource", verb, major.pk)
    assert fresh(major).supervision_state == "pending"


def test_the_engineer_deletes_what_is_unreasonable_until_it_is_reported(cast: Cast, major: Any) -> None:
    row = source_of(cast, name="不合理的危险源")
    with pytest.raises(NotYours):
        cast.does("rival", "risksource", "delete", row.pk)
    cast.does("engineer", "risksource", "delete", row.pk)
    assert not seen(cast, "contractor", row) and not seen(cast, "engineer", row)
    for verb in ("confirm", "report"):
        cast.does("builder", "risksource", verb, major.pk)
    with pytest.raises(Forbidden, match="不能删除"):
        cast.does("engineer", "risksource", "delete", major.pk)
    with pytest.raises(Forbidden, match="权限"):
        cast.does("engineer", "risksource", "create", **a_source(cast))


def test_the_section_must_be_ones_own(cast: Cast) -> None:
    works = build_works(cast)
    with pytest.raises(Refused, match="没有分配"):
        cast.does("rival", "risksource", "create", **a_source(cast) | {"files": []})
    with pytest.raises(Refused, match=r"重新选择|没有参与"):
        cast.does("contractor", "risksource", "create", **a_source(cast, section=str(works.bare.pk)))
    assign(cast, works.bare, "rival", "contractor")
    facts = a_source(cast, section=str(works.bare.pk)) | {"files": []}
    row = cast.does("rival", "risksource", "create", **facts).row
    assert seen(cast, "builder", row) and not seen(cast, "contractor", row)


@pytest.mark.parametrize(("more", "level", "score"), [
    ({"method": "lec", "likelihood": "3", "exposure": "10", "severity": "15"}, "major", 450),
    ({"method": "lec", "likelihood": "1", "exposure": "10", "severity": "7"}, "general", 70),
    ({"method": "ls", "ls_likelihood": "3", "ls_severity": "4", "scheme": "ls-a"}, "general", 12),
    ({"method": "ls", "ls_likelihood": "3", "ls_severity": "4", "scheme": "ls-b"}, "larger", 12),
    ({"method": "ls", "ls_likelihood": "1", "ls_severity": "3"}, "low", 3),
    ({"method": "direct", "judged": "general"}, "general", None),
])  # fmt: skip
def test_it_is_judged_as_entered(cast: Cast, more: dict[str, str], level: str, score: int | None) -> None:
    blank = dict.fromkeys(("likelihood", "exposure", "severity"), "")
    row = fresh(source_of(cast, **blank | more))
    assert (row.risk_level, row.score) == (level, score)
    one = row.assessments.get()
    assert one.inputs() == row.inputs() and one.scheme == row.scheme != ""


def test_an_edition_of_another_method_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="不一致"):
        source_of(cast, scheme="ls-a")
    with pytest.raises(Refused) as missing:
        source_of(cast, likelihood="")
    assert set(missing.value.errors) == {"likelihood"}


def test_a_new_edition_changes_nothing_that_was_judged(cast: Cast, settings: Any) -> None:
    row = source_of(cast)
    first = Assessment.objects.filter(source=row).values().get()
    settings.RISK_SCHEMES = [NEW_EDITION]
    cast.does("contractor", "risksource", "change", row.pk, measures="增设限位器")
    assert Assessment.objects.filter(source=row).count() == 1, "only what it is judged by makes a new assessment"
    again = {"level": "general", "method": "lec", "likelihood": "3", "exposure": "6", "severity": "15"}
    cast.does("contractor", "risksource", "reassess", row.pk, **again)
    now = fresh(row)
    assert (now.scheme, now.risk_level, first["risk_level"]) == ("lec-new", "larger", "larger")
    settings.RISK_SCHEMES = [NEW_EDITION | {"key": "lec-newer", "bounds": [200, 100, 60], "valid_from": "2026-07-01"}]
    cast.does("contractor", "risksource", "reassess", row.pk, **again)
    assert fresh(row).risk_level == "major"
    kept = list(Assessment.objects.filter(source=row).order_by("number").values())
    assert kept[0] == first
    assert [one["number"] for one in kept] == [1, 2, 3]
    assert [one["bounds"][0] for one in kept] == ["320", "280", "200"]


def test_changed_numbers_are_a_new_assessment(cast: Cast) -> None:
    row = source_of(cast)
    cast.does("contractor", "risksource", "change", row.pk, likelihood="6")
    assert fresh(row).risk_level == "major"
    assert row.assessments.count() == 2
    cast.does("contractor", "risksource", "change", row.pk, level="major")
    row = fresh(row)
    assert (row.method, row.likelihood, row.score, row.assessments.count()) == ("direct", "", None, 3)


def test_who_is_due_is_told_once_a_week(cast: Cast) -> None:
    with at(noon("2026-02-02")):
        row = source_of(cast)
    assert row.reassess_due_on == date(2026, 5, 2)
    with at(noon("2026-04-20")):
        assert not due.nearly_due(date(2026, 4, 20)).exists()
    for day in ("2026-04-27", "2026-04-28", "2026-05-04"):
        with at(noon(day)):
            jobs.ask("risk-remind", day, {"units": [row.unit_id]})
            jobs.run_waiting()
    told = list(Reminder.objects.filter(key__startswith="risk-reassess").order_by("id").values_list("title", "body"))
    assert len(told) == 2
    assert "1 处危险源" in told[0][0] and "已逾期" not in told[0][1] and "1 处已逾期" in told[1][1]


def test_sections_that_have_assessed_nothing_this_quarter(cast: Cast) -> None:
    works = build_works(cast)
    assert list(due.sections_without(date(2026, 5, 6))) == [works.section]
    with at(noon("2026-05-06")):
        source_of(cast)
    assert list(due.sections_without(date(2026, 5, 7))) == []
    assert list(due.sections_without(date(2026, 7, 1))) == [works.section]


def test_daily_records_follow_their_source_up(cast: Cast, major: Any) -> None:
    made = cast.does("contractor", "monitoringrecord", "create", **record(cast, major)).row
    rows = registry.register("monitoringrecord").rows
    assert not rows(cast.seat("province")).filter(pk=made.pk).exists()
    for verb in ("confirm", "report"):
        cast.does("builder", "risksource", verb, major.pk)
    assert rows(cast.seat("province")).filter(pk=made.pk).exists()
    with pytest.raises(Refused, match="只能查看"):
        cast.does("builder", "monitoringrecord", "create", **record(cast, major) | {"photos": []})
    with pytest.raises(Forbidden):
        cast.does("engineer", "monitoringrecord", "create", **record(cast, major) | {"photos": []})
    with pytest.raises(Refused, match="晚于今天"):
        cast.does("contractor", "monitoringrecord", "create", **record(cast, major, checked_on="2090-01-01"))


def test_a_stale_version_is_not_reported_over(cast: Cast, major: Any) -> None:
    """The engineer deletes what the owner has just reported: the second of the two is told so."""
    cast.does("builder", "risksource", "confirm", major.pk)
    version = fresh(major).version
    cast.does("builder", "risksource", "report", major.pk)
    with pytest.raises((Stale, Forbidden)):
        deliver(Act(cast.seat("engineer"), "risksource", "delete", major.pk, {}, version))
    assert fresh(major).reporting_state == "reported"


def test_who_takes_part_in_works_must_say_in_which_section(cast: Cast) -> None:
    build_works(cast)
    found = portal("water_works")
    assert found is not None
    page = cast.browser("contractor").get(found.new_url("risksource", cast.seat("contractor"))).content.decode()
    label = html.fromstring(page).xpath('//*[@id="f-section-label"]')[0]
    assert "*" in "".join(label.itertext())
    assert RiskSource().required_of(cast.seat("operator")) == frozenset()
