"""The API door: the same acts, the same law, the same sentences, always JSON."""

import json
import uuid
import warnings
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.act.models import WaitingAct
from anlan.kernel.clock import now, today
from anlan.kernel.people.models import ApiToken
from anlan.kernel.register import registry
from anlan.kernel.register.records import Record
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry

Make = Callable[..., int]
FOUND = {
    "level": "general",
    "problem": "配电箱门缺失",
    "place": "二车间",
    "responsible": "王建国",
    "found_on": "2026-05-06",
}
HAZARDS = "/api/v1/hazard/"


class Caller:
    """A program that holds a member's key."""

    def __init__(self, key: str) -> None:
        self.client, self.head = Client(), {"HTTP_AUTHORIZATION": key}

    def __call__(self, method: str, url: str, body: Any = None, raw: str | None = None) -> Any:
        """One call; every answer must be JSON."""
        data = raw if raw is not None else "" if body is None else json.dumps(body)
        answer = self.client.generic(method, url, data, content_type="application/json", **self.head)
        assert answer["Content-Type"].startswith("application/json"), f"{method} {url} {answer.status_code}"
        return answer


@pytest.fixture
def owner(cast: Cast) -> Caller:
    return Caller(cast.token("owner"))


def hazards() -> Any:
    """All hazards."""
    return registry.register("hazard").model.objects


@pytest.mark.django_db
def test_making_reading_changing_and_moving(cast: Cast, owner: Caller) -> None:
    made = owner("POST", HAZARDS, {"values": FOUND | {"photos": [cast.photo()]}})
    assert made.status_code == 201
    pk = made.json()["id"]
    assert made.json()["row"]["state"] == "draft"
    changed = owner("PATCH", f"{HAZARDS}{pk}/", {"values": {"place": "三车间"}, "base_version": 1})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    moved = owner("POST", f"{HAZARDS}{pk}/report/", {})
    assert moved.json()["row"]["state"] == "open"
    one = owner("GET", f"{HAZARDS}{pk}/").json()
    assert (one["place"], one["version"], one["photos"][0]["kind"]) == ("三车间", 3, "jpg")
    assert Entry.objects.filter(register="hazard", user=cast.owner.user_id).count() == 3


@pytest.mark.django_db
def test_the_same_act_twice_is_one(owner: Caller) -> None:
    body = {"values": FOUND, "uuid": str(uuid.uuid4())}
    first, second = owner("POST", HAZARDS, body), owner("POST", HAZARDS, body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"] and second.json()["again"] is True
    assert hazards().count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("raw", [
    "", "{", "[]", "1", "null", '"x"', '{"values": []}', '{"values": 1}', '{"values": {}, "base_version": "1"}', '{"base_version": true}',
    '{"values": {}, "uuid": "x"}', '{"values": {}, "uuid": 5}', '{"claimed_at": "x"}', '{"claimed_at": "2026-01-31T08:00:00"}',
    '{"claimed_at": 1}', '{"claimed_at": "0001-01-01T00:00:00+14:00"}', '{"claimed_at": "9999-12-31T23:59:59-12:00"}',
    '{"values": {"problem": {"a": 1}}}', '{"values": {"problem": "\\ud800"}}', '{"values": {"problem": "\\u0000"}}',
    '{"values": {"photos": "x"}}', '{"values": {"category": [1]}}', '{"values": {"money": 1e999}}', '{"values": {"money": NaN}}',
    '{"values": {"found_on": {"a": []}}}', '{"values": {"photos": [[]]}}', '{"values": {"interim": {"a": 1}, "level": "major"}}',
])  # fmt: skip
def test_bodies_that_mean_nothing_are_four_hundreds(owner: Caller, raw: str) -> None:
    answer = owner("POST", HAZARDS, raw=raw)
    assert answer.status_code == 400
    assert answer.json()
    assert hazards().count() == 0


@pytest.mark.django_db
def test_wrong_values_are_sentences_by_field(owner: Caller) -> None:
    answer = owner("POST", HAZARDS, {"values": FOUND | {"found_on": "2026-13-45", "place": ""}})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"found_on", "place"}


@pytest.mark.django_db
def test_a_strangers_row_answers_like_no_row(cast: Cast, hazard: Make) -> None:
    pk = hazard(reported=False)
    stranger, draft_of_another = Caller(cast.token("stranger")), Caller(cast.token("locality"))
    for caller in (stranger, draft_of_another):
        for method, url, body in (
            ("GET", f"{HAZARDS}{pk}/", None), ("PATCH", f"{HAZARDS}{pk}/", {"values": {"place": "x"}}),
            ("POST", f"{HAZARDS}{pk}/report/", {}), ("POST", f"{HAZARDS}{pk}/press/", {}),
        ):  # fmt: skip
            answer = caller(method, url, body)
            nothing = caller(method, url.replace(f"/{pk}/", f"/{pk + 999}/"), body)
            assert (
                (answer.status_code, answer.json())
                == (nothing.status_code, nothing.json())
                == (404, {"detail": "没有这条记录"})
            )


@pytest.mark.django_db
def test_ids_in_bodies_reach_only_ones_own(cast: Cast, owner: Caller, hazard: Make) -> None:
    photo, stranger = cast.photo("stranger"), cast.stranger.organisation_id
    assert owner("POST", HAZARDS, {"values": FOUND | {"photos": [photo]}}).status_code == 400
    made = owner("POST", HAZARDS, {"values": FOUND | {"unit": stranger}})
    assert made.status_code == 201 and hazards().get(pk=made.json()["id"]).unit_id == cast.owner.organisation_id
    locality = Caller(cast.token("locality"))
    assert "unit" in locality("POST", HAZARDS, {"values": FOUND | {"unit": stranger}}).json()["errors"]
    assert hazards().filter(unit=stranger).count() == 0


@pytest.mark.django_db
def test_refusals_have_their_numbers_and_sentences(cast: Cast, owner: Caller, hazard: Make) -> None:
    pk = hazard()
    refused = owner("POST", f"{HAZARDS}{pk}/approve/", {"values": {"opinion": "x"}})
    assert refused.status_code == 403 and refused.json()["detail"]
    assert owner("PATCH", f"{HAZARDS}{pk}/", {"values": {"place": "x"}}).status_code == 403
    stale = owner("POST", f"{HAZARDS}{pk}/rectify/", {"values": {"opinion": "x"}, "base_version": 1})
    assert (stale.status_code, stale.json()["version"]) == (409, 2)
    assert owner("DELETE", f"{HAZARDS}{pk}/").status_code == 405
    assert owner("PUT", f"{HAZARDS}{pk}/", {}).status_code == 405


@pytest.mark.django_db
def test_what_may_wait_is_kept_whole_for_a_person(cast: Cast, owner: Caller, hazard: Make) -> None:
    pk = hazard()
    body = {"values": {"opinion": "现场已处理"}, "base_version": 1, "keep": True, "uuid": str(uuid.uuid4()),
            "claimed_at": "2026-05-06T08:00:00+08:00"}  # fmt: skip
    for _ in range(2):
        assert owner("POST", f"{HAZARDS}{pk}/rectify/", body).status_code == 409
    row = WaitingAct.objects.get()
    assert (row.verb, row.record, row.values, row.base_version) == ("rectify", pk, {"opinion": "现场已处理"}, 1)
    assert row.seat_id == cast.owner.pk and row.reason
    assert (
        Caller(cast.token("stranger"))(
            "POST", f"{HAZARDS}{pk}/rectify/", body | {"uuid": str(uuid.uuid4())}
        ).status_code
        == 404
    )
    assert WaitingAct.objects.count() == 1


@pytest.mark.django_db
def test_lists_page_and_narrow(owner: Caller, hazard: Make) -> None:
    made = [hazard(problem=f"问题{n}", found_on=f"2026-05-{n + 1:02}") for n in range(7)]
    assert owner("GET", HAZARDS).json()["total"] == 7
    page = owner("GET", f"{HAZARDS}?size=3&page=2&order=found_on").json()
    assert [r["id"] for r in page["rows"]] == made[3:6]
    assert owner("GET", f"{HAZARDS}?found_on_from=2026-05-06").json()["total"] == 2
    assert owner("GET", f"{HAZARDS}?page=9999999").json()["rows"] == []
    for odd in (
        "size=0",
        "size=100000",
        "page=0",
        "page=-1",
        "page=x",
        "order=password",
        "order=unit__name",
        "size=" + "9" * 5000,
    ):
        refused = owner("GET", f"{HAZARDS}?{odd}")
        assert refused.status_code == 400 and "须为" in refused.json()["errors"]["detail"][0], odd[:40]
    wrong = owner("GET", f"{HAZARDS}?found_on_from=2026-13-45")
    assert wrong.status_code == 400 and "不是有效日期" in json.dumps(wrong.json(), ensure_ascii=False)


@pytest.mark.django_db
@pytest.mark.parametrize("raw", [
    '{"levle": 1}', '{"values": {"levle": "major"}}', '{"keep": "yes"}', '{"base_version": -1, "keep": true}', '{"base_version": 9999999999, "keep": true}',
    '{"values": {"place": "\\u0000"}, "keep": true}', '{"values": {"\\ud800": 1}, "keep": true}',
    '{"claimed_at": "0001-01-01T00:00:00+14:00", "keep": true}', '{"values": ' + '{"a": ' * 5000 + "1" + "}" * 5001,
])  # fmt: skip
def test_what_no_row_can_hold_is_refused_before_it_is_kept(cast: Cast, hazard: Make, raw: str) -> None:
    pk, viewer = hazard(), Caller(cast.token("viewer"))
    for url in (f"{HAZARDS}{pk}/rectify/", f"{HAZARDS}{pk}/approve/"):
        answer = viewer("POST", url, raw=raw)
        assert answer.status_code == 400, answer.content
        assert any("\u4e00" <= c <= "\u9fff" for c in answer.content.decode())
    assert WaitingAct.objects.count() == 0


@pytest.mark.django_db
def test_a_misspelt_condition_does_not_find_everything(owner: Caller, hazard: Make) -> None:
    hazard()
    assert owner("GET", f"{HAZARDS}?level=general").json()["total"] == 1
    wrong = owner("GET", f"{HAZARDS}?levle=major")
    assert wrong.status_code == 400 and "levle" in wrong.json()["errors"]


@pytest.mark.django_db
def test_addresses_that_are_not_there_answer_as_the_api_does(owner: Caller) -> None:
    for method, url in (("GET", "/api/v1/nosuch/"), ("GET", f"{HAZARDS}-1/"), ("POST", f"{HAZARDS}1.5/report/")):
        answer = owner(method, url)
        assert (answer.status_code, list(answer.json())) == (404, ["detail"])


@pytest.mark.django_db
def test_without_a_key_there_is_nothing(cast: Cast, hazard: Make) -> None:
    pk = hazard()
    for key in ("", "Bearer", "Bearer x", "Bearer anlan_wrong", "Basic YTpi", "Bearer a b", "Token x", "Bearer \xff"):
        caller = Caller(key)
        for url in (HAZARDS, f"{HAZARDS}{pk}/"):
            answer = caller("GET", url)
            assert answer.status_code == 401, key
            assert answer["WWW-Authenticate"] == "Bearer"
    browser = cast.browser("owner")
    assert browser.get(HAZARDS).status_code == 401, "a signed-in browser is no key: nothing to forge a request with"
    assert browser.post(HAZARDS, json.dumps({"values": FOUND}), content_type="application/json").status_code == 401


@pytest.mark.django_db
def test_a_key_ends(cast: Cast) -> None:
    row, word = ApiToken.issue(cast.owner, "对接", days=90)
    caller = Caller(f"Bearer {word}")
    assert word not in json.dumps(list(ApiToken.objects.values_list("digest", flat=True)))
    assert caller("GET", HAZARDS).status_code == 200
    with clock.at(now() + timedelta(days=91)):
        assert caller("GET", HAZARDS).status_code == 401
    browser, other = cast.browser("owner"), cast.browser("colleague")
    other.post("/people/tokens/", {"revoke": row.pk})
    assert caller("GET", HAZARDS).status_code == 200, "nobody revokes another's key"
    browser.post("/people/tokens/", {"revoke": row.pk})
    assert caller("GET", HAZARDS).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["seat", "user", "organisation"])
def test_a_key_is_no_more_than_its_seat(cast: Cast, how: str) -> None:
    caller = Caller(cast.token("owner"))
    assert caller("GET", HAZARDS).status_code == 200
    seat = cast.seat("owner")
    if how == "seat":
        type(seat).objects.filter(pk=seat.pk).update(ends_on=today() - timedelta(days=1))
    elif how == "user":
        type(seat.user).objects.filter(pk=seat.user_id).update(is_active=False)
    else:
        type(seat.organisation).objects.filter(pk=seat.organisation_id).update(is_open=False)
    assert caller("GET", HAZARDS).status_code == 401


@pytest.mark.django_db
def test_the_api_of_what_acts_do_not_write_only_reads(cast: Cast) -> None:
    caller = Caller(cast.token("platform"))
    for one in registry.every_register():
        assert caller("GET", f"/api/v1/{one.key}/").status_code == 200, one.key
        if not issubclass(one.model, Record):
            assert caller("POST", f"/api/v1/{one.key}/", {"values": {}}).status_code == 405, one.key


@pytest.mark.django_db
def test_the_schema_tells_of_every_register_without_a_warning() -> None:
    from django.core.management import call_command

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = Client().get("/api/schema/?format=json")
    assert answer.status_code == 200
    paths = set(json.loads(answer.content)["paths"])
    for one in registry.every_register():
        assert f"/api/v1/{one.key}/" in paths
        for move in (m for f in one.flows for m in f.moves):
            assert (
                f"/api/v1/{one.key}/{{id}}/{move.name}/" in paths or f"/api/v1/{one.key}/{{pk}}/{move.name}/" in paths
            ), move.name
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", "/dev/null")


@pytest.mark.django_db
def test_the_readable_page_is_for_people_with_a_seat(cast: Cast) -> None:
    assert cast.browser("owner").get("/api/").status_code == 200
    assert Client().get("/api/").status_code == 302
