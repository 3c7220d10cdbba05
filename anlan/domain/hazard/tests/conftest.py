"""A small district around two firms: township, department, safety committee's office, each with a seat."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from anlan.domain.enterprise.models import Enterprise
from anlan.domain.hazard.models import Hazard
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.doors.files import take_in
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.models import Area, Grant, Organisation, Seat
from anlan.kernel.trail.models import Attachment

TOWN, OTHER_TOWN, COUNTY = "3204012100", "3204012101", "3204012"


@dataclass
class District:
    """The seats, and ways to act from them."""

    owner: Seat
    colleague: Seat
    neighbour: Seat
    locality: Seat
    other_locality: Seat
    department: Seat
    office: Seat

    def hazard(self, seat: Seat | None = None, **values: Any) -> Hazard:
        """A new hazard, by the owner unless another seat is named."""
        told = {"problem": "反应釜安全阀未校验", "place": "一车间", "responsible": "王建国", "acceptor": "李红"}
        return deliver(Act(seat or self.owner, "hazard", "create", values=told | values)).row

    def major(self, seat: Seat | None = None, **values: Any) -> Hazard:
        """A new major hazard."""
        told = {"level": "major", "criterion__unknown": "1", "criterion_note": "须局部停产治理", "interim": ["stopped"]}
        return self.hazard(seat, **(told | values))

    def does(self, seat: Seat | None, verb: str, row: Hazard, **values: Any) -> Hazard:
        """Moves a hazard; the row as it is afterwards."""
        deliver(Act(seat, "hazard", verb, row.pk, values))
        return Hazard.objects.get(pk=row.pk)

    def photo(self, seat: Seat | None = None, body: bytes = b"", seed: int = 1) -> str:
        """An uploaded picture's id."""
        return str(take_in("现场.jpg", body or picture(seed), (seat or self.owner).user_id).pk)

    def finishes(self, row: Hazard, **values: Any) -> Hazard:
        """整改完毕 by the owner."""
        told = {"responsible": "王建国", "place": "一车间", "rectification_note": "已送检合格"}
        told["photos_after"] = values.pop("photos_after", None) or [self.photo(seed=77)]
        return self.does(self.owner, "finish", row, **(told | values))

    def accepts(self, row: Hazard, **values: Any) -> Hazard:
        """验收通过 by the colleague."""
        told = {"acceptor": "李红", "review_opinion": "符合要求", "acceptance_result": "passed"}
        return self.does(self.colleague, "accept", row, **(told | values))


def picture(seed: int) -> bytes:
    """A picture like no other seed's."""
    image = Image.new("RGB", (640, 480), (200, 200, 190))
    draw = ImageDraw.Draw(image)
    value = seed * 7919 + 17
    for _ in range(40):
        value = (value * 1103515245 + 12345) % 2**31
        x, y, size = value % 560, (value >> 8) % 400, 30 + value % 90
        draw.rectangle((x, y, x + size, y + size), fill=(value % 251, (value >> 5) % 251, (value >> 11) % 251))
    out = BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def _areas() -> None:
    rows = (("32", "江苏省", 1, None), ("3204", "常州市", 2, "32"), (COUNTY, "武进区", 3, "3204"),
            (TOWN, "湖塘镇", 4, COUNTY), (OTHER_TOWN, "牛塘镇", 4, COUNTY))  # fmt: skip
    for path, name, level, parent in rows:
        Area.objects.create(path=path, name=name, full_name=name, level=level, parent_id=parent)


def _seat(place: Organisation, name: str, role: Role) -> Seat:
    return Seat.objects.create(user=User.objects.make(name), organisation=place, role=role)


def _authority(name: str, kind: str, area: str, role: Role, industry: str = "") -> Seat:
    place = Organisation.objects.create(name=name, kind=kind, area_id=area, industry=industry)
    Grant.objects.create(organisation=place, area_id=area, industry=industry)
    return _seat(place, f"{name}人员", role)


@pytest.fixture
def district(db: None, settings: Any, tmp_path: Path) -> District:
    settings.FILES_ROOT = tmp_path
    _areas()
    may = ["hazard.*", "enterprise.view"]
    role = Role.objects.create(key="all", title="全部", portal="self_check", permissions=may)
    locality = _authority("湖塘镇安监办", "locality", TOWN, role)
    other = _authority("牛塘镇安监办", "locality", OTHER_TOWN, role)
    department = _authority("区应急局", "department", COUNTY, role, "chemical")
    office = _authority("区安委办", "office", COUNTY, role)
    firms = [
        Organisation.objects.create(
            name=name, kind="enterprise", area_id=TOWN, industry="chemical", locality=locality.organisation,
            department=department.organisation, office=office.organisation,
        )
        for name in ("安澜化工有限公司", "隔壁化工有限公司")
    ]  # fmt: skip
    for firm in firms:
        Enterprise.objects.create(organisation=firm, name=firm.name, area_id=TOWN, industry="chemical")
    return District(
        owner=_seat(firms[0], "王建国", role), colleague=_seat(firms[0], "李红", role),
        neighbour=_seat(firms[1], "赵邻", role), locality=locality, other_locality=other, department=department,
        office=office,
    )  # fmt: skip


def bound(pk: str) -> Attachment:
    """An attachment as it stands now."""
    return Attachment.objects.get(pk=pk)
