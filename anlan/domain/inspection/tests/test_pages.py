"""The pages: which site to inspect next, and what the phone sends, late, twice and from two people."""

import io
import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from docx import Document
from PIL import Image

from anlan.domain.inspection.models import Inspection
from anlan.domain.inspection.testing import entry, ordered_values, publish
from anlan.domain.site.testing import build_site
from anlan.domain.standard.kinds import Kind
from anlan.kernel.clock import now, today
from anlan.kernel.doors.files import take_in
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.models import Seat
from anlan.kernel.testing import signed_in

from .conftest import World

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


def address(world: World, prefix: str = "check", way: str = "jgj59") -> str:
    return f"/construction/{prefix}-{way}/{world.site.pk}/screen/"


def package(world: World, *entries: dict[str, Any], ref: str = "", act: str = "", **more: str) -> dict[str, str]:
    """What the page posts for 保存检查项."""
    said = list(entries) or [entry(f"table:{world.tables[0]['id']}", absent=False)]
    return {
        "do": "answer", "act": act or str(uuid.uuid4()), "ref": ref or str(uuid.uuid4()), "entries": json.dumps(said),
        "said": "保存检查项", "begun_on": today().isoformat(), "claimed_at": now().isoformat(), **more,
    }  # fmt: skip


def test_the_same_package_three_times_is_one_inspection(world: World) -> None:
    browser, sent = world.cast.browser("director"), package(world)
    answers = [browser.post(address(world), sent, **JSON).json() for _ in range(3)]
    assert len({one["inspection"] for one in answers}) == 1
    assert (Inspection.objects.count(), Inspection.objects.get().saved) == (1, 1)


def test_later_acts_find_what_was_begun_without_a_signal(world: World) -> None:
    browser, ref = world.cast.browser("director"), str(uuid.uuid4())
    for number in (0, 1):
        browser.post(address(world), package(world, entry(f"table:{world.tables[number]['id']}"), ref=ref))
    head = {"do": "generate", "act": str(uuid.uuid4()), "ref": ref, **ordered_values()}
    assert browser.post(address(world), head).status_code == 302
    row = Inspection.objects.get()
    assert (row.saved, row.state, row.grade) == (2, "rectify", "优良")
    late = browser.post(address(world), package(world, ref=ref), **JSON)
    assert late.status_code == 422 and "内容不能再修改" in late.json()["error"]


def test_two_people_who_begin_apart_work_on_one(world: World) -> None:
    seat = world.cast.director
    user = User.objects.make("second", "秦岚", password=None)
    second = Seat.objects.create(
        user=user, organisation=seat.organisation, role=Role.objects.get(pk=seat.role_id), starts_on=date(2020, 1, 1)
    )
    first = world.cast.browser("director").post(address(world), package(world), **JSON).json()
    said = package(world, entry(f"item:{world.item(0)['id']}", taken=world.taken(0, (1, 1))))
    other = signed_in(second).post(address(world), said, **JSON).json()
    assert first["inspection"] == other["inspection"] and Inspection.objects.get().findings == 1


def test_a_branch_and_its_company_work_on_one(world: World) -> None:
    begun = world.cast.browser("regional").post(address(world), package(world), **JSON).json()
    sent = package(world, inspection=str(begun["inspection"]))
    assert world.cast.browser("director").post(address(world), sent, **JSON).status_code == 200


@pytest.mark.parametrize(("ahead", "told"), [(timedelta(days=1), "快约 24 小时"), (-timedelta(days=1), "")])
def test_a_phone_whose_clock_is_a_day_wrong(world: World, ahead: timedelta, told: str) -> None:
    moment = now() + ahead
    sent = package(world, claimed_at=moment.isoformat())
    answer = world.cast.browser("director").post(address(world), sent, **JSON).json()
    found = Inspection.objects.get().answers.get()
    assert (told in answer["clock"]) and bool(answer["clock"]) == bool(told)
    assert found.claimed_at == moment and abs(found.made_at - now()) < timedelta(minutes=1)


def test_photos_that_came_with_the_form_belong_to_the_answer(world: World) -> None:
    photo, slot = world.cast.photo("director"), f"item:{world.item(0)['id']}"
    sent = package(world, entry(slot, photos=["@a1"]), **{"photo-a1": photo})
    answer = world.cast.browser("director").post(address(world), sent, **JSON).json()
    assert answer["answers"][slot]["content"]["photos"] == [photo] and photo in answer["photos"]
    assert world.cast.browser("director").get(f"/files/{photo}/").status_code == 200
    assert world.cast.browser("competitor").get(f"/files/{photo}/").status_code == 404


def test_a_picture_of_forty_megapixels_is_taken_and_one_beyond_or_empty_refused_with_a_sentence() -> None:
    user = User.objects.make("photographer", "照", password=None)
    bodies = {}
    for size in ((7296, 5472), (7400, 5500)):
        out = io.BytesIO()
        Image.new("RGB", size, (90, 120, 60)).save(out, "JPEG", quality=30)
        bodies[size] = out.getvalue()
    assert take_in("大图.jpg", bodies[7296, 5472], user.pk).ready
    with pytest.raises(ValueError, match="请缩小后再上传"):
        take_in("更大.jpg", bodies[7400, 5500], user.pk)
    with pytest.raises(ValueError):
        take_in("空.jpg", b"", user.pk)


@pytest.mark.parametrize(
    "sent", [{"entries": "{"}, {"entries": "5"}, {"do": "x"}, {"ref": "x"}, {"claimed_at": "gestern"}]
)
def test_nonsense_is_refused(world: World, sent: dict[str, str]) -> None:
    answer = world.cast.browser("director").post(address(world), package(world) | sent, **JSON)
    assert answer.status_code == 422 and answer.json()["error"]
    assert not Inspection.objects.filter(answers__isnull=False).exists()


def test_strangers_and_sites_that_are_over_are_not_there(world: World) -> None:
    for member in ("competitor", "overseer"):
        for prefix in ("check", "spot"):
            assert world.cast.browser(member).get(address(world, prefix)).status_code == 404
    assert world.cast.browser("foreman").get(address(world, "self")).status_code == 200
    assert world.cast.browser("inspectorate").get(address(world, "spot")).status_code == 200


def test_the_least_inspected_site_comes_first(world: World) -> None:
    other = build_site(world.cast, "320412-2026-0009")
    own = world.begin(way="own", files=[world.cast.photo("director")])
    world.cast.does("director", "inspection", "generate", own.pk, **ordered_values())
    page = world.cast.browser("director").get("/construction/check-jgj59/").content.decode()
    assert page.index(f'data-site="{other.pk}"') < page.index(f'data-site="{world.site.pk}"')
    assert "1/3" in page and "还没有检查过" in page
    found = world.cast.browser("director").get("/construction/check-jgj59/?q=0009").content.decode()
    assert f'data-site="{world.site.pk}"' not in found


def test_papers_are_for_readers_of_a_sheet_that_was_made(world: World) -> None:
    publish(Kind.PROVINCE_WORDING)
    row = world.begin()
    world.cast.does("director", "inspection", "answer", row.pk, entries=[entry(f"table:{world.tables[0]['id']}")])
    url = f"/construction/inspection-paper/{row.pk}/screen/"
    assert world.cast.browser("director").get(url).status_code == 404
    world.cast.does("director", "inspection", "generate", row.pk, **ordered_values())
    word = world.cast.browser("foreman").get(url + "?as=docx")
    cells = [
        cell.text for table in Document(io.BytesIO(word.content)).tables for line in table.rows for cell in line.cells
    ]
    assert any("宏基建设集团有限公司" in one for one in cells) and any("100" in one for one in cells)
    assert world.cast.browser("inspectorate").get(url + "?as=pdf&what=order").content.startswith(b"%PDF")
    assert world.cast.browser("competitor").get(url).status_code == 404


def test_a_spot_check_under_way_is_hidden_from_the_site(world: World) -> None:
    row = world.begin("inspectorate")
    for member in ("foreman", "director", "regional"):
        answer = world.cast.browser(member).get(
            f"/api/v1/inspection/{row.pk}/", HTTP_AUTHORIZATION=world.cast.token(member)
        )
        assert answer.status_code == 404
