"""What a paper says of a hazard before somebody edits it: what was found, where, what is required, by when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from anlan.domain.project.models import KeyPerson
from anlan.kernel.clock import today
from anlan.kernel.doors.show import moment_text
from anlan.kernel.scope import grounds

from .flows import STANDING
from .kinds import TO_CONTRACTOR, Kind, Signer

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

REPLY_DAYS = 1
"""Days between the end of 整改 and the answer: our own habit, no rule; whoever drafts may change it."""
LEAST_DAYS = 3
MOST_TITLE = 120


@dataclass(frozen=True)
class Found:
    """What a paper has to know of a hazard."""

    name: str
    place: str
    problem: str
    measures: str
    level: str
    is_major: bool
    found_on: date
    due_on: date | None
    section: Any
    photos: tuple[str, ...] = ()


def found_in(hazard: Any) -> Found:
    """The same of a hazard of works."""
    problem = hazard.problem or hazard.name
    return Found(
        hazard.name, hazard.place, problem, hazard.plan_measures, hazard.get_level_display(), hazard.is_major,
        hazard.found_on, hazard.due_on, hazard.section, tuple(hazard.photos),
    )  # fmt: skip


def drafted(kind: Kind, found: Found, seat: "Seat", earlier: Any = None) -> dict[str, str]:
    """The values of the form. ``earlier``: the paper by which the contractor was asked before, for the report."""
    due = found.due_on if found.due_on and found.due_on >= today() else today() + timedelta(days=LEAST_DAYS)
    post = Signer.CHIEF if kind != Kind.NOTICE or found.is_major else Signer.ENGINEER
    titles = {Kind.NOTICE: "关于整改“{}”的通知", Kind.STOP: "关于“{}”暂停施工的指令", Kind.REPORT: "关于“{}”的报告"}
    dates = {"due_on": due.isoformat(), "reply_due_on": (due + timedelta(days=REPLY_DAYS)).isoformat()}
    return {
        "kind": kind,
        "section": str(found.section.pk),
        "title": titles[kind].format(found.name[: MOST_TITLE - 16]),
        "text": "\n".join(TEXTS[kind](found, earlier)),
        "signer_post": post,
        "signer": signer_of(post, seat, found.section.ground),
    } | (dates if kind in TO_CONTRACTOR else {})


def signer_of(post: Signer, seat: "Seat", ground: str) -> str:
    """Who holds the post for the engineer in this section; else whoever is at it."""
    people = KeyPerson.objects.filter(
        unit=seat.organisation_id, post=post, state="listed", ground__in=(ground, *grounds.above(ground))
    ).exclude(ends_on__lt=today())
    first = people.order_by("-ground", "-starts_on").first()
    return first.name if first else seat.user.name


def _facts(found: Found) -> list[str]:
    where = f"部位：{found.place}。" if found.place else ""
    return [f"{where}问题：{_closed(found.problem)}", f"隐患级别：{found.level}，发现日期：{found.found_on}。"]


def _closed(text: str) -> str:
    text = text.strip()
    return text if text.endswith(("。", "！", "；")) else f"{text}。"


def _notice(found: Found, earlier: Any) -> list[str]:
    wanted = (
        f"整改要求：{_closed(found.measures)}"
        if found.measures
        else "请查明原因，落实整改措施、责任人和时限，消除隐患。"
    )
    return [
        f"我单位对贵单位承建的“{found.section}”检查时，发现下列安全隐患：",
        *_facts(found),
        wanted,
        "整改期间请设置警示并做好防护，防止发生事故。整改完成并自检合格后，在回复期限内以《监理通知回复单》答复，"
        "附整改后照片，由我单位复核。",
    ]


def _stop(found: Found, earlier: Any) -> list[str]:
    where = found.place or "相关部位"
    return [
        f"贵单位承建的“{found.section}”存在下列安全隐患，情况严重：",
        *_facts(found),
        f"现要求自 {today().isoformat()} 起暂停{where}的施工，撤出危险区域人员，采取防护措施。",
        "停工期间请完成整改；整改完成并自检合格后提出复工申请，未经我单位同意不得复工。",
    ]


def _report(found: Found, earlier: Any) -> list[str]:
    asked = (
        f"我单位已于 {moment_text(earlier.issued_at)[:10]} 发出{earlier.number}，"
        if earlier
        else "我单位已要求施工单位整改，"
    )
    return [
        f"“{found.section}”由{found.section.contractor or '施工单位'}承建，存在下列安全隐患：",
        *_facts(found),
        f"{asked}施工单位至今没有整改完成（或没有停止施工）。现予报告，请督促处理。",
    ]


TEXTS = {Kind.NOTICE: _notice, Kind.STOP: _stop, Kind.REPORT: _report}


def asked_before(rows: Any, origin_type: str, origin_id: int) -> Any:
    """The papers that were already made from a hazard, the latest first."""
    return rows.filter(origin_type=origin_type, origin_id=origin_id, state__in=("draft", *STANDING)).order_by("-id")
