"""The list door: conditions, order, pages; a value that means nothing says so and never leaks."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict

from anlan.kernel.doors import conditions
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

Make = Callable[..., int]
LEDGER = "/self_check/ledger/"
HAZARDS = "/self_check/hazards/"


def ids(response: Any) -> list[int]:
    """The rows a list shows, in order."""
    assert response.status_code == 200
    return [int(i) for i in re.findall(r'<tr data-id="(\d+)"', response.content.decode())]


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "wanted"), [
    ("", "abc"), ("?level=major", "c"), ("?level=general", "ab"), ("?state=open", "bc"), ("?state=draft", "a"),
    ("?found_on_from=2026-05-07", "bc"), ("?found_on_to=2026-05-06", "a"), ("?found_on_from=2026-05-07&found_on_to=2026-05-07", "b"),
    ("?q=配电箱", "a"), ("?q=pdx", "a"), ("?q=%25", ""), ("?q=_", ""), ("?q=%27%20OR%201=1", ""), ("?level=&state=&q=", "abc"),
])  # fmt: skip
def test_conditions_narrow_the_rows(cast: Cast, hazard: Make, asked: str, wanted: str) -> None:
    rows = {
        "a": hazard(reported=False),
        "b": hazard(problem="灭火器过期", found_on="2026-05-07"),
        "c": hazard(level="major", criterion__unknown="1", criterion_note="须停产", interim=["stopped"],
                    problem="储罐泄漏", found_on="2026-05-08"),
    }  # fmt: skip
    assert set(ids(cast.browser("owner").get(LEDGER + asked))) == {rows[w] for w in wanted}


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "said"), [
    ("level=nosuch", "没有“nosuch”"), ("found_on_from=2026-13-45", "不是有效日期"), ("found_on_to=2026-02-29", "不是有效日期"),
    ("unit=abc", "请重新选择"), ("unit=999999", "请重新选择"), ("unit=" + "9" * 40, "请重新选择"), ("area=火星", "没有区域"),
    ("category=0", "请重新选择"), ("found_on_to=9999-12-31", ""), ("found_on_from=0001-01-01", ""), ("due_on_to=99999-01-01", "不是有效日期"),
    ("area=3204%27", "没有区域"), ("industry=%00", ""), ("unit=%00", ""), ("area=%00", ""), ("found_on_from=%00", ""), ("q=%00", ""),
    ("q=%ed%a0%80", ""),
])  # fmt: skip
def test_a_value_that_means_nothing_says_so(cast: Cast, hazard: Make, asked: str, said: str) -> None:
    hazard()
    answer = cast.browser("office").get(f"{HAZARDS}?{asked}")
    assert answer.status_code == 200
    assert said in answer.content.decode()
    if said:
        assert ids(answer) == []


@pytest.mark.django_db
def test_every_filter_of_every_type_takes_anything(cast: Cast, hazard: Make) -> None:
    hazard()
    bad = (
        "x",
        "-1",
        "9" * 30,
        "2026-13-45",
        "9999-12-31",
        "0001-01-01",
        "\x00",
        "';--",
        "true",
        "１",
        "²",
        "null",
        "1e400",
        "nan",
    )
    for name in ("owner", "office", "platform"):
        seat = cast.seat(name)
        for register in registry.every_register():
            for column in register.filters:
                for value in bad:
                    asked = QueryDict(mutable=True)
                    asked.update({f"{column}{end}": value for end in ("", "_from", "_to")})
                    found = conditions.read(register, (column,), asked, seat, {})
                    assert found.narrow(register.rows(seat)).count() >= 0, f"{register.key} {column}={value!r}"


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [
    "f.made_by__password__startswith=p", "f.made_by__username__startswith=o", "f.unit__name__contains=x", "f.nosuch=1",
    "f.made_by__nosuch=1", "f.found_on__gte=x", "f.unit_id=abc", "f.area_id__gte__foo=1", "f.=1", "f.__=1", "f.id__in=x",
    "f.problem__regex=.*", "f.name__iexact=x", "f.state__in=", "f.is_reported=maybe", "f.photos=x", "f.found_on__isnull=x",
    "f.origin_id=" + "9" * 40, "f.unit_id=" + "9" * 40, "f.pk=1", "f.unit__password=1", "f.made_by__in__password=1", "f.money=NaN",
])  # fmt: skip
def test_a_figures_conditions_reach_no_further_than_the_row(cast: Cast, hazard: Make, asked: str) -> None:
    pk = hazard()
    office, token = cast.browser("office"), {"HTTP_AUTHORIZATION": cast.token("office")}
    answer = office.get(f"{HAZARDS}?{asked}")
    assert answer.status_code == 200
    api = office.get(f"/api/v1/hazard/?{asked}", **token)
    assert api.status_code in (200, 400)
    if "password" in asked or "username" in asked or "unit__name" in asked:
        # Neither a right nor a wrong guess changes what is shown.
        other = office.get(f"{HAZARDS}?{asked.replace('=p', '=!').replace('=o', '=!').replace('=x', '=!')}")
        assert ids(answer) == ids(other)
        assert ids(answer) in ([pk], [])


@pytest.mark.django_db
def test_encrypted_numbers_cannot_be_asked_for(cast: Cast) -> None:
    values = {"kind": "单位安全负责人", "name": "沈安", "phone": "19900000001", "citizen_id": "11010519491231002X"}
    cast.does("owner", "person", "create", **values)
    for asked in (
        "f.citizen_id=11010519491231002X",
        "f.phone__in=19900000001",
        "f.citizen_id__gte=1",
        "q=11010519491231002X",
    ):
        answer = cast.browser("locality").get(f"/self_check/firm-people/?{asked}")
        assert answer.status_code == 200, asked
        assert "沈安" not in answer.content.decode() or "f." in asked


@pytest.mark.django_db
def test_order_pages_and_sizes(cast: Cast, hazard: Make) -> None:
    made = [hazard(found_on=f"2026-05-{day:02}") for day in range(1, 26)]
    browser = cast.browser("owner")
    assert ids(browser.get(LEDGER)) == made[:4:-1]
    assert ids(browser.get(LEDGER + "?page=2")) == made[4::-1]
    assert ids(browser.get(LEDGER + "?order=found_on")) == made[:20]
    assert ids(browser.get(LEDGER + "?size=50&order=found_on")) == made
    for odd in ("page=99", "page=2&size=7"):
        assert ids(browser.get(f"{LEDGER}?{odd}")) == made[4::-1], "beyond the end is the last page"
    for odd in (
        "page=0",
        "page=-1",
        "page=x",
        "page=²",
        "size=100000&page=",
        "order=password",
        "order=-made_by__password",
        "order=%00",
    ):
        assert ids(browser.get(f"{LEDGER}?{odd}")) == made[:4:-1], odd
    text = browser.get(LEDGER).content.decode()
    assert "25" in text and "page=2" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", ["page=" + "9" * 5000, "unit=" + "9" * 5000, "ids=" + "9" * 5000, "size=" + "9" * 5000]
)
def test_numbers_of_any_length_are_met(cast: Cast, hazard: Make, asked: str) -> None:
    hazard()
    for url in (HAZARDS, HAZARDS + "export/", "/web/inbox/", "/web/reminders/"):
        assert cast.browser("office").get(f"{url}?{asked}").status_code == 200


@pytest.mark.django_db
def test_the_whole_state_is_in_the_links_of_the_list(cast: Cast, hazard: Make) -> None:
    for day in range(1, 26):
        hazard(found_on=f"2026-05-{day:02}")
    text = cast.browser("owner").get(LEDGER + "?level=general&found_on_from=2026-05-02&order=found_on").content.decode()
    link = next(x for x in re.findall(r'href="(\?[^"]*page=2[^"]*)"', text))
    for part in ("level=general", "found_on_from=2026-05-02", "order=found_on"):
        assert part in link


@pytest.mark.django_db
def test_an_opened_number_keeps_its_empty_condition_on_the_next_page(cast: Cast, hazard: Make) -> None:
    hazard()
    register = registry.register("hazard")
    first = QueryDict("f.industry=&f.state=open&page=1")
    second = QueryDict(conditions.address(first, page=2).removeprefix("?"))
    seat = cast.seat("office")
    found = [conditions.read(register, (), q, seat, {}).narrow(register.rows(seat)).count() for q in (first, second)]
    assert found == [0, 0], "without the empty condition other rows are shown"


@pytest.mark.django_db
def test_reminders_take_any_conditions(cast: Cast) -> None:
    browser = cast.browser("owner")
    for asked in (
        "at_from=2026-13-45",
        "at_to=9999-12-31",
        "at_from=0001-01-01",
        "at_to=x",
        "title=%00",
        "state=x",
        "page=x",
    ):
        assert browser.get(f"/web/reminders/?{asked}").status_code == 200, asked


@pytest.mark.django_db
def test_pages_that_are_not_there_or_not_theirs(cast: Cast, hazard: Make) -> None:
    pk = hazard()
    owner = cast.browser("owner")
    for url in ("/self_check/nosuch/", "/nosuch/ledger/", "/self_check/hazards/", f"/self_check/hazards/{pk}/", "/self_check/roles/",
                f"{LEDGER}{pk + 99}/", f"{LEDGER}{'9' * 30}/", f"{LEDGER}{pk}/move/nosuch/", f"{LEDGER}import/",
                "/doors/go/nosuch/1/", f"/doors/go/hazard/{pk + 99}/", "/web/figures/nosuch/"):  # fmt: skip
        assert owner.get(url).status_code == 404, url
    assert owner.get(f"/doors/go/hazard/{pk}/").status_code == 302
    from django.test import Client

    for url in (LEDGER, f"{LEDGER}{pk}/", "/web/inbox/", "/web/home/", f"/web/answerability/hazard/{pk}/"):
        answer = Client().get(url)
        assert answer.status_code == 302 and "/people/sign-in/" in answer["Location"], url


@pytest.mark.django_db
def test_picking_offers_only_ones_own(cast: Cast) -> None:
    def offered(name: str, field: str, **asked: str) -> list[str]:
        answer = cast.browser(name).get(f"/doors/pick/{field}/", asked)
        assert answer.status_code == 200
        return [r["label"] for r in answer.json()["results"]]

    assert set(offered("locality", "urge/unit")) == {"岚泽化工有限公司", "隔壁化工有限公司"}
    assert offered("other_locality", "urge/unit") == []
    assert offered("stranger", "urge/unit") == ["远方机械有限公司"]
    assert offered("locality", "urge/unit", q="lzhg") == ["岚泽化工有限公司"]
    assert offered("locality", "urge/unit", q="远方") == []
    browser = cast.browser("locality")
    for bad in ("nosuch/unit", "urge/nosuch", "urge/text", "urge/made_by", "urge/unit__name"):
        assert browser.get(f"/doors/pick/{bad}/").status_code == 404, bad
    assert browser.get("/doors/pick/urge/unit/?q=%00").status_code == 200


@pytest.mark.django_db
def test_the_cascade_of_areas(cast: Cast) -> None:
    browser = cast.browser("owner")
    assert [a["name"] for a in browser.get("/areas/").json()] == ["江苏省"]
    towns = browser.get("/areas/?parent=3204012").json()
    assert [(a["name"], a["has_children"]) for a in towns] == [("湖塘镇", True), ("牛塘镇", False)]
    assert browser.get("/areas/?parent=nosuch").json() == []
    assert browser.get("/areas/?parent=%00").status_code == 200
