"""Cleaning of entered values, field by field: what is clean stays clean, can be stored, and comes back as it was."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.register import registry
from anlan.kernel.register.entry import EMPTY, FieldError, clean_one, clean_values
from anlan.kernel.register.records import Record
from anlan.kernel.testing import MEMBERS
from tests.fuzz import said
from tests.fuzz.conftest import World
from tests.fuzz.effort import effort
from tests.fuzz.undo import undone

pytestmark = pytest.mark.django_db
FIELDS = [(one.key, name) for one in registry.every_register() if issubclass(one.model, Record) for name in one.specs]
EDGES = ("1900-01-01", "2100-01-01", "2026-1-1", "１２", "1e5", "-0", "0.00", "99999999999999.99", "9" * 30, " 是 ", "无", "暂不清楚", "a\u200bb",
         "a\x0bb", "\ufeff", "𠮷", "a\r\nb", "'=1+1", "x@y.cn", "3204012100", "general；major", ",,;；", "[]", "null")  # fmt: skip
RAW = said.ODD | st.sampled_from(EDGES) | st.dates().map(str) | st.decimals(allow_nan=True).map(str)


def raw_again(spec: Any, value: Any) -> Any:
    """A clean value as it would be entered again."""
    if spec.kind in ("pick", "area"):
        return None if value is None else str(value.pk)
    return value if isinstance(value, list | bool) or value is None else str(value)


@pytest.mark.parametrize("key", sorted({key for key, _ in FIELDS}))
def test_what_is_clean_stays_clean(world: World, count: Callable[[], None], key: str) -> None:
    """Cleaning twice is cleaning once, and the value passes through the column and JSON as it is."""
    register = registry.register(key)

    @effort(60)
    @given(data=st.data(), member=st.sampled_from(MEMBERS), name=st.sampled_from(list(register.specs)))
    def every(data: Any, member: str, name: str) -> None:
        count()
        spec, seat = register.specs[name], world.cast.seat(member)
        with undone():
            raw = said.sensible(data, spec, world.cast, member) if data.draw(st.booleans()) else data.draw(RAW)
            try:
                value = clean_one(spec, raw, seat)
            except FieldError as error:
                assert str(error), "refused without a sentence"
                return
            assert clean_one(spec, raw_again(spec, value), seat) == value
            if spec.kind not in ("pick", "area") and value not in EMPTY:
                spec.column.get_db_prep_save(value, connection)
                json.dumps(value, default=str).encode()

    every()


@pytest.mark.parametrize("key", sorted({key for key, _ in FIELDS}))
def test_forms_are_judged_whole(world: World, count: Callable[[], None], key: str) -> None:
    """No field has both a value kept in spite of a sentence; what is not asked is empty; a change touches what it names."""
    register = registry.register(key)
    specs = list(register.specs.values())

    @effort(30)
    @given(data=st.data(), member=st.sampled_from(MEMBERS), partial=st.booleans())
    def every(data: Any, member: str, partial: bool) -> None:
        count()
        with undone():
            some = data.draw(st.lists(st.sampled_from(list(register.specs)), max_size=6, unique=True))
            raw = {
                n: data.draw(RAW)
                if data.draw(st.booleans())
                else said.sensible(data, register.specs[n], world.cast, member)
                for n in some
            }
            raw |= {f"{n}__unknown": data.draw(st.sampled_from(["1", "", True, [1]])) for n in some[:1]}
            seat, row = world.cast.seat(member), register.model()
            clean, unknown, errors = clean_values(specs, raw, seat, row, partial=partial)
            assert all(errors.values()) and set(unknown) <= {s.name for s in specs if s.field.may_be_unknown}
            assert not set(unknown) & set(errors)
            for spec in (s for s in specs if s.field.when and s.name in clean):
                other, wanted = spec.field.when or ("", None)
                given_other = clean[other] if other in clean else getattr(row, other, None)
                if not (given_other in wanted if isinstance(wanted, tuple | list | set) else given_other == wanted):
                    assert clean[spec.name] in (*EMPTY, False, spec.column.get_default()), spec.name
            if not partial:
                missing = [
                    s.name
                    for s in specs
                    if s.required and not s.field.when and s.name not in raw and f"{s.name}__unknown" not in raw
                ]
                assert {n for n in missing if clean.get(n) in EMPTY} <= set(errors)
            elif not any(s.field.when for s in specs):
                assert set(clean) | set(errors) <= set(some)

    every()
