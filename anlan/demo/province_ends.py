"""How sites end: the completion list, the clock's prompt, the application, the grade, the appeal; and those that are late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from anlan.domain.evaluation.models import Termination
from anlan.kernel.clock import now, today

from .agenda import Agenda, Play
from .province import Province, Yard
from .world import World, moment

SUMMARY = (
    "项目施工期间建立并运行安全生产标准化管理体系，按月开展标准化月评，企业检查、项目自查和监督抽查发现的问题均已整改闭合，"
    "未发生生产安全事故。"
)
SAID = {
    "grade": "资料齐全，日常监管、项目自查、月评和企业检查情况与申请一致。",
    "return": "月评缺两个月份，企业检查整改资料不全，请补正后再报。",
    "appeal": "竣工资料移交期间未及时办理，现已备齐考评材料，请予撤销。",
    "revoke": "经核实，情况属实，撤销不合格等次，请在期限内办理。",
    "dismiss": "提示、预警均已送达，未在期限内办理，理由不成立。",
    "finish": "按不合格等次办理终止监督。",
}
DOER = {"submit": "foreman", "appeal": "foreman"}
ORDINARY, SOON = 0.2, 200
"""How many of the other sites that are planned to be complete within so many days are complete already."""


@dataclass(frozen=True)
class Ending:
    """A site is on the completion list so many days ago; then moves, each so many days after the completion."""

    ago: int
    moves: tuple[tuple[int, str, str], ...] = ()


OF_HERO = {
    3: Ending(4), 4: Ending(26), 5: Ending(38), 6: Ending(19, ((8, "submit", "excellent"),)),
    11: Ending(75, ((9, "submit", "excellent"), (20, "grade", "excellent"))),
}  # fmt: skip
OF_OTHERS = {
    1: Ending(70, ((12, "submit", "passed"), (24, "grade", "passed"))),
    2: Ending(58, ((52, "finish", ""),)),
    3: Ending(41, ((36, "appeal", ""),)),
    4: Ending(50, ((36, "appeal", ""), (43, "dismiss", ""))),
    5: Ending(22, ((10, "submit", "passed"), (17, "return", ""))),
    6: Ending(47, ((36, "appeal", ""), (44, "revoke", ""))),
}
"""Every stage, by the number of the site among the hero's and among the others'."""


def begin(world: World, agenda: Agenda, province: Province, yard: Yard) -> None:
    """The end of a site, if it comes to one in this history."""
    place = yard.number - province.hero_share
    ending = OF_HERO.get(yard.number) if place < 0 else OF_OTHERS.get(place)
    if ending is None and not yard.is_scene:
        random = world.dice("ends", yard.number)
        near = yard.row.finish_on < world.today + timedelta(days=SOON)
        if near and yard.row.started_on < world.start and random.random() < ORDINARY:
            grade = random.choice(("excellent", "passed", "passed"))
            ending = Ending(
                random.randint(30, 200),
                ((random.randint(5, 18), "submit", grade), (random.randint(20, 29), "grade", grade)),
            )
    if ending is not None and yard.foreman is not None:
        agenda.add(_ends(world, yard, ending))


def _ends(world: World, yard: Yard, ending: Ending) -> Play:
    day = world.today - timedelta(days=ending.ago)
    yield moment(day, 10, yard.number % 60)
    if moment(day, 12) < now():
        return
    values = {
        "filing": f"竣备{day:%Y}-{yard.number + 1:04d}", "number": yard.row.number, "name": yard.row.name,
        "code": yard.company.unit.code, "completed_on": (day - timedelta(days=3)).isoformat(),
    }  # fmt: skip
    world.act(yard.station, "completionentry", "create", **values)
    for after, verb, grade in ending.moves:
        yield moment(day + timedelta(days=after), 11, yard.number % 60)
        row = Termination.objects.filter(site=yard.row.pk).first()
        if row is None:
            return
        seat = getattr(yard, DOER.get(verb, "station"))
        world.act(seat, "termination", verb, row.pk, **_told(world, yard, verb, grade))


def _told(world: World, yard: Yard, verb: str, grade: str) -> dict[str, Any]:
    if verb != "submit":
        return {"opinion": SAID[verb]} | ({"grade": grade} if grade else {})
    assert yard.foreman is not None
    document: Callable[[str], list[str]] = lambda title: [world.album.document(title, yard.foreman.user_id)]  # type: ignore[union-attr]  # noqa: E731
    done = Termination.objects.values_list("completed_on", flat=True).get(site=yard.row.pk)
    return {
        "completed_on": done.isoformat() if done else today().isoformat(), "self_grade": grade, "summary": SUMMARY,
        "self_files": document("安全生产标准化考评表"), "acceptance_files": document("竣工验收报告"),
        "record_files": document("安全管理资料汇编"),
    }  # fmt: skip


# Late ---------------------------------------------------------------------------------------------------------------


def checks(world: World, agenda: Agenda, yard: Yard, verdict: str) -> None:
    """A company finds out about a site that is long past its planned completion."""
    agenda.add(_check(world, yard, verdict))


def _check(world: World, yard: Yard, verdict: str) -> Play:
    yield moment(world.today - timedelta(days=9), 15, yard.number % 60)
    values = {"site": yard.row.pk, "verdict": verdict, "reason": "甲方资金和外配套原因，室外工程尚未完成。"}
    if verdict == "delayed":
        values["new_date"] = (today() + timedelta(days=120)).isoformat()
    else:
        values |= {
            "completed_on": (today() - timedelta(days=40)).isoformat(),
            "reason": "工程已竣工，正在准备考评材料。",
        }
    world.act(yard.company.seat, "overduecheck", "create", **values)
