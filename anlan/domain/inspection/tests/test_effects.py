"""What an inspection leads to: the score that is frozen, the order, the hazards, and what cannot be."""

from datetime import timedelta

import pytest

from anlan.domain.hazard.models import SiteHazard
from anlan.domain.inspection import counting
from anlan.domain.inspection.models import Inspection
from anlan.domain.inspection.testing import entry, ordered_values, publish
from anlan.domain.site.testing import build_site
from anlan.domain.standard.kinds import Kind
from anlan.kernel.act.act import Forbidden, Refused
from anlan.kernel.clock import jobs, today
from anlan.kernel.notice.models import Reminder

from .conftest import World

pytestmark = pytest.mark.django_db


def scored(world: World, *numbers: int, member: str = "director", **head: str) -> Inspection:
    """An inspection of the first table, ten marks off the items given, with its sheet."""
    row = world.begin(member)
    said = [entry(f"table:{world.tables[0]['id']}", absent=False)]
    said += [entry(f"item:{world.item(n)['id']}", taken=world.taken(n, (0, 1)), hazard="general") for n in numbers]
    world.cast.does(member, "inspection", "answer", row.pk, entries=said)
    world.cast.does(member, "inspection", "generate", row.pk, **ordered_values(**head))
    row.refresh_from_db()
    return row


def test_one_table_alone_is_scored_and_the_rest_counts_as_missing(world: World) -> None:
    row = scored(world, 6, 7)
    assert (row.score_shown, row.grade, float(row.counted or 0)) == ("80", "优良", 92.0)
    assert row.scores["lines"][1]["score"] is None and "缺项：施工用电" in row.scores["because"][0]


def test_a_guarantee_item_at_zero_makes_the_table_zero_and_asks_for_rectification(world: World) -> None:
    row = world.begin()
    said = [entry(f"table:{world.tables[0]['id']}"), entry(f"item:{world.item(0)['id']}", taken=world.taken(0, (0, 1)))]
    world.cast.does("director", "inspection", "answer", row.pk, entries=said)
    with pytest.raises(Refused, match="检查结果不合格"):
        world.cast.does("director", "inspection", "generate", row.pk, **ordered_values(needs_rectification="false"))
    world.cast.does("director", "inspection", "generate", row.pk, **ordered_values())
    row.refresh_from_db()
    assert (row.grade, row.score_shown) == ("不合格", "0")


def test_a_table_that_is_missing_altogether_gives_no_score(world: World) -> None:
    row = world.begin()
    world.cast.does(
        "director", "inspection", "answer", row.pk, entries=[entry(f"table:{world.tables[0]['id']}", absent=True)]
    )
    world.cast.does("director", "inspection", "generate", row.pk, **ordered_values(needs_rectification="false"))
    row.refresh_from_db()
    assert (row.score, row.grade, row.state) == (None, "", "done")


@pytest.mark.parametrize("days", [400, 1, -31])
def test_a_day_that_cannot_be(world: World, days: int) -> None:
    with pytest.raises(Refused, match=r"检查日期"):
        world.begin(inspected_on=(today() + timedelta(days=days)).isoformat())


def test_the_comment_is_required_and_so_is_what_an_order_says(world: World) -> None:
    row = world.begin()
    world.cast.does("director", "inspection", "answer", row.pk, entries=[entry(f"table:{world.tables[0]['id']}")])
    with pytest.raises(Refused) as refused:
        world.cast.does(
            "director", "inspection", "generate", row.pk, **ordered_values(comment="", requirement="", due_on="")
        )
    assert set(refused.value.errors) == {"comment", "requirement", "due_on"}


def test_hazards_are_made_once_and_follow_the_order_to_its_end(world: World) -> None:
    row = scored(world, 6, 7)
    jobs.run_waiting()
    jobs.run_waiting()
    found = SiteHazard.of_origin("inspection", row.pk)
    assert [one.state for one in found] == ["open", "open"] and found[0].unit_id == row.unit_id
    assert Reminder.objects.filter(organisation=world.site.department_id).exists()
    photo = world.cast.photo("foreman")
    said = {"reply": "已整改", "reply_photos": [photo], "replied_on": today().isoformat()}
    world.cast.does("foreman", "inspection", "reply", row.pk, **said)
    jobs.run_waiting()
    assert {one.state for one in SiteHazard.of_origin("inspection", row.pk)} == {"replied"}
    back = {"opinion": "不到位", "due_on": (today() + timedelta(days=3)).isoformat()}
    world.cast.does("director", "inspection", "fail_recheck", row.pk, **back)
    world.cast.does(
        "foreman", "inspection", "reply", row.pk, **said | {"reply_photos": [world.cast.photo("foreman", 2)]}
    )
    world.cast.does("director", "inspection", "pass_recheck", row.pk)
    jobs.run_waiting()
    row.refresh_from_db()
    assert (row.state, row.replies, row.closed_on) == ("passed", 2, today())
    assert {one.state for one in SiteHazard.of_origin("inspection", row.pk)} == {"closed"}


def test_only_who_inspected_looks_again(world: World) -> None:
    row = scored(world, 6, member="inspectorate")
    assert row.by == "authority"
    with pytest.raises(Forbidden):
        world.cast.does("director", "inspection", "pass_recheck", row.pk)


def test_a_paper_sheet_goes_only_while_nothing_hangs_on_it(world: World) -> None:
    row = world.begin(way="own", files=[world.cast.photo("director", 5), world.cast.photo("director", 6)])
    world.cast.does("director", "inspection", "generate", row.pk, **ordered_values())
    row.refresh_from_db()
    world.cast.does("director", "inspection", "drop_file", row.pk, file=row.files[0])
    with pytest.raises(Forbidden, match="只剩一个文件"):
        world.cast.does("director", "inspection", "drop_file", row.pk, file=row.files[1])
    said = {"reply": "已整改", "reply_photos": [world.cast.photo("foreman")], "replied_on": today().isoformat()}
    world.cast.does("foreman", "inspection", "reply", row.pk, **said)
    with pytest.raises(Forbidden):
        world.cast.does("director", "inspection", "delete", row.pk, opinion="传错")


def test_a_scored_sheet_is_never_deleted(world: World) -> None:
    row = scored(world, 6)
    with pytest.raises(Forbidden, match="检查单已生成，不能删除"):
        world.cast.does("director", "inspection", "delete", row.pk, opinion="传错")


def test_a_site_that_is_passed_on_half_way_ends_the_inspection_and_keeps_what_was_said(world: World) -> None:
    row = world.begin()
    world.cast.does("director", "inspection", "answer", row.pk, entries=[entry(f"table:{world.tables[0]['id']}")])
    world.cast.does("inspectorate", "site", "change", world.site.pk, unit=str(world.cast.competitor.organisation_id))
    jobs.run_waiting()
    row.refresh_from_db()
    assert (row.state, row.answers.count()) == ("stopped", 1)
    with pytest.raises(Forbidden):
        world.cast.does("director", "inspection", "answer", row.pk, entries=[entry(f"table:{world.tables[1]['id']}")])


def test_each_company_is_judged_by_its_own_time(world: World) -> None:
    scored(world, 6)
    world.cast.does("inspectorate", "site", "change", world.site.pk, unit=str(world.cast.competitor.organisation_id))
    site = build_site(world.cast)
    found = counting.standings_of_companies(site, today().year, today())
    first, second = world.cast.director.organisation_id, world.cast.competitor.organisation_id
    assert found[second].done == 0, "what the former company inspected is not the new one's"
    assert found.get(first) is None or found[first].done <= 1
    assert counting.standings([site], today())[site.pk].done == 0


def test_without_a_published_standard_it_says_what_to_do(world: World) -> None:
    with pytest.raises(Refused, match="还没有发布"):
        world.begin(way="dust")
    publish(Kind.DUST)
    assert world.begin(way="dust").standard is not None
