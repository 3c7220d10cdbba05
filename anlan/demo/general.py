"""General hazards: how they are told of and put right, in time, late or not yet."""

from datetime import timedelta
from random import Random
from typing import Any

from anlan.domain.hazard.flows import FIXED, OPEN
from anlan.domain.hazard.models import Hazard
from anlan.kernel.clock import now, today

from .agenda import Agenda, Play
from .findings import Finding, Standard, placed
from .names import other_name
from .world import Firm, World, after

PROGRESS = (
    "已联系厂家，配件在途。",
    "已列入本周检修计划。",
    "现场已先拉警戒线，等待停机窗口。",
    "已购材料，周末施工。",
)
NOT_YET = ("照片看不出整改位置，请补拍。", "只改了一处，另一处还没有动。", "请补充检测或校验记录。")
ACCEPTED = ("现场核实，符合要求。", "整改到位，同意销号。", "已按措施落实，同意。")


def wanted(world: World, firm: Firm, random: Random, finding: Finding, *, photo: bool = False) -> dict[str, Any]:
    """The values of the box 隐患信息填写, with a picture more often than not, or surely."""
    values: dict[str, Any] = {
        "problem": finding.problem, "place": placed(finding, random), "measures": finding.measures, "found_on": today().isoformat(),
        "responsible": random.choice(firm.responsible), "acceptor": firm.acceptor,
        "due_on": (today() + timedelta(days=random.choice((3, 5, 7, 10, 15, 20)))).isoformat(),
        "money": str(random.choice((0, 0.1, 0.2, 0.5, 1.2, 3))),
    }  # fmt: skip
    if photo or random.random() < 0.6:
        values["photos"] = [take(world, firm, finding.scene)]
    return values


def take(world: World, firm: Firm, scene: str, *, fixed: bool = False) -> str:
    """The firm takes a picture; a firm's pictures of one scene go round, so that the same one rarely comes twice."""
    firm.hazards += not fixed
    return world.album.give(scene, firm.hazards, firm.seat.user_id, fixed=fixed)


def put_right(world: World, firm: Firm, hazard: int, finding: Finding) -> Play:
    """From reported to closed: sometimes with progress, sometimes late, sometimes sent back, sometimes never."""
    random = world.dice("hazard", hazard)
    row = Hazard.objects.get(pk=hazard)
    left = (row.due_on - today()).days if row.due_on else 10
    if random.random() > firm.promptness:
        # Late, and one in four not at all so far.
        left = random.choice((left + 3, left + 12, left + 40, 900))
    if random.random() < 0.2:
        yield after(random, now(), 1, 2)
        world.act(firm.seat, "hazard", "rectify", hazard, opinion=random.choice(PROGRESS))
    yield after(random, now(), 1, max(1, left))
    yield from _finish(world, firm, random, hazard, finding)


def _finish(world: World, firm: Firm, random: Random, hazard: int, finding: Finding) -> Play:
    while True:
        row = Hazard.objects.get(pk=hazard)
        if row.state != OPEN:
            return
        world.act(firm.seat, "hazard", "finish", hazard, **finished(world, firm, row, finding))
        yield after(random, now(), 0, 3)
        if Hazard.objects.filter(pk=hazard, state=FIXED).exists() and random.random() < 0.93:
            break
        world.act(firm.seat, "hazard", "reject", hazard, opinion=random.choice(NOT_YET))
        firm.hazards += 1
        yield after(random, now(), 1, 4)
    world.act(firm.seat, "hazard", "accept", hazard, **accepted(firm, row, random))


def finished(world: World, firm: Firm, row: Hazard, finding: Finding, photo: str = "") -> dict[str, Any]:
    """What 整改完毕 asks for; with a new picture unless ``photo`` is handed in."""
    return {
        "responsible": row.responsible or firm.responsible[0], "place": row.place or "厂区", "money": row.money,
        "rectification_note": finding.done or f"{finding.measures}已完成。",
        "photos_after": [photo or take(world, firm, finding.scene, fixed=True)],
    }  # fmt: skip


def accepted(firm: Firm, row: Hazard, random: Random) -> dict[str, Any]:
    """What 验收通过 asks for; whoever put it right does not accept it."""
    taken = row.responsible or firm.responsible[0]
    acceptor = firm.acceptor if firm.acceptor != taken else other_name(random, taken)
    result = "passed" if random.random() < 0.92 else "partly"
    return {"acceptor": acceptor, "review_opinion": random.choice(ACCEPTED), "acceptance_result": result}


def inspections(world: World, agenda: Agenda, standard: Standard) -> Play:
    """Officers find something too, or report what a firm told them by telephone; and press who is late."""
    random = world.dice("inspections")
    yield after(random, now(), 20, 25)
    while True:
        firm = random.choice(world.firms[1:] or world.firms)
        officer = world.reviewer_of(firm) if random.random() < 0.4 else world.locality_of(firm)
        finding, item = random.choice(standard.findings_for(firm))
        values = {
            "unit": firm.unit.pk, "level": "general", "problem": finding.problem, "place": placed(finding, random),
            "measures": finding.measures, "found_by_kind": random.choice(("inspected", "inspected", "reported_for")),
            "found_on": today().isoformat(), "responsible": firm.responsible[0], "item": item.pk,
            "photos": [world.album.give(finding.scene, random.randrange(9), officer.user_id)],
        }  # fmt: skip
        hazard = world.act(officer, "hazard", "create", **values).record
        agenda.add(put_right(world, firm, hazard, finding))
        _press_somebody(world, random)
        yield after(random, now(), 1, max(2, 2600 // max(len(world.firms), 30)))


def _press_somebody(world: World, random: Random) -> None:
    late = list(Hazard.objects.filter(state=OPEN, is_reported=True, due_on__lt=today()).order_by("id")[:40])
    by_unit = {firm.unit.pk: firm for firm in world.firms}
    for row in random.sample(late, min(2, len(late))):
        world.act(world.locality_of(by_unit[row.unit_id]), "hazard", "press", row.pk)
