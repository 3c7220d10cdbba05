"""Whatever happens to rows, by whatever path: the kept sums are what counting the rows gives."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel.clock import jobs, today
from anlan.kernel.clock.models import Job
from anlan.kernel.doors import conditions
from anlan.kernel.figures.declare import _counted, _dimension, compute, every_figure
from anlan.kernel.register import registry
from anlan.kernel.scope.reach import Leg
from anlan.kernel.tally import tally
from anlan.kernel.tally.keeping import differences, fold
from anlan.kernel.tally.models import Change
from anlan.kernel.tally.plan import plans
from anlan.kernel.testing import Cast

AREAS = ("3204", "3204012", "3204011", "3204012100", "3204012102", "3204011100", "3204012100001")
INDUSTRIES = ("chemical", "machinery", "trade")
ROW = {
    "area_id": st.sampled_from(AREAS),
    "industry": st.sampled_from(INDUSTRIES),
    "supervisor": st.booleans(),
    "level": st.sampled_from(("general", "major")),
    "state": st.sampled_from(("draft", "open", "fixed", "review", "recheck", "closed", "deleted")),
    "review_state": st.sampled_from(("none", "reported", "accepted")),
    "supervision_state": st.sampled_from(("none", "pending", "listed", "applied")),
    "found_by_kind": st.sampled_from(("self", "inspected", "reported_for")),
    "is_reported": st.sampled_from((True, True, True, False)),
    "found_on": st.integers(0, 70).map(lambda n: date(2026, 1, 20) + timedelta(days=n)),
    "money": st.sampled_from((None, Decimal("0.10"), Decimal("0.20"), Decimal("12.35"), Decimal("9999999.99"))),
}
ROWS = st.fixed_dictionaries(ROW)
PART = st.fixed_dictionaries({}, optional=ROW)
ONE = st.integers(0, 30)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("bulk"), st.lists(ROWS, min_size=1, max_size=8)),
        st.tuples(st.just("update"), ONE, PART),
        st.tuples(st.just("update_many"), st.sampled_from(AREAS), PART),
        st.tuples(st.just("save"), ONE, PART),
        st.tuples(st.just("raw"), ONE, ROW["state"]),
        st.tuples(st.just("delete"), ONE),
        st.tuples(st.just("act"), st.sampled_from(("owner", "neighbour", "stranger")), st.booleans()),
        st.tuples(st.just("moved"), st.sampled_from(AREAS), st.sampled_from(INDUSTRIES)),
        st.tuples(st.just("fold"), st.integers(1, 9)),
    ),
    min_size=1,
    max_size=14,
)
LEGS = st.lists(
    st.builds(Leg, area=st.sampled_from(("32", *AREAS)), industry=st.sampled_from(("", *INDUSTRIES))), max_size=3
)
ACT = {"level": "general", "problem": "配电箱门缺失", "place": "二车间", "responsible": "王建国"}


class World:
    """Does the steps to the hazards of a cast."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.model = cast, registry.register("hazard").model
        self.unit = cast.owner.organisation

    def columns(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Columns of a row."""
        found = dict(facts)
        if "supervisor" in found:
            found["supervisor_id"] = self.cast.department.organisation_id if found.pop("supervisor") else None
        return found

    def chosen(self, number: int) -> Any:
        """One of the rows, as a query."""
        keys = list(self.model.objects.order_by("pk").values_list("pk", flat=True))
        return self.model.objects.filter(pk=keys[number % len(keys)] if keys else 0)

    def bulk(self, rows: list[dict[str, Any]]) -> None:
        self.model.objects.bulk_create(self.model(unit=self.unit, name="x", **self.columns(r)) for r in rows)

    def update(self, number: int, facts: dict[str, Any]) -> None:
        self.chosen(number).update(**(self.columns(facts) or {"place": "三车间"}))

    def update_many(self, area: str, facts: dict[str, Any]) -> None:
        self.model.objects.filter(area_id=area).update(**(self.columns(facts) or {"place": "三车间"}))

    def save(self, number: int, facts: dict[str, Any]) -> None:
        for row in self.chosen(number):
            for name, value in self.columns(facts).items():
                setattr(row, name, value)
            row.save()

    def raw(self, number: int, state: str) -> None:
        keys = list(self.chosen(number).values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE hazard_hazard SET state = %s WHERE id = %s", [state, keys[0] if keys else 0])

    def delete(self, number: int) -> None:
        self.chosen(number).delete()

    def act(self, member: str, reported: bool) -> None:
        record = self.cast.does(member, "hazard", "create", found_on=today().isoformat(), **ACT).record
        if reported:
            assert self.cast.does(member, "hazard", "report", record).row.is_reported

    def moved(self, area: str, industry: str) -> None:
        """The firm moves; a job restamps its open rows, here and now."""
        values = {"area": area, "industry": industry}
        self.cast.does("platform", "enterprise", "change", self.unit.pk, **values)
        for job in Job.objects.filter(kind="enterprise.restamp", done_at=None):
            jobs.run_one(job)

    def fold(self, most: int) -> None:
        fold(plans()["hazard"], most)


def same(counted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Groups without what only the kind of a number tells apart."""
    return [{k: round(v, 2) if isinstance(v, Decimal) else v for k, v in g.items()} for g in counted]


def compare(seat: Any) -> None:
    """All that can be asked, asked of the sums and of the rows."""
    one = registry.register("hazard")
    wide = all(leg.area is not None and len(leg.area) <= 7 for leg in seat.legs)
    values = {n: st_values for n, st_values in (("level", ("general", "major")), ("state", ("open", "closed", "deleted")),
              ("found_by_kind", ("self", "inspected")), ("industry", INDUSTRIES), ("category", (None,)))}  # fmt: skip
    asked: list[dict[str, Any]] = [{}, {"state__in": ["open", "fixed"]}, {"level": "major", "industry": "trade"}]
    asked += [{name: value} for name, found in values.items() for value in found if value]
    for terms in asked:
        expected = one.rows(seat).filter(**terms).count() if wide else None
        assert tally.total(one, seat, terms) == expected, terms
        for area in ("3204", "3204012"):
            inside = one.rows(seat).filter(area__path__startswith=area, **terms).count() if wide else None
            assert tally.total(one, seat, terms | {"area": area}) == inside, (terms, area)
    for figure in (f for f in every_figure() if f.register_key == one.key):
        for by in figure.by:
            expression, _, _ = _dimension(figure, by, seat, "")
            groups, total = _counted(figure, expression, Q(), seat)
            top = min((leg.area for leg in seat.legs if leg.area), key=len, default="")
            kept = tally.figure_groups(figure, by, seat, top)
            if not wide or (by == "area" and len(top) >= 7):
                assert kept is None
                continue
            assert kept is not None
            assert same(kept) == same(groups), (figure.key, by)
            assert same([tally.together(figure, kept)]) == same([total])


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, reaches=st.lists(LEGS, min_size=1, max_size=3), folded=st.booleans())
def test_sums_are_what_counting_gives(cast: Cast, steps: list[Any], reaches: list[Any], folded: bool) -> None:
    with transaction.atomic():
        world = World(cast)
        for verb, *rest in steps:
            getattr(world, verb)(*rest)
        if folded:
            while fold(plans()["hazard"]):
                pass
            assert not Change.objects.filter(register="hazard").exists()
        for legs in [*reaches, [Leg(direct=cast.department.organisation_id), Leg(area="32")]]:
            seat = cast.seat("department")
            seat.__dict__["legs"] = tuple(legs)
            compare(seat)
        assert [differences(plan) for plan in plans().values()] == [[] for _ in plans()]
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_firm_and_a_role_that_may_not_look_are_told_nothing(cast: Cast) -> None:
    one = registry.register("hazard")
    assert tally.total(one, cast.seat("owner"), {}) is None
    seat = cast.seat("office")
    assert tally.total(one, seat, {}) == 0
    seat.__dict__["permissions"] = frozenset()
    assert tally.total(one, seat, {}) is None
    assert tally.figure_groups(every_figure()[0], "level", seat) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "terms",
    [
        {"level": "major", "state": "open"}, {"due_on__lt": "2026-01-01"}, {"place": "一车间"}, {"area": "3204012100"},
        {"unit__kind": "office"}, {"level": None}, {"state__in": []}, {"industry": ""}, {"nothing": 1}, {"area": "320"},
        {"area_id": "3204012"}, {"area": None}, {"category": "x"}, {"industry__in": ["trade"]},
    ],
)  # fmt: skip
def test_what_sums_cannot_tell_is_left_to_the_rows(cast: Cast, terms: dict[str, Any]) -> None:
    assert tally.total(registry.register("hazard"), cast.seat("office"), terms) is None


@pytest.mark.django_db
def test_what_is_not_counted_leaves_no_change_behind(cast: Cast) -> None:
    world = World(cast)
    world.act("owner", reported=True)
    while fold(plans()["hazard"]):
        pass
    world.model.objects.update(place="四车间", problem="另一个问题", due_on=today())
    assert not Change.objects.filter(register="hazard").exists()


@pytest.mark.django_db
def test_a_figure_narrowed_to_an_area_comes_from_the_sums_as_well(cast: Cast, django_assert_num_queries: Any) -> None:
    world = World(cast)
    world.act("owner", reported=True)
    world.act("stranger", reported=True)
    seat, figure = cast.seat("office"), every_figure()[0]
    seat.__dict__["legs"] = (Leg(area="3204"),)
    # As the page reads it out of the address: a condition of one's own making would prove nothing about the door.
    narrowed = conditions.read(figure.register, figure.register.filters, QueryDict("area=3204012"), seat, {}).q
    with django_assert_num_queries(1):
        lines, total = compute(figure, "level", narrowed, seat, "3204012")
    assert [n.value for n in total.numbers][:1] == [1] == [line.numbers[0].value for line in lines]
    narrower = narrowed & Q(level="general")
    with django_assert_num_queries(2):
        assert compute(figure, "level", narrower, seat, "3204012")[1].numbers[0].value == 1


@pytest.mark.django_db
def test_more_waiting_than_is_worth_adding_up_is_counted(cast: Cast) -> None:
    world, seat = World(cast), cast.seat("office")
    facts = {"area_id": "3204012100", "industry": "chemical", "is_reported": True, "state": "open"}
    for number in range(tally.MOST_WAITING + 1):
        world.bulk([facts | {"found_on": today() - timedelta(days=number % 60)}])
    many = Change.objects.filter(register="hazard").count()
    assert many == tally.MOST_WAITING + 1
    assert tally.total(registry.register("hazard"), seat, {}) is None
    fold(plans()["hazard"])
    assert tally.total(registry.register("hazard"), seat, {}) == many


def many_kinds(cast: Cast) -> list[int]:
    """Sheets of three months, and hazards of two categories; the categories' keys."""
    standard = apps.get_model("standard", "CheckStandard").objects.create(title="x", edition="1", area_id="32")
    category = apps.get_model("standard", "Category").objects
    keys = [category.create(standard=standard, area_id="32", code=str(n), name=f"分类{n}").pk for n in range(2)]
    sheets = registry.register("selfcheck").model.objects
    for number, member in enumerate(("owner", "neighbour", "stranger", "owner", "neighbour")):
        unit = cast.seat(member).organisation
        stamp = {"unit": unit, "area_id": unit.area_id, "industry": unit.industry, "is_reported": number != 1}
        same = {"same_as_last": number % 2 == 0, "month": date(2026, 2 + number % 2, 1)}
        sheets.create(standard=standard, state="reported", **stamp, **same)
        facts = {"category_id": [*keys, None][number % 3], "state": "open", "name": "x", "found_on": date(2026, 3, 5)}
        registry.register("hazard").model.objects.create(**stamp, **facts)
    return keys


@pytest.mark.django_db
@pytest.mark.parametrize("folded", [True, False])
def test_days_flags_keys_and_other_registers_are_told_apart(cast: Cast, folded: bool) -> None:
    first, second = many_kinds(cast)
    seat, told = cast.seat("office"), []
    seat.__dict__["legs"] = (Leg(area="3204"),)
    while folded and any(fold(plan) for plan in plans().values()):
        pass
    for key, terms in (
        ("enterprise", {}), ("enterprise", {"industry": "chemical"}), ("enterprise", {"status": "operating"}),
        ("enterprise", {"area": "3204011"}), ("selfcheck", {}), ("selfcheck", {"month": "2026-03-01"}),
        ("selfcheck", {"month": date(2026, 2, 1), "area": "3204012"}), ("selfcheck", {"same_as_last": True}),
        ("selfcheck", {"same_as_last": False}), ("hazard", {"category": first}),
        ("hazard", {"category_id__in": [str(first), second]}),
    ):  # fmt: skip
        looked = {("area__path__startswith" if name == "area" else name): value for name, value in terms.items()}
        one = registry.register(key)
        told.append(tally.total(one, seat, terms))
        assert told[-1] == one.rows(seat).filter(**looked).count(), (key, terms)
    assert told[:4] == [10, 2, 10, 1] and all(told)
