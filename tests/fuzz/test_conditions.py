"""Any query string: an answer or a sentence, never an error of the server, and never a row from outside the scope."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import models
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.doors import conditions
from anlan.kernel.doors.portal import Page, every_portal
from anlan.kernel.register import registry
from anlan.kernel.testing import MEMBERS
from tests.fuzz.conftest import World
from tests.fuzz.effort import effort
from tests.fuzz.undo import undone

pytestmark = pytest.mark.django_db
LOOKUPS = ("", "__exact", "__gte", "__lt", "__in", "__isnull", "__contains", "__name", "__user__password", "__regex")
ODD = ("", "0", "-1", "1", "true", "None", "9" * 40, "2026-01-31", "2026-13-45", "9999-12-31", "3204012", "'; --", "%", "\\", "\x00",
       "general", "NaN", "1e400", "[]", "{}", "٣", "张" * 200)  # fmt: skip


def queries(key: str) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Pairs of names that mean something for the Register (or nearly) and values that may."""
    register = registry.register(key)
    names = [*register.filters, *(f"{n}_{end}" for n in register.filters for end in ("from", "to"))]
    columns = [c.attname for c in register.model._meta.concrete_fields] + [
        c.name for c in register.model._meta.concrete_fields
    ]
    figures = st.builds("f.{}{}".format, st.sampled_from(columns), st.sampled_from(LOOKUPS))
    name = st.sampled_from([*names, "q", "page", "size", "order", "ids", "part"]) | figures | st.text(max_size=10)
    choices = [v for n in register.filters for v, _ in register.spec(n).choices]
    text = st.text(st.characters(codec="utf-8"), max_size=12)
    return st.lists(st.tuples(name, st.sampled_from([*ODD, *choices]) | text | st.integers().map(str)), max_size=5)


@pytest.mark.parametrize("key", [one.key for one in registry.every_register()])
def test_conditions_only_narrow(world: World, count: Callable[[], None], key: str) -> None:
    register = registry.register(key)

    @effort(40)
    @given(pairs=queries(key), member=st.sampled_from(MEMBERS))
    def every(pairs: list[tuple[str, str]], member: str) -> None:
        count()
        seat, asked = world.cast.seat(member), QueryDict(urlencode(pairs))
        own = set(register.rows(seat).values_list("pk", flat=True))
        found = conditions.read(register, register.filters, asked, seat, {})
        assert all(found.errors), "a refusal without a sentence"
        with undone():
            shown = found.narrow(register.rows(seat))
            assert set(shown.values_list("pk", flat=True)) <= own
            assert shown.count() == len(set(shown.values_list("pk", flat=True)))

    every()


@pytest.mark.parametrize("door", ["list", "export", "print"])
def test_pages_take_any_address(world: World, count: Callable[[], None], door: str) -> None:
    shown = {
        member: [
            (t.key, p) for t in every_portal() for p in t.pages.values() if isinstance(p, Page) and p.open_to(seat)
        ]
        for member in ("owner", "office", "platform")
        if (seat := world.cast.seat(member))
    }

    @effort(40)
    @given(data=st.data(), member=st.sampled_from(sorted(shown)))
    def every(data: Any, member: str) -> None:
        count()
        portal, page = data.draw(st.sampled_from(shown[member]))
        pairs = data.draw(queries(page.register_key))
        with undone():
            answer = world.cast.browser(member).get(f"{page.url(portal, door)}?{urlencode(pairs)}")
            assert answer.status_code in (200, 302, 404), f"{page.slug} {pairs}"
            if answer.streaming:
                b"".join(answer)

    every()


def test_areas_narrow_to_their_subtree(world: World, count: Callable[[], None]) -> None:
    """What is found under an area lies in it: by its path, not by the order of anything else."""
    areas = list(
        registry.register("organisation")
        .model._meta.get_field("area")
        .related_model.objects.values_list("pk", flat=True)
    )
    governed = [
        r
        for r in registry.every_register()
        if "area" in r.filters and isinstance(r.spec("area").column, models.ForeignKey)
    ]
    assert governed

    @effort(40)
    @given(area=st.sampled_from(areas), member=st.sampled_from(MEMBERS), register=st.sampled_from(governed))
    def every(area: str, member: str, register: Any) -> None:
        count()
        seat = world.cast.seat(member)
        found = conditions.read(register, register.filters, QueryDict(f"area={area}"), seat, {})
        own = dict(register.rows(seat).values_list("pk", "area_id"))
        assert set(found.narrow(register.rows(seat)).values_list("pk", flat=True)) == {
            pk for pk, path in own.items() if path and path.startswith(area)
        }

    every()
