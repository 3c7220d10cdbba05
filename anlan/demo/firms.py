"""Puts the firms on the stage: file, account, people, pictures."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from anlan.domain.enterprise.models import Enterprise
from anlan.kernel.scope.models import Area, Organisation

from .accounts import open_seat
from .authorities import DISTRICT, HERO_TOWN
from .files import file_values, with_gaps
from .names import firm_name, other_name, person_name, syllables
from .numbers import citizen_id, mobile
from .trades import BY_KEY, Trade, some_trade
from .world import Firm, World, month_start

HERO = "常州市岚泽精细化工有限公司"
HERO_PEOPLE = {"principal": "岳宏远", "safety_head": "方静宜", "safety_manager": "秦立功", "acceptor": "岳宏远"}
HERO_FACTS = {
    "score": "86.5", "grade": "county", "is_standardised": True, "standard_level": "3", "is_insured": True,
    "has_emergency_plan": True, "has_rules": True, "employees": 68, "scale": "small", "is_leased": False,
}  # fmt: skip
FIRM_ROLE = "enterprise_safety_officer"


def people_of(random: Random) -> dict[str, str]:
    """Who is who in a firm, by part; two persons at least, so that one may accept what the other did."""
    principal = person_name(random, "m")
    head = other_name(random, principal)
    return {"principal": principal, "safety_head": head, "safety_manager": other_name(random, principal, head),
            "acceptor": principal}  # fmt: skip


def set_up(world: World, count: int, tell: Callable[[int, int], None]) -> None:
    """Makes the firms, the hero first; ``tell`` hears how many of how many there are."""
    places = _places()
    words = syllables(world.dice("syllables"))
    hero_place = next(p for p in places[HERO_TOWN])
    world.firms.append(_make(world, 0, HERO, BY_KEY["fine_chemical"], hero_place, HERO_PEOPLE))
    towns = sorted(places)
    for number in range(1, count):
        random = world.dice("firm", number)
        trade = some_trade(random)
        town = random.choices(towns, [len(places[t]) + (5 if t == HERO_TOWN else 0) for t in towns])[0]
        name = firm_name(random, next(words), random.choice(trade.words), trade.forms, _name_of(town))
        world.firms.append(_make(world, number, name, trade, random.choice(places[town]), people_of(random)))
        tell(number + 1, count)


def _places() -> dict[str, list[str]]:
    """The district's villages by town; a town without villages stands for itself."""
    rows = Area.objects.filter(path__startswith=DISTRICT, level__gte=4).order_by("path").values_list("path", flat=True)
    found: dict[str, list[str]] = {}
    for path in rows:
        found.setdefault(path[:10], []).append(path)
    return {town: paths[1:] or paths for town, paths in found.items()}


def _name_of(town: str) -> str:
    return str(Area.objects.values_list("name", flat=True).get(pk=town))


def _make(world: World, number: int, name: str, trade: Trade, area: str, people: dict[str, str]) -> Firm:
    random = world.dice("file", number)
    values = file_values(random, trade, name, area, world.today, people)
    if not number:
        values |= HERO_FACTS
    elif random.random() < 0.2:
        values = with_gaps(random, values)
    officer = world.localities[area[:10]]
    unit = Organisation.objects.get(pk=world.act(officer, "enterprise", "create", **values).record)
    phone = mobile(random)
    seat = open_seat(world, unit, FIRM_ROLE, name, people["safety_head"], by=officer, phone=phone)
    # 账号与岗位 opens accounts of every kind and so leaves this mark of the firm's file to whoever opens a firm's.
    Enterprise.objects.filter(pk=unit.pk).update(has_account=True)
    firm = Firm(
        unit=unit, seat=seat, trade=trade.key, kinds=trade.kinds, checker=people["safety_head"],
        responsible=(people["safety_manager"], people["safety_head"]), acceptor=people["acceptor"],
        diligence=0.97 if not number else random.choices((0.95, 0.75, 0.4, 0.06), (30, 35, 22, 13))[0],
        promptness=0.9 if not number else random.choice((0.95, 0.85, 0.7, 0.5)), joined=_joined(world, random, number),
    )  # fmt: skip
    for person in _people(random, people, world.today, phone, all_of_them=not number):
        world.act(seat, "person", "create", **person)
    return firm


def _joined(world: World, random: Random, number: int) -> date:
    """The district brought its firms in over the year, most of them lately; some were there from the beginning."""
    if not number or random.random() < 0.08:
        return world.start
    return month_start(world.today, min(world.months - 1, 1 + int(world.months * random.random() ** 5)))


def _people(
    random: Random, people: dict[str, str], today: date, phone: str, *, all_of_them: bool
) -> Iterator[dict[str, object]]:
    parts = (("safety_head", "安全科长"), ("principal", "总经理"), ("safety_manager", "车间主任"))
    for kind, post in parts if all_of_them else parts[: random.choice((1, 1, 1, 2))]:
        sex = "f" if people[kind][1:] in ("静宜",) else "m"
        yield {
            "kind": kind, "name": people[kind], "sex": sex, "citizen_id": citizen_id(random, sex),
            "phone": phone if kind == "safety_head" else mobile(random), "post": post,
            "education": random.choice(("senior", "college", "bachelor")), "is_full_time": kind == "safety_head",
            "started_on": (today - timedelta(days=random.randint(200, 3000))).isoformat(),
            "certificates": [{
                "name": "安全生产知识和管理能力考核合格证", "number": f"{random.randrange(10**8):08d}",
                "until": (today + timedelta(days=random.randint(-15, 900))).isoformat(),
            }],
        }  # fmt: skip
