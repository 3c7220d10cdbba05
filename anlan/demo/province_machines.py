"""Lifting machines of the sites with their papers; dangerous works from scheme to acceptance, some with parts missing."""

from datetime import date, timedelta
from random import Random
from typing import Any

from anlan.domain.site.models import Site
from anlan.kernel.clock import now, today

from .agenda import Agenda, Play
from .names import other_name, person_name
from .province import Yard
from .province_words import EXPERT_FIELDS, EXPERT_UNITS, MACHINES, SUPER_WORKS, DangerousTold
from .world import World, after, moment

EXPIRED, EXPIRES = 8, 0
"""By the number of the site: a report has run out there, one runs out in some days."""
GAPS = {0: "few_experts", 1: "no_briefing", 2: "no_review", 4: "no_acceptance"}
"""Dangerous works of these sites lack a part."""
STAGES = {
    "argued": ("", (1, 4)),
    "briefing": ("方案交底和安全技术交底，作业班组全员签字。", (1, 4)),
    "progress": ("", (1, 4)),
    "acceptance": ("按方案和规范逐项验收，符合要求。", (8, 20)),
}
"""What is recorded of a work, in order; how many days after the stage before."""
STOPS = {"no_review": 0, "no_briefing": 1, "no_acceptance": 3, "few_experts": 4}
"""After how many stages a work goes on without the next."""
LACKING = {
    "no_review": "没有专家论证，不得施工，请先组织论证。", "no_briefing": "没有交底记录，请立即补充方案交底和安全技术交底。",
    "no_acceptance": "搭设完成后没有验收，请组织验收并挂牌。", "few_experts": "论证专家不足5名，请重新组织论证。",
}  # fmt: skip
LOOKED_AT = 0.4
WORKS, MOST_MACHINES, UNUSED = 0.3, 2, 0.06


def begin(world: World, agenda: Agenda, yard: Yard) -> None:
    """What stands and what is dug on a site whose people have an account."""
    if yard.foreman is None or not (yard.is_scene or yard.row.kind in ("housing", "steel", "municipal")):
        return
    random = world.dice("machines", yard.number)
    count = 2 if yard.is_scene else random.choice((0, 0, 1, 1, MOST_MACHINES))
    for number in range(count):
        agenda.add(_machine(world, yard, number))
    if yard.number in GAPS or random.random() < WORKS:
        agenda.add(_work(world, yard))


def _there(yard: Yard) -> bool:
    """Is it still being built, so that its people go on recording?"""
    return Site.objects.filter(pk=yard.row.pk, state="building", unit=yard.company.unit).exists()


def _machine(world: World, yard: Yard, number: int) -> Play:
    """Entered and put to use; one in sixteen waits for that."""
    random = world.dice("machine", yard.number, number)
    is_scene = number == 0 and yard.number in (EXPIRED, EXPIRES)
    if is_scene:
        # A report holds a year: one that runs out these days was not there long before.
        yield moment(max(today() + timedelta(days=2), world.today - timedelta(days=200)), 15)
    else:
        yield after(random, now(), 2, 40)
    if not _there(yard):
        return
    until = _until(world, random, yard, is_scene=is_scene)
    row = world.act(yard.foreman, "sitemachine", "create", **_facts(world, yard, number, until, random)).record
    if is_scene or random.random() > UNUSED:
        yield after(random, now(), 1, 5)
        values = {"registration": f"苏D-SY{random.randrange(10**5):05d}", "registered_on": today().isoformat()}
        if today() <= until:
            world.act(yard.foreman, "sitemachine", "use", row, **values)


def _facts(world: World, yard: Yard, number: int, until: date, random: Random) -> dict[str, Any]:
    kind, model, maker = random.choice(MACHINES)
    inspected = until - timedelta(days=365)
    values: dict[str, Any] = {
        "site": yard.row.pk, "kind": kind, "model": model, "maker": maker, "number": f"苏D-{kind[:1].upper()}{yard.number:04d}{number}",
        "serial": f"{random.randrange(10**6):06d}", "made_on": (inspected - timedelta(days=random.randint(200, 2500))).isoformat(),
        "owner": "江苏恒升建筑机械租赁有限公司", "installer": "常州正起设备安装工程有限公司", "place": "1号楼东侧",
        "notified_on": (inspected - timedelta(days=9)).isoformat(), "inspector": "江苏华测机械检验检测有限公司",
        "report_number": f"JC{inspected:%Y%m}{random.randrange(10**4):04d}", "inspected_on": inspected.isoformat(),
        "inspected_until": until.isoformat(),
    }  # fmt: skip
    if yard.is_scene:
        assert yard.foreman is not None
        values["files"] = [world.album.document("检测报告", yard.foreman.user_id)]
    return values


def _until(world: World, random: Random, yard: Yard, *, is_scene: bool) -> date:
    """The report's last day, not before the machine is put to use; some run out these days."""
    if is_scene:
        return max(today() + timedelta(days=6), world.today + timedelta(days=-5 if yard.number == EXPIRED else 12))
    soon = random.random()
    days = (
        random.randint(-20, -2) if soon < 0.015 else random.randint(3, 28) if soon < 0.08 else random.randint(30, 360)
    )
    return max(today() + timedelta(days=8), min(today() + timedelta(days=360), world.today + timedelta(days=days)))


# Dangerous works ----------------------------------------------------------------------------------------------------


def _work(world: World, yard: Yard) -> Play:
    """One work above the second threshold, as far as it has come; some went on without what they needed."""
    random = world.dice("dangerous", yard.number)
    gap = GAPS.get(yard.number) or random.choice(("", "", "", "", *STOPS))
    yield after(random, now(), 1, 30) if yard.number in GAPS else after(random, now(), 3, 250)
    if not _there(yard):
        return
    told = random.choice(SUPER_WORKS)
    row = _entered(world, yard, told)
    for stage, (content, days) in list(STAGES.items())[: STOPS.get(gap)]:
        yield after(random, now(), *days)
        if not _there(yard):
            return
        if stage == "argued":
            _argued(world, yard, row, random, 3 if gap == "few_experts" else 5)
        else:
            _record(world, yard, row, stage, content or told.progress, random)
    if random.random() < LOOKED_AT:
        yield after(random, now(), 1, 9)
        if not _there(yard):
            return
        verb, said = ("urge", LACKING[gap]) if gap else ("approve", "资料与现场一致。")
        world.act(yard.company.seat, "dangerouswork", verb, row, opinion=said)


def _entered(world: World, yard: Yard, told: DangerousTold) -> int:
    assert yard.foreman is not None
    values: dict[str, Any] = {
        "site": yard.row.pk, "name": told.name, "kind": told.kind, "place": told.place, **told.numbers,
        "starts_on": (today() + timedelta(days=5)).isoformat(), "ends_on": (today() + timedelta(days=45)).isoformat(),
        "scheme_files": [world.album.document(f"{told.name}专项施工方案", yard.foreman.user_id)], "drafted_by": yard.officer,
    }  # fmt: skip
    return world.act(yard.foreman, "dangerouswork", "create", **values).record


def _argued(world: World, yard: Yard, row: int, random: Random, count: int) -> None:
    assert yard.foreman is not None
    names: list[str] = []
    for _ in range(count):
        names.append(other_name(random, *names))
    day = today().isoformat()
    world.act(
        yard.foreman, "dangerouswork", "send_to_experts", row, checked_by=person_name(random, "m"), checked_on=day,
        approved_by=person_name(random, "m"), approved_on=day, drafted_by=yard.officer,
        scheme_files=[world.album.document("专项施工方案（审签）", yard.foreman.user_id)],
    )  # fmt: skip
    experts = [
        {
            "name": name,
            "title": "高级工程师",
            "field": random.choice(EXPERT_FIELDS),
            "unit": random.choice(EXPERT_UNITS),
        }
        for name in names
    ]
    world.act(
        yard.foreman, "dangerouswork", "argued", row, reviewed_on=day, review_result=random.choice(("passed", "amended")),
        experts=experts, conclusion="方案内容完整，计算书和验算依据符合有关标准，按专家意见完善后实施。",
        review_files=[world.album.document("专家论证报告", yard.foreman.user_id)],
    )  # fmt: skip


def _record(
    world: World, yard: Yard, row: int, kind: str, content: str, random: Random, *, photo: bool = False
) -> None:
    assert yard.foreman is not None
    values: dict[str, Any] = {
        "work": row, "kind": kind, "held_on": today().isoformat(), "leader": yard.officer, "people": person_name(random, "m"),
        "content": content,
    }  # fmt: skip
    if kind == "acceptance":
        values["result"] = "passed"
    if kind == "progress":
        values["photos"] = [world.album.give("crane", row, yard.foreman.user_id, fixed=True)]
    world.act(yard.foreman, "dangerousrecord", "create", **values)
