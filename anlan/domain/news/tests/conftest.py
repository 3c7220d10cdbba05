"""A county with its office, a chemical department, a town, and three firms."""

from dataclasses import dataclass

import pytest

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.models import Area, Grant, Organisation, Seat

KEYS = ("article", "notice", "noticereceipt")
FIRM_MAY = ["article.view", "notice.view", "noticereceipt.view", "noticereceipt.read", "noticereceipt.confirm"]
AREAS = (
    ("32", "江苏省"),
    ("3204", "常州市"),
    ("3204012", "武进区"),
    ("3204012100", "湖塘镇"),
    ("3204012101", "牛塘镇"),
)


@dataclass
class County:
    """Seats by what they are; ``chemist`` and ``cook`` are in one town, ``weaver`` in the other."""

    office: Seat
    department: Seat
    town: Seat
    chemist: Seat
    cook: Seat
    weaver: Seat


def _seat(place: Organisation, permissions: list[str]) -> Seat:
    role = Role.objects.create(key=place.name, title=place.name, portal="self_check", permissions=permissions)
    user = User.objects.make(place.name)
    return Seat.objects.create(user=user, organisation=place, role=role)


def _authority(name: str, kind: str, area: str, industry: str = "") -> Seat:
    place = Organisation.objects.create(name=name, kind=kind, area_id=area, industry=industry)
    Grant.objects.create(organisation=place, area_id=area, industry=industry)
    return _seat(place, [f"{key}.*" for key in KEYS])


def _firm(name: str, area: str, industry: str, kinds: list[str]) -> Seat:
    values = {"name": name, "area": area, "industry": industry, "firm_kinds": kinds, "code__unknown": "1"}
    return _seat(deliver(Act(None, "enterprise", "create", values=values)).row.organisation, FIRM_MAY)


@pytest.fixture
def county(db: None) -> County:
    for path, name in AREAS:
        parent = {4: path[:2], 7: path[:4], 10: path[:7]}.get(len(path))
        level = {2: 1, 4: 2, 7: 3, 10: 4}[len(path)]
        Area.objects.create(path=path, name=name, full_name=name, level=level, parent_id=parent)
    return County(
        _authority("武进区安委办", "office", "3204012"),
        _authority("武进区应急管理局", "department", "3204012", "chemical"),
        _authority("湖塘镇人民政府", "locality", "3204012100"),
        _firm("湖塘化工有限公司", "3204012100", "chemical", ["chemical", "dust"]),
        _firm("湖塘饭店", "3204012100", "catering", ["catering"]),
        _firm("牛塘纺织有限公司", "3204012101", "textile", ["textile"]),
    )
