"""Major hazards in every state of the three axes: each scenario is a list of moves, the last ones days ago."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from anlan.domain.hazard.models import Hazard
from anlan.domain.standard.models import MajorCriterion
from anlan.kernel.clock import now, today

from .agenda import Agenda, Play
from .findings import Finding, Standard, placed
from .general import accepted, finished, take
from .world import Firm, World, after, moment

FIX = ("finish", "accept")
LISTED = ("approve", "list")
PLANNED = (*LISTED, "file_plan")
SCENARIOS: tuple[tuple[str, ...], ...] = (
    (),
    ("approve",),
    ("send_back",),
    ("send_back", "supplement"),
    ("file_report", "regrade", *FIX),
    ("approve", "waive"),
    ("approve", "waive", *FIX),
    ("approve", "waive", *FIX, "verify"),
    ("approve", "waive", *FIX, "fail_verify"),
    LISTED,
    PLANNED,
    (*PLANNED, "request_extension"),
    (*PLANNED, "request_extension", "grant_extension"),
    (*PLANNED, "request_extension", "deny_extension", "finish"),
    (*PLANNED, *FIX),
    (*PLANNED, *FIX, "apply"),
    (*PLANNED, *FIX, "apply", "refuse"),
    (*PLANNED, *FIX, "apply", "close"),
    (*PLANNED, "request_extension", "grant_extension", *FIX, "apply", "close"),
    ("file_report", *FIX, "approve", "verify"),
    ("file_report",),
    ("finish",),
)
"""What has happened to one major hazard so far. Together they stand in every state of every axis."""

SAID = {
    "approve": "现场核实，符合判定依据，同意认定为重大隐患，请立即落实防范措施。",
    "send_back": "判定依据选择不准确，请补充现场照片和检测数据后重新提交。",
    "supplement": "已补充检测报告和现场照片，判定依据已核对。",
    "regrade": "经现场核查，未达到重大隐患判定标准，按一般隐患治理。",
    "waive": "企业已停用相关设施，风险可控，由行业主管部门跟踪整改。",
    "verify": "现场复查，隐患已消除，同意销号。",
    "fail_verify": "报警控制器仍有一路未接通，退回继续整改。",
    "grant_extension": "设备供货周期属实，同意延期，期间不得恢复使用。",
    "deny_extension": "延期理由不充分，请按原期限完成治理。",
    "apply": "治理方案各项措施已完成，自验合格，申请销号。",
    "refuse": "应急预案未按方案修订，暂不予销号。",
    "close": "组织专家现场复查，符合要求，同意销号。",
}


@dataclass
class Case:
    """One major hazard on its way. ``cheats``: the firm hands in its old picture as the one taken afterwards."""

    world: World
    firm: Firm
    criterion: MajorCriterion
    finding: Finding
    random: Random
    hazard: int = 0
    cheats: bool = False
    picture_number: int = 0

    def seat_for(self, verb: str) -> Any:
        """Who makes this move."""
        if verb in OFFICE_MOVES:
            return self.world.office[0]
        return self.world.reviewer_of(self.firm) if verb in REVIEW_MOVES else self.firm.seat

    def values(self, verb: str) -> dict[str, Any]:
        """What this move asks for."""
        told = VALUES[verb](self, Hazard.objects.get(pk=self.hazard)) if verb in VALUES else {}
        return told | ({"opinion": SAID[verb]} if verb in SAID else {})

    def picture(self, verb: str) -> str:
        """A picture by whoever makes this move."""
        return self.world.album.give(self.finding.scene, self.hazard, self.seat_for(verb).user_id, fixed=True)

    def old_picture(self) -> str:
        """The picture from before once more, where the firm cheats; otherwise nothing."""
        if not self.cheats:
            return ""
        return self.world.album.give(self.finding.scene, self.picture_number, self.firm.seat.user_id)


OFFICE_MOVES = ("list", "waive", "grant_extension", "deny_extension", "close", "refuse")
REVIEW_MOVES = ("approve", "send_back", "regrade", "verify", "fail_verify")


def _listing(case: Case, row: Hazard) -> dict[str, Any]:
    return {
        "listing_number": f"武安办督〔{today().year}〕{row.pk % 90 + 1}号", "listing_level": "county",
        "listed_on": today().isoformat(), "listing_due_on": (today() + timedelta(days=case.random.choice((45, 60, 90)))).isoformat(),
        "listing_content": "立即停用相关设施；十日内报送治理方案；治理期间落实专人监护；期满前申请销号。",
    }  # fmt: skip


def _plan(case: Case, row: Hazard) -> dict[str, Any]:
    return {
        "plan_goal": f"彻底消除“{row.name}”，恢复设计要求。", "plan_measures": case.finding.measures,
        "plan_money": str(case.random.choice((3, 8, 15, 36))), "plan_responsible": case.firm.responsible[0],
        "plan_due_on": (row.listing_due_on - timedelta(days=7)).isoformat() if row.listing_due_on else today().isoformat(),
        "plan_emergency": "治理期间撤出无关人员，设置警戒，备齐应急器材，每班巡查两次。",
    }  # fmt: skip


def _extension(case: Case, row: Hazard) -> dict[str, Any]:
    assert row.listing_due_on is not None
    return {"extension_due_on": (row.listing_due_on + timedelta(days=30)).isoformat(),
            "extension_reason": "主要设备供货周期为四十天，厂家出具了延期函。"}  # fmt: skip


def _report(case: Case, row: Hazard) -> dict[str, Any]:
    return {
        "report_cause": f"{row.problem}主要原因是检维修不到位，岗位责任没有落实。",
        "report_severity": "一旦失控可能造成人员伤亡；整改需要停用设备并采购配件，约需三至八周。",
        "report_plan": case.finding.measures,
    }  # fmt: skip


VALUES: dict[str, Callable[[Case, Hazard], dict[str, Any]]] = {
    "list": _listing, "file_plan": _plan, "request_extension": _extension, "file_report": _report,
    "finish": lambda case, row: finished(case.world, case.firm, row, case.finding, case.old_picture()),
    "accept": lambda case, row: accepted(case.firm, row, case.random),
    "close": lambda case, row: {"files": [case.picture("close")]},
    "verify": lambda case, row: {"files": [case.picture("verify")]},
}  # fmt: skip


def told_of(case: Case) -> dict[str, Any]:
    """The values of the box 重大隐患信息填写."""
    firm, finding = case.firm, case.finding
    photos = [take(case.world, firm, finding.scene), take(case.world, firm, finding.scene)]
    case.picture_number = firm.hazards
    return {
        "level": "major", "problem": finding.problem, "place": placed(finding, case.random), "measures": finding.measures,
        "criterion": case.criterion.pk, "criterion_note": f"现场情形符合“{case.criterion.title}”。",
        "interim": case.random.sample(("withdrawn", "warned", "stopped", "guarded"), 2), "found_on": today().isoformat(),
        "responsible": firm.responsible[0], "acceptor": firm.acceptor, "money": str(case.random.choice((5, 12, 30))),
        "photos": photos,
    }  # fmt: skip


def play(case: Case, moves: tuple[str, ...], days_ago: int) -> Play:
    """Found so many days ago; one move every few days from then on."""
    yield moment(case.world.today - timedelta(days=days_ago), 9, case.random.randrange(60))
    case.hazard = case.world.act(case.firm.seat, "hazard", "create", **told_of(case)).record
    for verb in moves:
        yield after(case.random, now(), 1, 3)
        case.world.act(case.seat_for(verb), "hazard", verb, case.hazard, **case.values(verb))


def set_up(world: World, agenda: Agenda, standard: Standard) -> None:
    """One firm for each scenario, told of so long ago that all of it has happened; bigger districts have some twice."""
    random = world.dice("majors")
    fit = [firm for firm in world.firms[1:] if standard.majors_for(firm)]
    wanted = [(moves, 25) for moves in SCENARIOS]
    if len(fit) > 100:
        # In a bigger district more has come to its end; what is open after months would be nobody's usual mess.
        wanted += [
            (moves, 150) for moves in SCENARIOS if moves[-1:] in (("verify",), ("close",), ("accept",)) for _ in "12"
        ]
    chosen = random.sample(fit, min(len(fit), len(wanted)))
    for number, (moves, spread) in enumerate(wanted if chosen else ()):
        firm = chosen[number % len(chosen)]
        criterion, finding = random.choice(standard.majors_for(firm))
        case = Case(world, firm, criterion, finding, world.dice("major", number), cheats=moves[-1:] == ("apply",))
        needed = 4 * len(moves) + 3
        agenda.add(play(case, moves, random.randint(needed, needed + spread)))
