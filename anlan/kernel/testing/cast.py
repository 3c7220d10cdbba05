"""The cast: one small district and everybody who matters to a row."""

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from PIL import Image, ImageDraw

from anlan.kernel.act.act import Act, Receipt, deliver
from anlan.kernel.clock import now
from anlan.kernel.doors.files import take_in
from anlan.kernel.people.models import ApiToken, Role, User, UserSession
from anlan.kernel.people.seed import seed_roles
from anlan.kernel.scope.models import Area, Grant, Organisation, Seat

AREAS = (
    ("32", "江苏省"), ("3204", "常州市"), ("3204012", "武进区"), ("3204011", "新北区"), ("3204012100", "湖塘镇"),
    ("3204012102", "牛塘镇"), ("3204011100", "春江镇"), ("3204012100001", "城西村"),
)  # fmt: skip
DISTRICT = (
    "owner", "colleague", "neighbour", "locality", "department", "office", "other_locality", "other_department", "viewer",
    "stranger", "platform", "security", "auditor",
)  # fmt: skip
WORKS = ("builder", "engineer", "contractor", "rival", "operator", "bureau", "province")
"""Those of works under construction: owner of the project, engineer, contractor, a contractor without a section, a unit that works
for itself, the water bureau of the county it stands in, and the province's that supervises it directly."""
SITES = ("director", "regional", "foreman", "competitor", "inspectorate", "overseer")
"""Those of building sites: a construction company's safety director, its branch, the people on a site, another company, the body
that supervises the site directly, and the city's that reads its area. Branch and site find their sites by the tests of the subject."""
MEMBERS = (*DISTRICT, *WORKS, *SITES)
FIRMS = {
    "owner": ("岚泽化工有限公司", "91320412MA1ANL019U", "3204012100", "chemical"),
    "neighbour": ("隔壁化工有限公司", "91320412MA1ANL027N", "3204012100", "chemical"),
    "stranger": ("远方机械有限公司", "91320412MA1ANL035H", "3204011100", "machinery"),
}
WATER_UNITS = {
    "builder": ("澄江水库建设管理处", "91320412MA1ANL043C", "owner", "works_owner"),
    "engineer": ("润泽工程监理有限公司", "91320412MA1ANL0517", "engineer", "works_engineer"),
    "contractor": ("远江水利工程有限公司", "91320412MA1ANL06XY", "contractor", "works_contractor"),
    "rival": ("别处水利工程有限公司", "", "contractor", "works_contractor"),
    "operator": ("澄江河闸管理所", "", "operator", "works_unit"),
}
BUILDERS = {
    "director": ("宏基建设集团有限公司", "91320412MA1ANL078Y"),
    "competitor": ("远景建筑工程有限公司", "91320412MA1ANL086R"),
}
FAR = ("neighbour", "other_locality", "other_department", "stranger")


@dataclass
class Cast:
    """Seats by what they are to the owner's rows."""

    owner: Seat
    colleague: Seat
    neighbour: Seat
    locality: Seat
    department: Seat
    office: Seat
    other_locality: Seat
    other_department: Seat
    viewer: Seat
    stranger: Seat
    platform: Seat
    security: Seat
    auditor: Seat
    builder: Seat
    engineer: Seat
    contractor: Seat
    rival: Seat
    operator: Seat
    bureau: Seat
    province: Seat
    director: Seat
    regional: Seat
    foreman: Seat
    competitor: Seat
    inspectorate: Seat
    overseer: Seat

    def seat(self, name: str) -> Seat:
        """A member by name, freshly read so that nothing cached survives."""
        pk = getattr(self, name).pk
        return Seat.objects.select_related("organisation__area", "role", "user").get(pk=pk)

    def browser(self, name: str) -> Client:
        """A signed-in test client."""
        return signed_in(self.seat(name))

    def token(self, name: str) -> str:
        """An API key of a member, ready for the Authorization header."""
        return "Bearer " + ApiToken.issue(getattr(self, name), "test")[1]

    def does(self, member: str, register: str, verb: str, record: int | None = None, /, **values: Any) -> Receipt:
        """A member delivers an act."""
        return deliver(Act(self.seat(member), register, verb, record, values))

    def photo(self, name: str = "owner", seed: int = 1) -> str:
        """The id of a picture that a member has just uploaded."""
        return str(take_in(f"照片{seed}.jpg", picture(seed), getattr(self, name).user_id).pk)


def picture(seed: int = 1, size: tuple[int, int] = (320, 240)) -> bytes:
    """A small JPEG that differs by seed."""
    image = Image.new("RGB", size, (40 + seed * 37 % 200, 90 + seed * 11 % 150, 120))
    draw = ImageDraw.Draw(image)
    for i in range(12):
        x, y = (seed * 53 + i * 71) % size[0], (seed * 29 + i * 43) % size[1]
        draw.rectangle((x, y, x + 40, y + 25), fill=((i * 20 + seed * 7) % 255, (seed * 13) % 255, 60))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def signed_in(seat: Seat) -> Client:
    """A client with a session as sign-in would have made it."""
    client = Client()
    client.force_login(seat.user, backend="anlan.kernel.people.backends.NameBackend")
    store = SessionStore(session_key=client.session.session_key)
    store["seat"], store["must_choose"] = seat.pk, False
    store.save()
    UserSession.objects.create(user=seat.user, session_key=store.session_key or "", seen_at=now())
    return client


def make_cast() -> Cast:
    """The district with its people; what subjects need more (an Enterprise file) their listeners and tests add."""
    names: dict[str, str] = {}
    for path, name in AREAS:
        parent = next((p for p, _ in reversed(AREAS) if path != p and path.startswith(p)), None)
        names[path] = names.get(parent or "", "") + name
        Area.objects.create(
            path=path, code=path[:12], name=name, full_name=names[path], level=1 + len(path) // 3, parent_id=parent
        )
    seed_roles()
    make = _authorities()
    firms = {name: _firm(*facts) for name, facts in FIRMS.items()}
    seats = {name: _seat(name, place, role) for name, (place, role) in make.items()}
    for name, firm in firms.items():
        seats[name] = _seat(name, firm, "enterprise_safety_officer")
    seats["colleague"] = _seat("colleague", firms["owner"], "enterprise_safety_officer")
    return Cast(**seats, **_works(), **_sites())


def _works() -> dict[str, Seat]:
    """Those of works under construction; the works themselves are made by the tests of the subjects that know them."""
    province = _authority("江苏省水利厅", "department", "32", "water")
    bureau = _authority("武进区水利局", "department", "3204012", "water")
    bureau.parent = province
    bureau.save()
    seats = {
        "province": _seat("province", province, "water_authority"),
        "bureau": _seat("bureau", bureau, "water_authority"),
    }
    for name, (title, code, kind, role) in WATER_UNITS.items():
        values = {"name": title, "code": code, "area": "3204012", "industry": "water", "works_kind": kind}
        unit = deliver(Act(None, "enterprise", "create", values=values | ({} if code else {"code__unknown": "1"}))).row
        seats[name] = _seat(name, unit.organisation, role)
    return seats


def _sites() -> dict[str, Seat]:
    """Those of building sites; the sites themselves are made by the tests of the subjects that know them."""
    inspectorate = _authority("武进区建设工程安全监督站", "department", "3204012", "construction")
    overseer = _authority("常州市住房和城乡建设局", "department", "3204", "construction")
    seats = {
        "inspectorate": _seat("inspectorate", inspectorate, "construction_authority"),
        "overseer": _seat("overseer", overseer, "construction_authority"),
    }
    for name, (title, code) in BUILDERS.items():
        seats[name] = _seat(name, _firm(title, code, "3204012", "construction"), "construction_company")
    for name, title in (("regional", "苏南区域公司"), ("foreman", "项目部")):
        company = seats["director"].organisation
        part = Organisation.objects.create(
            name=f"{company}{title}", kind="part", area=company.area, industry="construction"
        )
        seats[name] = _seat(name, part, f"construction_{'branch' if name == 'regional' else 'site'}")
    return seats


def _authorities() -> dict[str, tuple[Organisation, str]]:
    office = _authority("武进区安委办", "office", "3204012")
    platform = _authority("平台管理中心", "platform", "32")
    return {
        "office": (office, "office_officer"),
        "viewer": (office, "viewer"),
        "locality": (_authority("湖塘镇政府", "locality", "3204012100"), "locality_officer"),
        "other_locality": (_authority("牛塘镇政府", "locality", "3204012102"), "locality_officer"),
        "department": (_authority("武进区应急管理局", "department", "3204012", "chemical"), "department_officer"),
        "other_department": (_authority("武进区商务局", "department", "3204012", "trade"), "department_officer"),
        "platform": (platform, "system_administrator"),
        "security": (platform, "security_administrator"),
        "auditor": (platform, "audit_administrator"),
    }


def _authority(name: str, kind: str, area: str, industry: str = "") -> Organisation:
    place = Organisation.objects.create(name=name, kind=kind, area_id=area)
    Grant.objects.create(organisation=place, area_id=area, industry=industry)
    return place


def _firm(name: str, code: str, area: str, industry: str) -> Organisation:
    """A firm with its file, made by the system's own act."""
    values = {"name": name, "code": code, "area": area, "industry": industry}
    return deliver(Act(None, "enterprise", "create", values=values)).row.organisation


def _seat(name: str, place: Organisation, role: str) -> Seat:
    user = User.objects.make(f"{place.name}-{name}", f"{name}某", password=None)
    return Seat.objects.create(
        user=user,
        organisation=place,
        role=Role.objects.get(key=role),
        starts_on=date(2020, 1, 1),
        account=user.username,
    )
