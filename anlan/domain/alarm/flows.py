"""The one axis of an alarm: raised, confirmed, judged, handled, verified, closed; and what the rules and the clock do."""

from typing import Any

from anlan.domain.device.flows import KEEPER
from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

from .rules import AUTHORITY, COMPANY

RAISED, CONFIRMED, JUDGED, HANDLED, VERIFIED, CLOSED = (
    "raised", "confirmed", "judged", "handled", "verified", "closed",
)  # fmt: skip
OPEN = (RAISED, CONFIRMED, JUDGED, HANDLED, VERIFIED)
BY_ITSELF = "由系统根据监测数据办理"


def _company(row: Any) -> int | None:
    above = row.climbed >= COMPANY and row.keeper_id != row.unit_id
    return int(row.unit_id) if above else None


def _authority(row: Any) -> int | None:
    return row.supervisor_id if row.climbed >= AUTHORITY else None


UNIT = Desk("unit", "责任单位", lambda row: row.unit_id)
ABOVE = Desk("company", "施工企业", _company)
OVERSEER = Desk("authority", "主管部门", _authority)
"""The last two hold a step only of an alarm that has climbed to them."""

FOLLOWED = (
    Field("level"), Field("rank"), Field("value", required=False), Field("limit", required=False),
    Field("aspect", required=False), Field("source", required=False), Field("count"), Field("worst", required=False),
    Field("worst_at", required=False), Field("ended_at", required=False),
)  # fmt: skip
"""What goes on changing while a rule is broken."""
VERDICT = (Field("verdict", required=True, radio=True),)


def _confirm(name: str, desk: str) -> Move:
    return Move(
        name, "确认", RAISED, CONFIRMED, desk=desk, tone="primary", asks=("opinion",), batch=True,
        run=lambda row, step, seat: row.be_confirmed(step),
    )  # fmt: skip


def _system(name: str, label: str, source: str | tuple[str, ...], target: str = "", **more: Any) -> Move:
    return Move(name, label, source, target, quiet=True, guard=lambda row, seat: BY_ITSELF, **more)


alarm_flow = Flow(
    key="alarm",
    title="处置状态",
    states=(
        State(RAISED, "未确认", "red"),
        State(CONFIRMED, "已确认", "orange"),
        State(JUDGED, "已研判", "blue"),
        State(HANDLED, "已处置", "purple"),
        State(VERIFIED, "已核实", "green"),
        State(CLOSED, "已关闭", "grey", done=True),
    ),
    moves=(
        _confirm("confirm", "keeper"),
        _confirm("confirm_by_company", "company"),
        _confirm("confirm_by_authority", "authority"),
        Move("judge", "研判", CONFIRMED, JUDGED, desk="keeper", tone="primary", fields=VERDICT, needs=("opinion",),
             opinion_label="研判说明", asks=("files",), run=lambda row, step, seat: row.be_judged()),
        Move("judge_again", "重新研判", (JUDGED, HANDLED), JUDGED, desk="keeper", quiet=True, fields=VERDICT,
             needs=("opinion",), opinion_label="改判理由", run=lambda row, step, seat: row.be_judged()),
        Move("handle", "处置", JUDGED, HANDLED, desk="keeper", tone="primary", fields=(Field("handler", required=True),),
             needs=("opinion",), opinion_label="处置情况", asks=("files",)),
        Move("to_hazard", "转隐患", (JUDGED, HANDLED, VERIFIED), desk="keeper", quiet=True,
             guard=lambda row, seat: row.hazard_refused(), run=lambda row, step, seat: row.ask_for_hazard(),
             confirm="转为隐患后按隐患整改流程限期整改，确定吗？"),
        Move("dismiss", "关闭", JUDGED, CLOSED, desk="keeper", quiet=True, asks=("opinion",),
             guard=lambda row, seat: row.dismiss_refused(), run=lambda row, step, seat: row.be_closed(step)),
        Move("verify", "核实", HANDLED, VERIFIED, desk="unit", tone="primary", fields=(Field("verifier", required=True),),
             needs=("opinion",), opinion_label="核实情况", asks=("files",),
             run=lambda row, step, seat: row.be_verified()),
        Move("send_back", "核实不通过", HANDLED, JUDGED, desk="unit", tone="danger", needs=("opinion",),
             opinion_label="不通过原因"),
        Move("close", "关闭", VERIFIED, CLOSED, desk="unit", asks=("opinion",),
             guard=lambda row, seat: row.close_refused(), run=lambda row, step, seat: row.be_closed(step)),
        # The readings' and the clock's: no role has the right to press them.
        _system("follow", "数据更新", (*OPEN, CLOSED), fields=FOLLOWED),
        _system("reopen", "再次报警", CLOSED, RAISED, fields=FOLLOWED, run=lambda row, step, seat: row.be_reopened()),
        _system("climb", "超时未确认升级", RAISED, relays=True, run=lambda row, step, seat: row.climb()),
        _system("show", "通报主管部门", OPEN, run=lambda row, step, seat: row.be_shown()),
    ),
    desks=(KEEPER, ABOVE, OVERSEER, UNIT),
    level=lambda row: "major" if row.rank >= 4 else "",
)  # fmt: skip
