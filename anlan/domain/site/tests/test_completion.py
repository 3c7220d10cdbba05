"""The completion list (竣工备案): lines that mean a site, lines that mean none, lines that are wrong."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from anlan.domain.site.models import CompletionEntry, Site
from anlan.domain.site.testing import NUMBER, build_site, facts
from anlan.kernel import clock
from anlan.kernel.act.act import Act, Refused
from anlan.kernel.act.many import RefusedLine, create_many
from anlan.kernel.clock import jobs
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

CODE = "91320412MA1ANL078Y"


def line(**more: str) -> dict[str, str]:
    """A line of the list that means the cast's site."""
    return {
        "filing": "JG2026-001",
        "number": NUMBER,
        "name": "澄湖花园二期",
        "code": CODE,
        "completed_on": "2026-05-20",
    } | more


def file(cast: Cast, **more: str) -> CompletionEntry:
    """The authority files it."""
    return CompletionEntry.objects.get(pk=cast.does("inspectorate", "completionentry", "create", **line(**more)).record)


@pytest.mark.django_db
def test_a_matched_line_completes_the_site(cast: Cast) -> None:
    site = build_site(cast)
    entry = file(cast)
    assert (entry.state, entry.site, entry.unit_id) == ("matched", site, site.unit_id)
    jobs.run_waiting()
    site.refresh_from_db()
    assert (site.state, str(site.completed_on)) == ("completed", "2026-05-20")


@pytest.mark.django_db
def test_name_and_code_mean_a_site_too(cast: Cast) -> None:
    site = build_site(cast)
    assert file(cast, number="").site == site
    cast.does("inspectorate", "site", "create", **facts(cast, "320412-2026-0002"))
    entry = file(cast, number="", filing="JG2026-002")
    assert (entry.state, entry.why) == ("unmatched", "有 2 个同名项目，请人工匹配")


@pytest.mark.django_db
def test_a_person_matches_what_the_system_can_not(cast: Cast) -> None:
    site = build_site(cast)
    entry = file(cast, number="320412-1999-0001", name="澄湖花园2期", code="")
    assert entry.why == "没有监督备案号为 320412-1999-0001 的项目，请核对编号，或人工匹配"
    cast.does("inspectorate", "completionentry", "match", entry.pk, site=str(site.pk))
    jobs.run_waiting()
    assert Site.objects.get(pk=site.pk).state == "completed"


@pytest.mark.django_db
@pytest.mark.parametrize(("wrong", "said"), [
    ({"code": "91320412MA1ANL086R"}, "与统一社会信用代码 91320412MA1ANL086R 不一致"),
    ({"code": "91320412MA1ANL078X"}, "校验位不对"),
    ({"completed_on": "2099-01-01"}, "竣工日期不能晚于今天"),
    ({"completed_on": "二月"}, "日期"),
])  # fmt: skip
def test_a_wrong_line_is_refused_with_its_reason(cast: Cast, wrong: dict[str, str], said: str) -> None:
    build_site(cast)
    with pytest.raises(Refused, match=said):
        file(cast, **wrong)


@pytest.mark.django_db
def test_the_same_line_twice_is_told(cast: Cast) -> None:
    build_site(cast)
    file(cast)
    with pytest.raises(Refused, match="核对是否重复"):
        file(cast)
    with pytest.raises(Refused, match="该项目已有竣工备案 JG2026-001"):
        file(cast, filing="JG2026-002")


@pytest.mark.django_db
def test_a_sheet_names_the_line_that_is_wrong(cast: Cast) -> None:
    build_site(cast)
    lines: list[tuple[int, dict[str, Any]]] = [
        (2, line()), (3, line(filing="JG2026-002", number="320412-1999-0001", name="老厂房", code="")),
        (4, line(filing="JG2026-003", completed_on=str(clock.today() + timedelta(days=1)))),
    ]  # fmt: skip
    act = Act(cast.seat("inspectorate"), "completionentry", "import")
    with pytest.raises(RefusedLine, match="第 4 行：竣工日期不能晚于今天"), transaction.atomic():
        create_many(registry.register("completionentry"), act, lines)
    assert not CompletionEntry.objects.exists()
    twice = [(2, line()), (3, line(filing="JG2026-004"))]
    with pytest.raises(RefusedLine, match="第 3 行：该项目已有竣工备案"), transaction.atomic():
        create_many(registry.register("completionentry"), act, twice)
    assert create_many(registry.register("completionentry"), act, lines[:2]) == 2
    assert sorted(CompletionEntry.objects.values_list("state", flat=True)) == ["matched", "unmatched"]
