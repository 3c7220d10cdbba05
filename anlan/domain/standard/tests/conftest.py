"""A county, its safety committee's office, a town and a firm; and the packaged standard published for the county."""

from dataclasses import dataclass

import pytest

from anlan.domain.enterprise.models import Enterprise
from anlan.domain.standard.load import load_standard
from anlan.domain.standard.models import CheckStandard
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.models import Area, Grant, Organisation, Seat

KEYS = ("checkstandard", "category", "item", "deduction", "majorcriterion", "phrase")
AREAS = (("32", "江苏省"), ("3204", "常州市"), ("3204012", "武进区"), ("3204012100", "湖塘镇"))


@dataclass
class Place:
    """The seats, the firm's file and the standard that stands in the county."""

    office: Seat
    town: Seat
    firm: Seat
    file: Enterprise
    standard: CheckStandard


def seat_of(name: str, kind: str, area: str, permissions: list[str], organisation: Organisation | None = None) -> Seat:
    """A seat with a role of its own."""
    place = organisation or Organisation.objects.create(name=name, kind=kind, area_id=area)
    if kind != "enterprise":
        Grant.objects.create(organisation=place, area_id=area)
    role = Role.objects.create(key=name, title=name, portal="self_check", permissions=permissions)
    return Seat.objects.create(user=User.objects.make(name), organisation=place, role=role)


@pytest.fixture
def place(db: None) -> Place:
    full = ""
    for path, name in AREAS:
        full += name
        parent = {4: path[:2], 7: path[:4], 10: path[:7]}.get(len(path))
        level = {2: 1, 4: 2, 7: 3, 10: 4}[len(path)]
        Area.objects.create(path=path, name=name, full_name=full, level=level, parent_id=parent)
    stars = [f"{key}.*" for key in KEYS]
    office = seat_of("武进区安委办", "office", "3204012", stars)
    town = seat_of("湖塘镇人民政府", "locality", "3204012100", stars)
    values = {"name": "湖塘餐具有限公司", "area": "3204012100", "industry": "catering", "firm_kinds": ["catering"],
              "code__unknown": "1"}  # fmt: skip
    file = deliver(Act(None, "enterprise", "create", values=values)).row
    firm = seat_of("湖塘餐具有限公司", "enterprise", "", [f"{key}.view" for key in KEYS], file.organisation)
    return Place(office, town, firm, file, load_standard("3204012", office))
