"""Every number opens its rows, and frozen ones stay as they were (house law 10)."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import docx
import openpyxl
import pytest
from django.db.models import Q

from anlan.kernel.clock import today
from anlan.kernel.figures.declare import Figure, compute, every_figure, figure
from anlan.kernel.figures.models import Brief, Frozen, Member
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

Row = Callable[..., int]
FOUND = {"level": "general", "problem": "配电箱门缺失", "place": "二车间", "responsible": "王建国"}
MAJOR = {"level": "major", "criterion__unknown": "1", "criterion_note": "须停产", "interim": ["stopped"]}
AUTHORITIES = ("office", "department", "locality", "viewer")
PAIRS = [(f.key, by) for f in every_figure() if f.register_key == "hazard" for by in f.by]


@pytest.fixture
def district(cast: Cast) -> list[int]:
    """Hazards of two firms over two months, of both levels and three states."""
    day = today()
    made = []
    for n in range(8):
        found = {"found_on": (day - timedelta(days=9 * n)).isoformat(), "problem": f"问题{n}", "money": str(n)}
        level = MAJOR if n % 3 == 0 else {}
        member = "owner" if n % 2 else "neighbour"
        pk = cast.does(member, "hazard", "create", **(FOUND | level | found)).record
        if not level and n != 5:
            cast.does(member, "hazard", "report", pk)
        made.append(pk)
    for_firm = FOUND | {"unit": cast.owner.organisation_id, "found_on": day.isoformat(), "problem": "检查发现"}
    made.append(cast.does("locality", "hazard", "create", **for_firm).record)
    cast.does("department", "hazard", "approve", made[0], opinion="属实")
    return made


def hazards() -> Any:
    """All hazards."""
    return registry.register("hazard").model.objects


def naive(one: Figure, by: str, seat: Any) -> dict[str, list[Any]]:
    """The figure counted by hand: group -> values of its measures."""
    groups: dict[Any, list[Any]] = {}
    rows = list(one.rows(seat).select_related("area", "category"))
    for row in rows:
        groups.setdefault(group_of(row, by), []).append(row)
    return {
        str(key): [
            sum(1 for r in found if meets(r, m.where)) if not m.total_of else float(sum((getattr(r, m.total_of) or 0) for r in found))
            for m in one.measures if not m.share_of
        ]
        for key, found in groups.items()
    }  # fmt: skip


def group_of(row: Any, by: str) -> str:
    """The words of a row's group."""
    if by.startswith("month:"):
        return f"{getattr(row, by.removeprefix('month:')):%Y-%m}"
    if by == "area":
        return str(row.area.name)
    value = getattr(row, by)
    display = getattr(row, f"get_{by}_display", None)
    text = display() if display and value else value
    return str(text) if text not in (None, "") else "未填写"


def meets(row: Any, where: dict[str, Any]) -> bool:
    """Does a row meet a measure's condition?"""
    return all(
        getattr(row, name.removesuffix("__in")) in wanted if name.endswith("__in") else getattr(row, name) == wanted
        for name, wanted in where.items()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "by"), PAIRS)
def test_numbers_are_what_counting_by_hand_gives(cast: Cast, district: list[int], key: str, by: str) -> None:
    one = figure(key)
    assert one is not None
    seat = cast.seat("locality" if by == "area" else "office")
    seat.__dict__.pop("legs", None)
    lines, total = compute(one, by, Q(), seat, "3204012" if by == "area" else "")
    plain = [i for i, m in enumerate(one.measures) if not m.share_of]
    counted = {x.label: [x.numbers[i].value for i in plain] for x in lines}
    by_hand = naive(one, by, seat)
    if by == "industry":
        assert sorted(counted.values()) == sorted(by_hand.values())
    else:
        assert counted == by_hand
    assert [total.numbers[i].value for i in plain] == [
        sum(v[place] for v in by_hand.values()) for place in range(len(plain))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("key", [f.key for f in every_figure()])
def test_what_is_not_reported_is_counted_nowhere(cast: Cast, district: list[int], key: str) -> None:
    one = figure(key)
    assert one is not None
    draft = hazards().get(pk=district[5])
    assert draft.is_reported is False
    for name in AUTHORITIES:
        assert not one.rows(cast.seat(name)).filter(pk=draft.pk).exists()


def opened(browser: Any, text: str) -> list[tuple[str, int]]:
    """(number shown, rows its link opens) of every linked number of a figure's page."""
    found = []
    for url, shown in re.findall(r'<a href="([^"]*f\.[^"]*)"[^>]*>\s*([\d,.]+)\s*</a>', text):
        answer = browser.get(unescape(url))
        assert answer.status_code == 200
        total = re.search(r"共\s*(?:<[^>]+>)?\s*([\d,]+)", answer.content.decode())
        rows = len(re.findall(r'<tr data-id="\d+"', answer.content.decode()))
        if total and rows:
            assert int(total.group(1).replace(",", "")) == rows
        found.append((shown, rows))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "by"), PAIRS)
def test_each_number_opens_exactly_its_rows(cast: Cast, district: list[int], key: str, by: str) -> None:
    one = figure(key)
    assert one is not None
    browser = cast.browser("office")
    text = browser.get(f"/web/figures/{key}/?by={by}").content.decode()
    numbers = opened(browser, text)
    assert numbers
    counts = [(shown, rows) for shown, rows in numbers if "." not in shown]
    assert len(counts) >= 4
    assert all(int(shown.replace(",", "")) == rows for shown, rows in counts), counts


@pytest.mark.django_db
def test_conditions_narrow_a_figure_and_what_it_opens(cast: Cast, district: list[int]) -> None:
    browser = cast.browser("office")
    day = today()
    asked = f"found_on_from={day - timedelta(days=20)}&level=general"
    text = browser.get(f"/web/figures/hazards-self/?by=level&{asked}").content.decode()
    counts = [(shown, rows) for shown, rows in opened(browser, text) if "." not in shown]
    assert counts and all(int(shown) == rows for shown, rows in counts)
    wanted = (
        hazards()
        .filter(is_reported=True, found_by_kind="self", level="general", found_on__gte=day - timedelta(days=20))
        .count()
    )
    assert max(rows for _, rows in counts) == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    ["found_on_from=2026-13-45", "area=nosuch", "by=nosuch", "by=month:password", "area=99", "level=x", "f.x=1"],
)
def test_odd_conditions_of_a_figure_are_met(cast: Cast, district: list[int], asked: str) -> None:
    browser = cast.browser("office")
    assert browser.get(f"/web/figures/hazards-self/?{asked}").status_code == 200
    assert browser.get(f"/web/figures/hazards-self/export/?{asked}").status_code == 200


@pytest.mark.django_db
def test_a_figure_is_under_the_seats_scope(cast: Cast, district: list[int]) -> None:
    one = figure("hazards-self")
    assert one is not None
    totals = {
        n: compute(one, "level", Q(), cast.seat(n))[1].numbers[0].value
        for n in (*AUTHORITIES, "other_locality", "other_department")
    }
    assert totals["office"] == totals["department"] == totals["locality"] == totals["viewer"] > 0
    assert totals["other_locality"] == totals["other_department"] == 0
    for name in ("owner", "stranger"):
        assert cast.browser(name).get("/web/figures/hazards-self/").status_code == 404


@pytest.mark.django_db
def test_found_by_the_firm_and_found_by_inspectors_share_no_figure(cast: Cast, district: list[int]) -> None:
    own, inspected = figure("hazards-self"), figure("hazards-inspected")
    assert own is not None and inspected is not None
    seat = cast.seat("office")
    mine, theirs = (set(f.rows(seat).values_list("pk", flat=True)) for f in (own, inspected))
    assert mine & theirs == set()
    assert theirs == {district[-1]}


@pytest.mark.django_db
def test_the_export_holds_the_same_table(cast: Cast, district: list[int]) -> None:
    browser = cast.browser("office")
    body = b"".join(browser.get("/web/figures/hazards-self/export/?by=level"))
    rows = list(openpyxl.load_workbook(io.BytesIO(body)).active.values)
    one = figure("hazards-self")
    assert one is not None
    lines, total = compute(one, "level", Q(), cast.seat("office"))
    assert [list(r) for r in rows[1:]] == [[x.label, *(n.text for n in x.numbers)] for x in [*lines, total]]


def make_brief(cast: Cast, name: str = "office") -> Brief:
    """A brief of the last four weeks."""
    day = today()
    said = {"start": (day - timedelta(days=27)).isoformat(), "end": day.isoformat()}
    answer = cast.browser(name).post("/web/brief/make/", said)
    assert answer.status_code == 302
    return Brief.objects.latest("pk")


@pytest.mark.django_db
def test_a_brief_freezes_its_numbers_with_their_rows(cast: Cast, district: list[int]) -> None:
    brief = make_brief(cast)
    frozen = brief.numbers.get(key="hazard_major")
    wanted = set(hazards().filter(level="major", is_reported=True).values_list("pk", flat=True))
    assert set(frozen.members.values_list("record", flat=True)) == wanted
    assert frozen.count == len(wanted) == 3
    before = {m.record: m.shown for m in frozen.members.all()}
    cast.does("department", "hazard", "regrade", district[3], opinion="属一般")
    hazards().filter(pk=district[6]).update(name="改了名字")
    text = cast.browser("office").get(f"/web/frozen/{frozen.pk}/").content.decode()
    assert "改了名字" not in text
    assert all(cell in text for shown in before.values() for cell in shown if cell)
    assert {m.record: m.shown for m in Frozen.objects.get(pk=frozen.pk).members.all()} == before
    assert make_brief(cast).numbers.get(key="hazard_major").count == 2


@pytest.mark.django_db
def test_a_frozen_number_that_was_touched_says_so(cast: Cast, district: list[int]) -> None:
    from anlan.kernel.figures.views import members_digest

    frozen = make_brief(cast).numbers.get(key="hazard_major")
    url, browser = f"/web/frozen/{frozen.pk}/", cast.browser("office")
    good = browser.get(url).content.decode()
    members = list(frozen.members.order_by("record"))
    assert members_digest(members) == frozen.digest
    Member.objects.filter(pk=members[0].pk).update(shown=["别的", *members[0].shown[1:]])
    touched = browser.get(url).content.decode()
    assert touched.replace("别的", members[0].shown[0]) != good, "the page must tell that it was touched"
    Member.objects.filter(pk=members[1].pk).delete()
    assert members_digest(list(frozen.members.order_by("record"))) != frozen.digest


@pytest.mark.django_db
def test_the_brief_opens_in_word(cast: Cast, district: list[int]) -> None:
    hazards().filter(pk=district[0]).update(name="带控制符\x0b的名字")
    brief = make_brief(cast)
    answer = cast.browser("office").get(f"/web/brief/{brief.pk}/word/")
    assert answer.status_code == 200
    document = docx.Document(io.BytesIO(b"".join(answer)))
    said = "\n".join(p.text for p in document.paragraphs)
    assert brief.title in said and "武进区安委办" in said
    for number in brief.numbers.all():
        assert f"{number.label} {number.count}" in said
    filled = [n for n in brief.numbers.order_by("id") if n.count]
    assert [len(t.rows) - 1 for t in document.tables] == [n.count for n in filled]


@pytest.mark.django_db
def test_a_brief_is_its_makers(cast: Cast, district: list[int]) -> None:
    brief = make_brief(cast)
    frozen = brief.numbers.all()[0]
    urls = (f"/web/brief/{brief.pk}/", f"/web/brief/{brief.pk}/word/", f"/web/frozen/{frozen.pk}/")
    for name, wanted in (("office", 200), ("viewer", 200), ("locality", 404), ("department", 404), ("owner", 404)):
        assert {cast.browser(name).get(u).status_code for u in urls} == {wanted}, name
    assert (
        cast.browser("owner").post("/web/brief/make/", {"start": "2026-01-01", "end": "2026-01-31"}).status_code == 404
    )
    locality = make_brief(cast, "locality")
    assert locality.organisation_id == cast.locality.organisation_id


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "end"), [
    ("2026-13-45", "2026-01-31"), ("", ""), ("2026-02-01", "2026-01-01"), ("x", "2026-01-01"), ("2026-01-01", "9999-12-31"),
    ("0001-01-01", "2026-01-01"),
])  # fmt: skip
def test_odd_days_make_no_brief(cast: Cast, start: str, end: str) -> None:
    answer = cast.browser("office").post("/web/brief/make/", {"start": start, "end": end})
    assert answer.status_code == 302
    if start != "0001-01-01":
        assert Brief.objects.count() == 0
