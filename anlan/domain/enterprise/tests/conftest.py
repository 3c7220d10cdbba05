"""A small district for the rules of a firm's file: two towns, their authorities, one registered firm."""

from dataclasses import dataclass
from typing import Any

import pytest

from anlan.domain.enterprise import accounts
from anlan.domain.enterprise.models import Enterprise
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.models import Area, Grant, Organisation, Seat

STARS = [f"{key}.*" for key in ("enterprise", "photo", "person", "changerequest")]
FIRM_MAY = ["enterprise.view", "enterprise.change", "photo.*", "person.*", "changerequest.view", "changerequest.create",
            "changerequest.withdraw"]  # fmt: skip
NEW = {"name": "安澜化工有限公司", "code": "91320412MA1EXAMP3F", "area": "3204012100", "industry": "chemical"}


@dataclass
class District:
    """Who there is: the seats of two towns, of the department, and of the firm itself."""

    town: Seat
    other_town: Seat
    department: Seat
    firm: Enterprise
    owner: Seat


def authority(name: str, kind: str, area: str, industry: str = "") -> Seat:
    """A seat of an authority that oversees ``area``."""
    place = Organisation.objects.create(name=name, kind=kind, area_id=area, industry=industry)
    Grant.objects.create(organisation=place, area_id=area, industry=industry)
    role, _ = Role.objects.get_or_create(
        key="authority", defaults={"title": "监管人员", "portal": "self_check", "permissions": STARS}
    )
    return Seat.objects.create(user=User.objects.make(name), organisation=place, role=role)


def register_firm(seat: Seat | None, **values: Any) -> Enterprise:
    """A firm registered by an act, fixed information only."""
    return deliver(Act(seat, "enterprise", "create", values=NEW | values)).row


def make_areas() -> None:
    """One county with two towns."""
    rows = (("32", "江苏省", 1), ("3204", "常州市", 2), ("3204012", "武进区", 3), ("3204012100", "湖塘镇", 4),
            ("3204012101", "牛塘镇", 4))  # fmt: skip
    full = ""
    for path, name, level in rows:
        full = full + name if level < 4 else "江苏省常州市武进区" + name
        parent = {2: path[:2], 3: path[:4], 4: path[:7]}.get(level)
        Area.objects.create(path=path, name=name, full_name=full, level=level, parent_id=parent)


@pytest.fixture
def district(db: None) -> District:
    make_areas()
    Role.objects.create(key=accounts.ROLE, title="企业安全员", portal="self_check", permissions=FIRM_MAY)
    town = authority("湖塘镇人民政府", "locality", "3204012100")
    other = authority("牛塘镇人民政府", "locality", "3204012101")
    department = authority("武进区应急管理局", "department", "3204012", "chemical")
    firm = register_firm(department)
    deliver(Act(department, "enterprise", "open_account", firm.pk))
    owner = Seat.objects.select_related("organisation", "user", "role").get(organisation_id=firm.pk)
    firm.refresh_from_db()
    return District(town, other, department, firm, owner)
