"""Whose rows are whose: what the database is asked equals the plain definition."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from anlan.kernel.register import registry
from anlan.kernel.scope.models import Area, Grant, Organisation
from anlan.kernel.scope.reach import Leg, compile_legs
from anlan.kernel.scope.scopes import Everyone
from anlan.kernel.testing import FAR, MEMBERS, Cast

PATHS = (
    "32",
    "3204",
    "3299",
    "3204012",
    "3204999",
    "3204012100",
    "3204012999",
    "3204999100",
    "3299001",
    "3204012100001",
)
INDUSTRIES = ("", "chemical", "trade")
PHOTO = registry.register("photo")

grants = st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(INDUSTRIES)), max_size=4)
units = st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(INDUSTRIES), st.booleans()), min_size=1, max_size=6)


class GeneratedDistricts(HypothesisCase):
    """An authority with any grants over any units."""

    @given(grants=grants, units=units)
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_rows_are_those_of_the_plain_definition(self, grants: Any, units: Any) -> None:
        authority, rows = self._district(grants, units)
        seat: Any = SimpleNamespace(legs=compile_legs(authority), organisation=authority, organisation_id=authority.pk)
        found = set(PHOTO.model.objects.filter(PHOTO.scope.q(seat)).values_list("pk", flat=True))
        wanted = {
            pk for pk, (area, industry, direct) in rows.items()
            if direct or any(area.startswith(a) and i in ("", industry) for a, i in grants)
        }  # fmt: skip
        assert found == wanted

    @given(grants=grants, units=units)
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_no_leg_lies_within_another(self, grants: Any, units: Any) -> None:
        authority, _ = self._district(grants, units)
        legs = compile_legs(authority)
        areas = [leg for leg in legs if leg.area is not None]
        for one in areas:
            for other in areas:
                covered = one.area.startswith(other.area) and other.industry in ("", one.industry)
                assert one is other or not covered
        open_areas = [leg.area for leg in areas if not leg.industry]
        needed = any(d and not any(a.startswith(o) for o in open_areas) for a, _, d in units)
        assert (Leg(direct=authority.pk) in legs) == needed

    def _district(self, grants: Any, units: Any) -> tuple[Organisation, dict[int, Any]]:
        for path in PATHS:
            Area.objects.get_or_create(path=path, defaults={"name": path, "full_name": path, "level": 1})
        authority = Organisation.objects.create(name="某局", kind="department", area_id="32")
        for area, industry in grants:
            Grant.objects.create(organisation=authority, area_id=area, industry=industry)
        rows = {}
        for place, (area, industry, direct) in enumerate(units):
            values = {"area_id": area, "industry": industry, "supervisor": authority if direct else None}
            unit = Organisation.objects.create(name=f"厂{place}", kind="enterprise", **values)
            row = PHOTO.model(unit=unit, title="x", kind="other")
            PHOTO.scope.stamp(row)
            row.save()
            rows[row.pk] = (area, industry, direct)
        return authority, rows


@pytest.mark.django_db
def test_a_unit_reaches_itself_and_its_sub_units(cast: Cast) -> None:
    firm = cast.seat("owner").organisation
    below = Organisation.objects.create(name="分厂", kind="enterprise", area_id="3204012102", parent=firm)
    Organisation.objects.create(name="分厂的分厂", kind="enterprise", area_id="3204012102", parent=below)
    assert cast.seat("owner").legs == (Leg(units=(firm.pk, below.pk)),)


@pytest.mark.django_db
def test_acts_go_up_the_direct_line_and_the_area_only_reads(cast: Cast) -> None:
    firm = cast.seat("owner").organisation
    firm.supervisor_id = cast.office.organisation_id
    firm.save()
    values = {"level": "general", "problem": "配电箱门缺失", "place": "二车间", "responsible": "王建国"}
    pk = cast.does("owner", "hazard", "create", **values).record
    cast.does("owner", "hazard", "report", pk)
    register = registry.register("hazard")
    row = register.model.objects.get(pk=pk)
    assert row.supervisor_id == cast.office.organisation_id
    assert register.rows(cast.seat("locality")).filter(pk=pk).exists()
    press = register.find_action("press")
    assert press is not None
    assert "只能查看" in (register.action_refused(row, cast.seat("locality"), press) or "")
    assert register.action_refused(row, cast.seat("office"), press) is None


@pytest.mark.django_db
def test_without_the_permission_to_view_there_are_no_rows(cast: Cast) -> None:
    for one in registry.every_register():
        for name in MEMBERS:
            seat = cast.seat(name)
            if not seat.may(f"{one.key}.view"):
                assert not one.rows(seat).exists(), f"{one.key} {name}"


@pytest.mark.django_db
def test_strangers_see_nothing_of_the_firm(cast: Cast) -> None:
    values = {"kind": "单位安全负责人", "name": "沈安", "phone": "19900000001"}
    pk = cast.does("owner", "person", "create", **values).record
    for name in FAR:
        assert not registry.register("person").rows(cast.seat(name)).filter(pk=pk).exists(), name


def test_openness_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="because"):
        Everyone(because="")
