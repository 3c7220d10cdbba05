"""One accident on one screen: which clocks run, what was reported then and what is known now."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from anlan.domain.project.upward import UP
from anlan.kernel.clock import day_of, now, today
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.doors.show import moment_text
from anlan.kernel.flow import desk

from .. import rules, terms
from ..kinds import STARTS_2025, Grade
from ..models import AccidentRecord, QuickReport

SAID = ("report", "follow_up", "end_follow_ups", "pass_up", "return")


def quick_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of quick reports."""
    row = one_row(page, request.seat, pk)
    more = {
        "call": row.supervisor if row.reported_at is None else None,
        "clocks": clocks(row),
        "told": told(row, SAID),
        "titles": ("上报和续报", "还没有上报"),
        "edition": edition(row),
    }
    return render(request, "accident/detail.html", detail_context(request, page, row) | more)


def record_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of monthly records: what was corrected since it was reported."""
    row = one_row(page, request.seat, pk)
    more = {
        "clocks": [_casualties(row)], "told": told(row, ("freeze", "amend")), "titles": ("上报和更正", "还没有随月报上报"),
        "was": was(row), "edition": edition(row), "from_quick": row.quick_id is not None,
    }  # fmt: skip
    return render(request, "accident/detail.html", detail_context(request, page, row) | more)


def clock(title: str, text: str, basis: str, tone: str = "", note: str = "") -> dict[str, str]:
    """One line of the clocks. ``basis``: the clause the time is from."""
    return {"title": title, "text": text, "basis": basis, "tone": tone, "note": note}


def clocks(row: QuickReport) -> list[dict[str, str]]:
    """Everything that must be done about it by a time, with the source of each."""
    found = [_reporting(row)]
    if row.pass_by is not None and row.reporting_state in UP:
        late = rules.late_by(now(), row.pass_by)
        note = f"已超时 {rules.told_late(late)}" if late else f"{row.held_by}办理"
        found.append(
            clock(
                "逐级上报",
                f"须于 {_hour(row.pass_by)} 前（每级 2 小时）",
                "条例第十一条",
                "red" if late else "orange",
                note,
            )
        )
    grade = Grade(row.grade)
    found.append(clock("须报至", rules.LEVEL_NAMES[rules.REACHES[grade]], f"条例第十条，{grade.label}"))
    found.append(_casualties(row))
    if row.reporting_state in UP and not row.follow_ups_over:
        found.append(clock("续报", f"每日至少 {rules.FOLLOW_UPS[grade]} 次", "总局令第21号，依据待核"))
    found.append(
        clock(
            "事故调查",
            f"{rules.investigation_by(row.day)} 前提交调查报告",
            "条例第十九条、第二十九条（60 日）",
            note=rules.INVESTIGATORS[grade],
        )
    )
    found.append(clock("水利部要求", terms.ministry().said(grade), "依据待核，可由平台设置"))
    return found


def _reporting(row: QuickReport) -> dict[str, str]:
    deadline = f"须于 {_hour(row.report_by)} 前上报（1 小时）"
    if row.reported_at is None:
        late = rules.late_by(now(), row.report_by)
        note = f"已超时 {rules.told_late(late)}，请立即上报并写明迟报原因" if late else "请立即上报"
        return clock("上报时限", deadline, "条例第九条", "red" if late else "orange", note)
    late = rules.late_by(row.reported_at, row.report_by)
    note = f"迟报 {rules.told_late(late)}：{row.late_reason}" if row.is_late else f"{_hour(row.reported_at)} 已上报"
    return clock("上报时限", deadline, "条例第九条", "red" if row.is_late else "green", note)


def _casualties(row: Any) -> dict[str, str]:
    days = (row.casualty_until - row.day).days
    over = today() > row.casualty_until
    note = "已过" if over else f"还剩 {(row.casualty_until - today()).days} 天"
    return clock(
        "伤亡变化补报", f"至 {row.casualty_until}（{days} 日内）", "条例第十三条", "" if over else "blue", note
    )


def _hour(moment: Any) -> str:
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if day_of(local) == today() else f"{local:%m-%d %H:%M}"


def told(row: Any, moves: tuple[str, ...]) -> list[dict[str, Any]]:
    """The steps that said something of the accident, oldest first, with what changed."""
    steps = desk.steps_of(row).filter(move__in=moves)
    return [
        {
            "at": moment_text(s.at),
            "label": s.label,
            "who": f"{s.place} {s.actor}".strip(),
            "values": s.values,
            "opinion": s.opinion,
        }
        for s in steps
    ]


def was(row: AccidentRecord) -> list[dict[str, Any]]:
    """The numbers as they were reported beside those of today; nothing while none was corrected."""
    if not row.amendments:
        return []
    then = AccidentRecord(**row.frozen_facts)
    found = []
    for name, before in row.frozen_facts.items():
        column: Any = AccidentRecord._meta.get_field(name)
        old, new = (
            str(getattr(r, f"get_{name}_display")()) if column.choices else getattr(r, name) for r in (then, row)
        )
        found.append(
            {"label": column.verbose_name, "then": old, "now": new, "differs": str(before) != str(row.numbers()[name])}
        )
    return found


def edition(row: Any) -> str:
    """By which edition of the types it is classed, and why that one."""
    new_from = terms.types_from()
    said = STARTS_2025.get(new_from, "由平台设置")
    return f"事故类型按 {rules.edition_on(row.day, new_from).title}；GB 6441-2025 实施日期设为 {new_from}：{said}"
