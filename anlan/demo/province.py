"""The province of construction: who supervises, which companies build there, with their branches, and under which editions.

Areas are real; authorities carry the names such authorities have, companies, people and works are invented.
"""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from anlan.domain.site import standing
from anlan.domain.site.kinds import Account
from anlan.domain.site.models import Branch
from anlan.domain.standard.kinds import Kind
from anlan.domain.standard.load import load_standard
from anlan.kernel.clock import now
from anlan.kernel.people.models import User
from anlan.kernel.scope.models import Area, Organisation, Seat

from .accounts import open_seat, password_hash
from .names import person_name, syllables
from .numbers import citizen_id, credit_code, mobile
from .province_words import ITEMS
from .world import World

PROVINCE, CITY, DISTRICT = "32", "3204", "3204012"
HERO, HERO_CODE = "宏基建设集团有限公司", "91320412MA1ANL078Y"
COUNTIES = (
    DISTRICT, "3204011", "3204002", "3204004", "3204013", "3204081", "3202081", "3202082", "3205083", "3205009", "3201015", "3201013",
)  # fmt: skip
"""Where there are sites; the first one is where most of the hero's stand."""
BRANCHES = (("苏南区域公司", "常州、镇江"), ("锡常区域公司", "无锡、江阴、宜兴"), ("宁苏区域公司", "南京、苏州"))
BRANCH_OF = {"3204": 0, "3202": 1, "3205": 2, "3201": 2}
TAILS = ("建设集团有限公司", "建筑工程有限公司", "建设工程有限公司", "建工有限公司", "市政工程有限公司")
HERO_SCENES, OTHER_SCENES = 12, 9
WHOLE, SMALLEST = (300, 40, 400), (40, 4, 24)
"""(firms of the district, companies, sites): between the two in proportion."""


@dataclass
class Company:
    """A company on the stage. ``branches``: (row, seat); ``care``: how well it looks after its sites, up to 1."""

    unit: Organisation
    seat: Seat
    care: float
    branches: list[tuple[Branch, Seat]] = field(default_factory=list)


@dataclass
class Yard:
    """A site on the stage. ``foreman``: the seat of its people, None while they have no account; ``care``: 0 to 1."""

    row: Any
    company: Company
    station: Seat
    number: int
    care: float
    officer: str
    foreman: Seat | None = None
    branch: Seat | None = None
    is_scene: bool = False


@dataclass
class Province:
    """The province while its history is played. ``stations``: seats by area path.

    ``waiting``: number, company and first day of the sites that are still to come.
    """

    bureau: Seat
    city: Seat
    reviewer: Seat
    stations: dict[str, Seat]
    companies: list[Company] = field(default_factory=list)
    yards: list[Yard] = field(default_factory=list)
    hero_share: int = 0
    waiting: list[tuple[int, Company, date]] = field(default_factory=list)


def is_scene(number: int, hero_share: int) -> bool:
    """Is this one of the sites that tell a story, the first of the hero's and of the others'?"""
    return number < HERO_SCENES or 0 <= number - hero_share < OTHER_SCENES


def size_of(firms: int) -> tuple[int, int]:
    """Companies and sites of a province beside so many firms."""
    (most, *whole), (least, *small) = WHOLE, SMALLEST
    share = (min(max(firms, least), most) - least) / (most - least)
    companies, sites = (round(low + (high - low) * share) for low, high in zip(small, whole, strict=True))
    return companies, sites


def set_up(world: World, companies: int) -> Province:
    """Authorities, editions and companies. The first account of each role is the one the sign-in page shows."""
    random = world.dice("province")
    stations = {path: _station(world, path, random) for path in COUNTIES}
    reviewer = _reviewer(world, random)
    city = _officer(world, _authority(world, "常州市住房和城乡建设局", CITY), random)
    bureau = _officer(world, _authority(world, "江苏省住房和城乡建设厅", PROVINCE), random)
    province = Province(bureau, city, reviewer, stations)
    for kind in (Kind.JGJ59, Kind.DUST, Kind.PROVINCE_WORDING):
        load_standard(PROVINCE, bureau, kind=kind)
    for number, (name, full) in enumerate(ITEMS, 1):
        values = {
            "edition": "示例 2026版",
            "valid_from": world.start.isoformat(),
            "number": number,
            "name": name,
            "full": full,
        }
        world.act(bureau, "evaluationitem", "create", **{k: str(v) for k, v in values.items()})
    words = syllables(world.dice("province", "words"))
    for number in range(companies):
        province.companies.append(_company(world, province, number, next(words), random))
    return province


def _authority(world: World, name: str, area: str) -> Organisation:
    lines = [{"area": Area.objects.get(pk=area).full_name, "industry": "construction"}]
    values = {"name": name, "kind": "department", "area": area, "oversees": lines, "is_open": True}
    made: Organisation = world.act(None, "organisation", "create", **values).row
    return made


def _station(world: World, path: str, random: Random) -> Seat:
    name = Area.objects.get(pk=path).name
    return _officer(world, _authority(world, f"{name}建设工程安全监督站", path), random)


def _officer(world: World, place: Organisation, random: Random) -> Seat:
    person = person_name(random, random.choice("mf"))
    return open_seat(world, place, "construction_authority", f"{place.name}-{person}", person, phone=mobile(random))


def _reviewer(world: World, random: Random) -> Seat:
    """The bureau looks at registrations; it has another account for its own industry's firms."""
    home, person = Organisation.objects.get(name="武进区住房和城乡建设局"), person_name(random, "m")
    return open_seat(world, home, "construction_authority", f"住建局-安全监督-{person}", person, phone=mobile(random))


# Companies ----------------------------------------------------------------------------------------------------------


def _company(world: World, province: Province, number: int, word: str, random: Random) -> Company:
    area = DISTRICT if not number else random.choice(COUNTIES[1:])
    name = word + random.choice(TAILS) if number else HERO
    code = credit_code(random, Area.objects.get(pk=area).code) if number else HERO_CODE
    registered = register(world, random, name, code, area)
    doer = province.stations[area] if number else province.reviewer
    world.act(doer, "registration", "accept", registered.pk, opinion="营业执照与填报一致。")
    registered.refresh_from_db()
    seat = Seat.objects.select_related("user", "organisation", "role").get(organisation=registered.unit)
    care = 0.93 if not number else random.choices((0.97, 0.85, 0.6), (5, 4, 2))[0]
    company = Company(seat.organisation, seat, care)
    if not number:
        company.branches = [_branch(world, seat, *told, random) for told in BRANCHES]
    return company


def register(world: World, random: Random, name: str, code: str, area: str) -> Any:
    """A company registers itself: its account, and what it says of itself."""
    person, phone = person_name(random, "m"), mobile(random)
    user = User.objects.create(username=code, name=person, phone=phone, password=password_hash(), password_set_at=now())
    return world.act(
        None, "registration", "create", portal="construction", name=name, code=code, area=area, contact=person,
        citizen_id=citizen_id(random, "m"), phone=phone, licence=[world.album.give("paper", 1, user.pk, fixed=True)],
    ).row  # fmt: skip


def _branch(world: World, seat: Seat, name: str, region: str, random: Random) -> tuple[Branch, Seat]:
    head, phone = person_name(random, "m"), mobile(random)
    row = world.act(seat, "branch", "create", name=name, region=region, head=head, phone=phone).row
    part = row.organisation
    opened = open_seat(world, part, "construction_branch", part.name, head, phone=phone)
    # 开通帐号 gives a password of its own each time; the demo's is everybody's, so the account is opened beside it.
    Branch.objects.filter(pk=row.pk).update(account=Account.OPEN)
    return row, opened


def forget(*seats: Seat | None) -> None:
    """Seats live as long as the play here, not as long as a request: what they reach is compiled anew."""
    for seat in seats:
        if seat is not None:
            standing.forget(seat)
