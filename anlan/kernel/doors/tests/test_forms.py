"""The form door: one act a form, two windows, moves, secrets, and what a form can't forge."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from anlan.kernel.clock.due import due_note, due_tone
from anlan.kernel.clock.models import DayOverride
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry

Make = Callable[..., int]
LEDGER = "/self_check/ledger/"
MAJOR = {"level": "major", "criterion__unknown": "1", "criterion_note": "须停产", "interim": ["stopped"]}
PERSON = {"kind": "safety_head", "name": "沈安", "phone": "19900000001", "citizen_id": "11010519491231002X"}


def rows(key: str) -> Any:
    """All rows of a type."""
    return registry.register(key).model._default_manager


def hidden(response: Any, name: str) -> str:
    """A hidden field of a form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, name
    return found.group(1)


@pytest.mark.django_db
def test_a_form_makes_a_row(cast: Cast) -> None:
    browser = cast.browser("owner")
    people = "/self_check/people/"
    page = browser.get(people + "new/")
    assert page.status_code == 200
    answer = browser.post(people + "new/", PERSON | {"act": hidden(page, "act")})
    assert answer.status_code == 302
    row = rows("person").get()
    assert (row.name, row.unit_id, row.version) == ("沈安", cast.owner.organisation_id, 1)
    assert "沈安" in browser.get(answer["Location"]).content.decode()


@pytest.mark.django_db
def test_a_double_click_makes_one_row(cast: Cast) -> None:
    browser, act = cast.browser("owner"), str(uuid.uuid4())
    for _ in range(2):
        assert browser.post("/self_check/people/new/", PERSON | {"act": act}).status_code == 302
    assert rows("person").count() == 1
    assert Entry.objects.filter(register="person").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("bad", "said"), [
    ({"name": ""}, "请填写“姓名”"), ({"name": "长" * 41}, "40"), ({"phone": "123"}, "电话号码格式不对"),
    ({"citizen_id": "110105194912310021"}, ""), ({"started_on": "2026-13-45"}, "日期不存在"), ({"started_on": "2026-02-29"}, "日期不存在"),
    ({"kind": "boss"}, "不在可选范围"), ({"is_full_time": "maybe"}, "请选择"), ({"certificates-count": "1", "certificates-0-number": "1"}, "第 1 行"),
])  # fmt: skip
def test_wrong_values_stand_beside_their_fields_and_nothing_typed_is_lost(
    cast: Cast, bad: dict[str, str], said: str
) -> None:
    answer = cast.browser("owner").post("/self_check/people/new/", PERSON | bad | {"post": "安全科长"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text and "安全科长" in text
    assert re.search(r'class="[^"]*\berrors?\b', text)
    assert rows("person").count() == 0


@pytest.mark.django_db
def test_a_form_cannot_forge_state_owner_or_unit(cast: Cast) -> None:
    forged = {"state": "removed", "unit": cast.stranger.organisation_id, "unit_id": cast.stranger.organisation_id, "area": "32",
              "made_by": cast.stranger.user_id, "version": "77", "id": "4711", "rank": "9"}  # fmt: skip
    assert cast.browser("owner").post("/self_check/people/new/", PERSON | forged).status_code == 302
    row = rows("person").get()
    assert (row.state, row.unit_id, row.made_by_id) == ("kept", cast.owner.organisation_id, cast.owner.user_id)
    assert (row.version, row.rank) == (1, 0) and row.pk != 4711
    url = f"/self_check/people/{row.pk}/edit/"
    answer = cast.browser("owner").post(url, PERSON | forged | {"post": "主任", "version": "1"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.unit_id, row.post, row.version) == ("kept", cast.owner.organisation_id, "主任", 2)


@pytest.mark.django_db
def test_of_two_windows_the_second_is_told_sees_both_and_loses_nothing(cast: Cast) -> None:
    pk = cast.does("owner", "person", "create", **PERSON).record
    url = f"/self_check/people/{pk}/edit/"
    one, two = cast.browser("owner"), cast.browser("colleague")
    first, second = one.get(url), two.get(url)
    said = {"version": hidden(first, "version")}
    assert one.post(url, PERSON | said | {"act": hidden(first, "act"), "post": "安全科长"}).status_code == 302
    late = two.post(
        url, PERSON | {"version": hidden(second, "version"), "act": hidden(second, "act"), "post": "车间主任"}
    )
    text = late.content.decode()
    assert late.status_code == 409
    assert "安全科长" in text and "车间主任" in text
    assert rows("person").get().post == "安全科长"
    # The same act goes on: a device that laid it down knows by its id when it has arrived at last.
    assert hidden(late, "version") == "2" and hidden(late, "act") == hidden(second, "act")
    again = two.post(url, PERSON | {"version": hidden(late, "version"), "act": hidden(late, "act"), "post": "车间主任"})
    assert again.status_code == 302
    assert rows("person").get().post == "车间主任"


@pytest.mark.django_db
def test_secrets_are_masked_at_every_door(cast: Cast) -> None:
    pk = cast.does("owner", "person", "create", **PERSON).record
    number, phone = PERSON["citizen_id"], PERSON["phone"]
    for name, page in (
        ("owner", "people"),
        ("colleague", "people"),
        ("locality", "firm-people"),
        ("viewer", "firm-people"),
    ):
        browser = cast.browser(name)
        for door in ("", f"{pk}/", f"{pk}/paper/", f"{pk}/edit/", "print/"):
            text = browser.get(f"/self_check/{page}/{door}", follow=True).content.decode()
            assert number not in text and phone not in text, f"{name} {page}/{door}"
        api = browser.get(f"/api/v1/person/{pk}/", HTTP_AUTHORIZATION=cast.token(name)).content.decode()
        assert number not in api and phone not in api, name


@pytest.mark.django_db
def test_an_edit_that_leaves_a_masked_number_alone_keeps_it(cast: Cast) -> None:
    pk = cast.does("owner", "person", "create", **PERSON).record
    url = f"/self_check/people/{pk}/edit/"
    browser = cast.browser("owner")
    page = browser.get(url)
    shown = {
        n: (re.search(rf'name="{n}"[^>]*value="([^"]*)"', page.content.decode()) or [0, ""])[1]
        for n in ("citizen_id", "phone")
    }
    said = {"kind": "safety_head", "name": "沈安", "post": "科长", "version": "1"} | shown
    assert browser.post(url, said).status_code == 302
    row = rows("person").get()
    assert (str(row.citizen_id), str(row.phone), row.post) == (PERSON["citizen_id"], PERSON["phone"], "科长")


@pytest.mark.django_db
def test_a_secret_is_shown_in_full_only_by_a_logged_act(cast: Cast) -> None:
    pk = cast.does("owner", "person", "create", **PERSON).record
    url = f"/web/reveal/person/{pk}/citizen_id/"
    for name in ("other_locality", "stranger", "viewer"):
        assert cast.browser(name).post(url).status_code == 404, name
    locality = cast.browser("locality")
    assert locality.get(url).status_code == 404
    assert locality.post(f"/web/reveal/person/{pk}/name/").status_code == 404
    assert locality.post(f"/web/reveal/person/{pk}/nosuch/").status_code == 404
    assert Entry.objects.filter(verb="reveal").count() == 0
    assert locality.post(url).json() == {"value": PERSON["citizen_id"]}
    assert Entry.objects.get(verb="reveal").user_id == cast.locality.user_id


@pytest.mark.django_db
def test_a_move_through_its_form(cast: Cast, hazard: Make) -> None:
    pk = hazard(**MAJOR)
    url = f"/self_check/major-review/{pk}/move/send_back/"
    browser = cast.browser("department")
    page = browser.get(url)
    assert page.status_code == 200
    empty = browser.post(url, {"version": hidden(page, "version"), "opinion": "  "})
    assert empty.status_code == 422 and "请填写退回原因" in empty.content.decode()
    said = {"act": hidden(page, "act"), "version": hidden(page, "version"), "opinion": "判定依据不清"}
    assert browser.post(url, said).status_code == 302
    assert browser.post(url, said).status_code in (302, 403), "the same click again is no second step"
    assert Entry.objects.filter(register="hazard", verb="send_back").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["report", "rectify"])
def test_a_move_sent_again_after_a_lost_answer_is_not_refused(cast: Cast, hazard: Make, verb: str) -> None:
    pk = hazard(reported=verb == "rectify")
    photo = {"pictures": cast.photo(), "text": "已换新", "done": "true", "responsible": "王建国", "place": "二车间"}
    said = (photo if verb == "rectify" else {}) | {"act": str(uuid.uuid4())}
    answers = [cast.browser("owner").post(f"{LEDGER}{pk}/move/{verb}/", said) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert Entry.objects.filter(register="hazard", record=str(pk), act=said["act"]).count() == 1
    assert (
        cast.browser("owner").post(f"{LEDGER}{pk}/move/{verb}/", said | {"act": str(uuid.uuid4())}).status_code == 403
    )


@pytest.mark.django_db
def test_a_move_that_is_not_allowed_says_why_and_does_nothing(cast: Cast, hazard: Make) -> None:
    pk = hazard()
    for name, url, said in (
        ("owner", f"{LEDGER}{pk}/move/accept/", "不能验收通过"), ("owner", f"{LEDGER}{pk}/move/report/", "不能上报"),
        ("office", f"/self_check/hazards/{pk}/move/list/", "不能挂牌督办"), ("locality", f"/self_check/hazards/{pk}/move/finish/", "权限"),
        ("viewer", f"/self_check/hazards/{pk}/move/press/", "权限"),
    ):  # fmt: skip
        browser = cast.browser(name)
        for answer in (browser.get(url), browser.post(url, {"opinion": "x"})):
            assert answer.status_code == 403, url
            assert said in answer.content.decode(), url
    assert rows("hazard").get(pk=pk).state == "open"


@pytest.mark.django_db
def test_a_move_on_what_somebody_else_moved_meanwhile_loses_nothing(cast: Cast, hazard: Make) -> None:
    pk = hazard(**MAJOR)
    url = f"/self_check/major-review/{pk}/move/send_back/"
    browser = cast.browser("department")
    page = browser.get(url)
    cast.does("locality", "hazard", "press", pk)
    late = browser.post(url, {"act": hidden(page, "act"), "version": hidden(page, "version"), "opinion": "我后说的话"})
    text = late.content.decode()
    assert late.status_code in (409, 422)
    assert "我后说的话" in text and "别人刚刚办理或修改过" in text
    assert rows("hazard").get(pk=pk).review_state == "reported"
    again = browser.post(url, {"act": hidden(late, "act"), "version": hidden(late, "version"), "opinion": "我后说的话"})
    assert again.status_code == 302
    assert rows("hazard").get(pk=pk).review_state == "rejected"


@pytest.mark.django_db
def test_a_fixed_fact_is_shown_but_not_asked_for(cast: Cast) -> None:
    pk = cast.owner.organisation_id
    url = f"/self_check/firm/{pk}/edit/"
    text = cast.browser("owner").get(url).content.decode()
    assert not re.search(r'<input[^>]*name="code"(?![^>]*(readonly|disabled))', text)
    answer = cast.browser("owner").post(url, {"name": "改名有限公司", "industry": "trade", "version": "1"})
    assert answer.status_code in (302, 403, 422)
    row = rows("enterprise").get(pk=pk)
    assert (row.name, row.industry) == ("岚泽化工有限公司", "chemical")


@pytest.mark.django_db
def test_a_batch_acts_row_by_row_and_only_on_ones_own(cast: Cast, hazard: Make) -> None:
    mine, draft = hazard(), hazard(reported=False)
    browser = cast.browser("locality")
    url = "/self_check/hazards/batch/press/"
    answer = browser.post(url, {"ids": [mine, draft, 999999, "x"]}, follow=True).content.decode()
    assert "已完成 1 条" in answer
    assert Entry.objects.filter(verb="press").count() == 1
    assert cast.browser("other_locality").post(url, {"ids": [mine]}).status_code == 302
    assert Entry.objects.filter(verb="press").count() == 1
    assert browser.get(url).status_code == 404
    assert browser.post("/self_check/hazards/batch/compare_photos/", {"ids": [mine]}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "http:evil"]
)
def test_the_way_back_never_leads_elsewhere(cast: Cast, back: str) -> None:
    answer = cast.browser("owner").post("/self_check/people/new/", PERSON | {"back": back})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/self_check/people/")


@pytest.mark.django_db
def test_what_is_typed_is_shown_as_text(cast: Cast, hazard: Make) -> None:
    nasty = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    pk = hazard(problem=nasty, place=nasty, responsible="甲" + nasty[:30])
    for name, page in (("owner", "ledger"), ("locality", "hazards")):
        for door in ("", f"{pk}/", f"{pk}/paper/", "print/"):
            text = cast.browser(name).get(f"/self_check/{page}/{door}").content.decode()
            assert "<script>alert" not in text and "<img src=x" not in text, f"{page}/{door}"
            assert "&lt;script&gt;" in text, f"{page}/{door}"


@pytest.mark.django_db
def test_a_post_without_its_token_is_refused(cast: Cast) -> None:
    browser = cast.browser("owner")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post("/self_check/people/new/", PERSON).status_code == 403
    assert strict.post("/people/sign-out/").status_code == 403
    assert rows("person").count() == 0


@pytest.mark.django_db
def test_a_unique_day_twice_is_a_sentence(cast: Cast) -> None:
    browser, said = cast.browser("platform"), {"day": "2026-10-10", "is_workday": "true", "reason": "调休"}
    assert browser.post("/self_check/days/new/", said).status_code == 302
    assert browser.post("/self_check/days/new/", said).status_code == 422
    assert DayOverride.objects.count() == 1


def test_deadlines_have_colours_and_words() -> None:
    from datetime import timedelta

    from anlan.kernel.clock import today

    day = today()
    assert [due_tone(day + timedelta(days=n), "general") for n in (-1, 0, 3, 4)] == ["red", "orange", "orange", "green"]
    assert [due_tone(day + timedelta(days=n), "major") for n in (7, 8)] == ["orange", "green"]
    assert due_tone(None) == due_tone(day, done=True) == ""
    assert [due_note(day + timedelta(days=n)) for n in (-3, 0, 5)] == ["逾期 3 天", "今天到期", "还剩 5 天"]
