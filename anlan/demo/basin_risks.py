"""Risk sources with their assessments and daily records, the major ones under supervision; stores of dangerous goods."""

from random import Random
from typing import Any

from anlan.domain.risk.models import DangerousGoods, RiskSource
from anlan.kernel.clock import now, today
from anlan.kernel.scope.models import Seat

from .agenda import Agenda, Play
from .basin import Basin, Site
from .basin_hazards import from_records
from .basin_words import Goods, Source, findings, fitting, goods, placed, sources
from .names import person_name
from .numbers import mobile
from .world import World, after

FINE = (
    "按频次检查，措施落实。",
    "防护设施完好，人员持证到岗。",
    "监测数据在控制值以内。",
    "班前交底已做，警戒设置到位。",
)
LACKING = ("临时拆除的防护没有恢复。", "观测点被压，当天没有读数。", "警戒区无人值守。")
ENOUGH = 6
"""Sources of a section; a small basin has fewer rows in all, for it has fewer sections."""
FAILS = 0.08


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """Those of units that work for themselves."""
    for unit in basin.operators:
        agenda.add(_own(world, unit))


def begin(world: World, agenda: Agenda, site: Site, number: int) -> None:
    """A section's sources, one of them major; every other section keeps a store."""
    random = world.dice("sources", number)
    fit = fitting(sources(), site.project.kind)
    chosen = [random.choice([one for one in fit if one.level == "major"])]
    chosen += random.sample([one for one in fit if one.level != "major"], random.randint(3, ENOUGH))
    for order, source in enumerate(chosen):
        agenda.add(_source(world, agenda, site, source, (number, order)))
    if number % 2 == 0:
        for order, one in enumerate(random.sample(fitting(goods(), site.project.kind), 2)):
            agenda.add(_store(world, site, one, (number, order)))


def _told(random: Random, source: Source, site: Site) -> dict[str, Any]:
    values: dict[str, Any] = {
        "section": site.section.pk, "category": source.category, "name": source.name,
        "place": placed(source.place, random, site.project.kind), "danger": source.danger, "existence": source.existence,
        "trigger": source.trigger, "accidents": source.accidents, "measures": source.measures, "level": source.level,
        "check_every": source.check, "site_keeper": site.people["responsible"], "site_phone": mobile(random),
        "unit_keeper": site.people["manager"], "unit_phone": mobile(random), "overseer": person_name(random, "m"),
        "overseer_phone": mobile(random),
    } | judged(source)  # fmt: skip
    if site.project.longitude is not None:
        values |= {
            "longitude": f"{float(site.project.longitude) + random.uniform(-0.01, 0.01):.6f}",
            "latitude": f"{float(site.project.latitude) + random.uniform(-0.01, 0.01):.6f}",
        }
    return values


def judged(source: Source) -> dict[str, str]:
    """The numbers of its assessment."""
    names = {"lec": ("likelihood", "exposure", "severity"), "ls": ("ls_likelihood", "ls_severity")}
    found = dict(zip(names.get(source.method, ()), source.numbers.split(), strict=True))
    return found | ({"method": source.method} if source.method else {})


def _source(world: World, agenda: Agenda, site: Site, source: Source, number: tuple[int, int]) -> Play:
    random = world.dice("source", *number)
    yield after(random, now(), 2, 60 if number[1] else 20)
    pk = world.act(site.contractor, "risksource", "create", **_told(random, source, site)).record
    agenda.add(_records(world, agenda, site, pk, number))
    yield after(random, now(), 1, 9)
    if random.random() < 0.06:
        world.act(site.owner, "risksource", "send_back", pk, opinion="管控措施没有写明责任到人，请补充后再提交。")
        yield after(random, now(), 1, 3)
        world.act(site.contractor, "risksource", "resubmit", pk)
        yield after(random, now(), 1, 2)
    if random.random() < 0.1 and number[1]:
        return
    world.act(site.owner, "risksource", "confirm", pk)
    if RiskSource.objects.get(pk=pk).is_grave:
        yield from _upward(world, site, pk, random)
    elif random.random() < 0.3:
        yield after(random, now(), 80, 95)
        world.act(
            site.contractor,
            "risksource",
            "reassess",
            pk,
            level="general",
            **judged(source),
            opinion="施工条件没有变化，按期重新评价。",
        )


def _upward(world: World, site: Site, pk: int, random: Random) -> Play:
    """报送, 接受监管申请 and 完成监管; some of the last weeks still wait."""
    yield after(random, now(), 1, 4)
    world.act(site.owner, "risksource", "report", pk)
    yield after(random, now(), 1, 12)
    world.act(site.supervisor, "risksource", "accept", pk)
    yield after(random, now(), 1, 25)
    watcher = {"watcher": person_name(random, "m"), "watcher_phone": mobile(random)}
    world.act(site.supervisor, "risksource", "supervise", pk, **watcher)


def _records(world: World, agenda: Agenda, site: Site, source: int, number: tuple[int, int]) -> Play:
    """Some weeks apart: what is entered daily would be a hundred thousand rows."""
    random = world.dice("records", *number)
    while True:
        yield after(random, now(), *((20, 45) if number[1] == 0 else (60, 150)))
        fails = random.random() < FAILS
        values = {"measures": "in_place", "found": random.choice(FINE)}
        if fails:
            values = {
                "measures": random.choice(("missing", "failed")),
                "found": random.choice(LACKING),
                "handling": "已通知班组当天恢复。",
            }
        made = world.act(
            site.contractor, "monitoringrecord", "create", source=source, checker=site.people["checker"],
            checked_on=today().isoformat(), **values,
        ).record  # fmt: skip
        if fails:
            agenda.add(from_records(world, site, made, random.choice(findings())))


def _store(world: World, site: Site, one: Goods, number: tuple[int, int]) -> Play:
    """In by the lot, out by what is needed; one store in ten holds more than it may."""
    random = world.dice("store", *number)
    yield after(random, now(), 3, 40)
    pk = world.act(
        site.contractor, "dangerousgoods", "create", section=site.section.pk, name=one.name, kind=one.kind,
        measure=one.measure, place=one.place, safe_limit=one.limit, keeper=site.people["keeper"],
        keeper_phone=mobile(random), note=one.note,
    ).record  # fmt: skip
    lot, most = int(one.brought), int(one.limit)
    while True:
        stock = int(DangerousGoods.objects.values_list("stock", flat=True).get(pk=pk))
        greedy = random.random() < 0.1
        way, amount, purpose = "out", float(round(stock * random.uniform(0.3, 0.8))), "现场领用"
        if stock < lot / 2 or greedy:
            way, amount, purpose = "in", lot if not greedy else round(most * 0.8), "供应商送货，验收入库"
        if amount > 0:
            world.act(
                site.contractor, "stockmove", "create", goods=pk, way=way, amount=str(amount), moved_on=today().isoformat(),
                person=site.people["keeper"], purpose=purpose,
            )  # fmt: skip
        yield after(random, now(), 20, 60)


def _own(world: World, unit: Seat) -> Play:
    """A sluice keeper's own sources."""
    random = world.dice("own sources", unit.pk)
    for source in [one for one in sources() if "operator" in one.kinds.split()]:
        yield after(random, now(), 2, 9)
        values = {
            "category": source.category, "name": source.name, "place": placed(source.place, random, "sluice"),
            "danger": source.danger, "existence": source.existence, "trigger": source.trigger, "accidents": source.accidents,
            "measures": source.measures, "level": source.level, "check_every": source.check,
            "site_keeper": person_name(random, "m"), "site_phone": mobile(random), "unit_keeper": person_name(random, "m"),
            "unit_phone": mobile(random), "overseer": person_name(random, "m"), "overseer_phone": mobile(random),
        } | judged(source)  # fmt: skip
        pk = world.act(unit, "risksource", "create", **values).record
        yield after(random, now(), 1, 3)
        world.act(unit, "risksource", "confirm", pk)
