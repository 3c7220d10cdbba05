"""Accidents of the basin: few, one of them 较大 with its urgent call, its follow-ups, and all levels up to the ministry."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from anlan.domain.accident import kinds, rules, terms
from anlan.domain.accident.models import AccidentRecord, QuickReport
from anlan.kernel.clock import day_of, now, today
from anlan.kernel.scope.models import Seat

from .agenda import Agenda, Play
from .basin import Basin, Site
from .numbers import mobile
from .world import World, after, moment


@dataclass(frozen=True)
class Accident:
    """One accident. ``kind``: its number in the new and in the old edition."""

    kind: tuple[int, int]
    place: str
    course: str
    measures: str
    deaths: int = 0
    serious: int = 0
    light: int = 0
    loss: str = ""


LARGER = Accident(
    (12, 10), "泵房基坑南侧", "基坑南侧边坡降雨后突然滑塌，正在坑底清槽的四名工人被埋。", "立即停工，调集挖机和人员救援，120 到场，封闭现场并疏散。",
    2, 2, 1, "320",
)  # fmt: skip
ACCIDENTS = (
    Accident((10, 9), "模板支架外侧", "木工拆模时踩空，从五米高处坠落。", "伤者送医，该作业面停工整改。", 0, 1, 0, "18.5"),
    Accident((1, 1), "钢筋堆场", "吊运钢筋时绑扎松脱，一根钢筋砸中下方辅助工。", "伤者送医，停用该吊索具，全员教育。", 0, 1, 1, "12"),
    Accident((6, 5), "拌和站", "检修配电柜时未断电，检修电工触电，经抢救无效死亡。", "切断电源，保护现场，全场临时用电排查。", 1, 0, 0, "156"),
    Accident((2, 2), "下坝道路", "自卸车倒车时将指挥人员撞伤。", "伤者送医，道路封闭，倒车配专人指挥。", 0, 1, 0, "9.8"),
)  # fmt: skip
SMALL = (
    Accident((4, 3), "木工加工棚", "操作圆锯时手指被划伤。", "就近包扎，当天返岗。", light=1, loss="0.3"),
    Accident((1, 1), "脚手架下方", "扣件坠落擦伤路过人员肩部。", "门诊处理，休息三天。", light=1, loss="0.2"),
    Accident((8, 7), "沥青防渗层作业面", "热沥青飞溅，烫伤手背。", "门诊处理，换发防护手套。", light=1, loss="0.5"),
)


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """One 较大, one ordinary for some thirty sections, and some small ones that only the monthly record knows."""
    sites = basin.sites
    agenda.add(_larger(world, sites[len(sites) // 2]))
    for number in range(max(1, len(sites) // 30)):
        site = sites[(7 * number + 4) % len(sites)]
        agenda.add(_ordinary(world, site, ACCIDENTS[number % len(ACCIDENTS)], number))
    for number in range(max(2, len(sites) // 12)):
        site = sites[(11 * number) % len(sites)]
        agenda.add(_small(world, site, SMALL[number % len(SMALL)], number))


def _on(day: Any, numbers: tuple[int, int]) -> str:
    """The type by the edition in force on a day."""
    edition = rules.edition_on(day, terms.types_from())
    return f"{edition.key}-{numbers[edition is kinds.GB1986]:02d}"


def _written(when: datetime) -> str:
    return f"{timezone.localtime(when):%Y-%m-%d %H:%M}"


def facts(site: Site, one: Accident, happened: datetime) -> dict[str, Any]:
    """What a quick report and a monthly record both say."""
    return {
        "section": site.section.pk, "party": "contractor", "happened_at": _written(happened),
        "kind": _on(day_of(happened), one.kind), "place": one.place, "deaths": one.deaths,
        "serious": one.serious, "light": one.light, "missing": 0, "loss": one.loss,
    }  # fmt: skip


def _quick(world: World, site: Site, one: Accident, happened: datetime, told: datetime) -> int:
    values = facts(site, one, happened) | {
        "told_at": _written(told), "told_by": site.people["responsible"], "measures": one.measures,
        "overview": f"{site.contractor.organisation}承建{site.project}{site.section}，合同工期内正常施工。",
        "scene": f"{one.place}已停工封闭，现场保护完好。", "course": one.course,
        "photos": [world.album.give("pit", site.section.pk, site.owner.user_id)],
    }  # fmt: skip
    return world.act(site.owner, "quickreport", "create", **values).record


def _larger(world: World, site: Site) -> Play:
    """Told past the levels at once, reported within the hour, passed on up to the top, a death added on the third day."""
    happened = moment(max(world.start + timedelta(days=20), world.today - timedelta(days=68)), 14, 10)
    yield happened + timedelta(minutes=14)
    urgent = world.act(
        site.contractor, "urgentreport", "create", section=site.section.pk, happened_at=_written(happened), place=LARGER.place,
        brief="边坡滑塌，四人被埋，正在救援。", casualties="四人被埋", caller=site.people["responsible"], caller_phone=mobile(world.dice("caller")),
        called_unit=str(site.supervisor.organisation), called_person="值班室", called_at=_written(happened + timedelta(minutes=9)),
    ).record  # fmt: skip
    yield now() + timedelta(minutes=5)
    world.act(site.supervisor, "urgentreport", "take", urgent, opinion="值班员已接报，请全力救援，派工作组赶赴现场。")
    yield now() + timedelta(minutes=18)
    pk = _quick(world, site, LARGER, happened, happened + timedelta(minutes=10))
    world.act(site.owner, "quickreport", "report", pk)
    yield from _to_the_top(world, pk)
    yield moment(today() + timedelta(days=1), 9, 30)
    yield from _follow_up(world, site, pk, (3, 1, 1), "一名重伤人员经抢救无效死亡，死亡人数增至三人。")
    yield moment(today() + timedelta(days=6), 10)
    yield from _follow_up(world, site, pk, (3, 1, 1), "伤者病情稳定，善后工作有序，调查组已进驻。")
    yield moment(today() + timedelta(days=20), 9)
    world.act(site.owner, "quickreport", "end_follow_ups", pk, opinion="伤亡情况不再变化，善后处理完毕。")


def _to_the_top(world: World, pk: int) -> Play:
    while True:
        row = QuickReport.objects.select_related("held_by").get(pk=pk)
        if row.held_by is None or row.held_by.parent_id is None:
            return
        yield now() + timedelta(minutes=35)
        holder = Seat.objects.select_related("user", "organisation", "role").filter(organisation=row.held_by_id).first()
        world.act(holder, "quickreport", "pass_up", pk)


def _follow_up(world: World, site: Site, pk: int, hurt: tuple[int, int, int], words: str) -> Play:
    deaths, serious, light = hurt
    world.act(
        site.owner, "quickreport", "follow_up", pk, deaths=deaths, serious=serious, light=light, missing=0, loss="560",
        opinion=words,
    )  # fmt: skip
    yield now() + timedelta(minutes=20)


def _day(world: World, number: int, spread: int) -> Any:
    whole = max(1, (world.today - world.start).days - 12)
    return world.start + timedelta(days=4 + (number * spread + 11) % whole)


def _ordinary(world: World, site: Site, one: Accident, number: int) -> Play:
    """In time mostly; one was reported late, and says why."""
    happened = moment(_day(world, number, 83), 10, 25)
    told = happened + timedelta(minutes=15)
    late = number == 1
    yield told + timedelta(minutes=140 if late else 32)
    pk = _quick(world, site, one, happened, told)
    reason = {"late_reason": "现场通信中断，赶往镇上后才上报。"} if late else {}
    world.act(site.owner, "quickreport", "report", pk, **reason)
    yield now() + timedelta(minutes=50)
    if one.deaths:
        yield from _to_the_top(world, pk)
    yield after(world.dice("accident", number), now(), 1, 2)
    for record in AccidentRecord.objects.filter(quick=pk, state="filled"):
        world.act(site.owner, "accidentrecord", "confirm", record.pk)


def _small(world: World, site: Site, one: Accident, number: int) -> Play:
    """The contractor's own entry for the month, confirmed by the owner; one went back first."""
    random = world.dice("small", number)
    yield after(random, moment(_day(world, number, 59), 16), 0, 1)
    values = facts(site, one, now() - timedelta(hours=5)) | {
        "note": one.course + one.measures,
        "cause": "操作人员注意力不集中，防护不到位。",
    }
    pk = world.act(site.contractor, "accidentrecord", "create", **values).record
    yield after(random, now(), 1, 2)
    if number == 1:
        world.act(site.owner, "accidentrecord", "send_back", pk, opinion="请写明伤者工种和休息天数。")
        yield after(random, now(), 1, 2)
        world.act(site.contractor, "accidentrecord", "resubmit", pk)
        yield after(random, now(), 0, 1)
    world.act(site.owner, "accidentrecord", "confirm", pk)
