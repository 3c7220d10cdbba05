"""States of a device and of what hangs on it."""

from typing import Any

from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

IN_USE, STOPPED, SCRAPPED, DELETED = "in_use", "stopped", "scrapped", "deleted"
IN_FORCE, ENDED, KEPT, REMOVED = "in_force", "ended", "kept", "removed"
WAITING, SENT, ANSWERED, REFUSED, SILENT, LAPSED, WITHDRAWN = (
    "waiting", "sent", "answered", "refused", "silent", "lapsed", "withdrawn",
)  # fmt: skip
STANDING = (IN_USE, STOPPED)

KEEPER = Desk("keeper", "设备管理单位", lambda row: row.keeper_id)
"""The firm, or the people on the building site."""
ASKER = Desk("asker", "下发指令的单位", lambda row: row.made_for_id)
BY_ITSELF = "由系统根据设备应答办理"

device_flow = Flow(
    key="device",
    title="设备状态",
    states=(
        State(IN_USE, "在用", "green", open="keeper"),
        State(STOPPED, "停用", "orange", open="keeper", aside=True),
        State(SCRAPPED, "已报废", "grey", done=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move("stop", "停用", IN_USE, STOPPED, desk="keeper", quiet=True, tone="danger", needs=("opinion",),
             opinion_label="停用原因", confirm="停用后不再接收这台设备的数据，也不再报警。确定停用吗？"),
        Move("resume", "启用", STOPPED, IN_USE, desk="keeper", quiet=True),
        Move("scrap", "报废", STANDING, SCRAPPED, desk="keeper", quiet=True, tone="danger", needs=("opinion",),
             opinion_label="报废（拆除）原因", confirm="报废后不能恢复，设备编码可用于其他设备。确定报废吗？"),
        Move("delete", "删除", STANDING, DELETED, desk="keeper", quiet=True, tone="danger", confirm="确定删除这台设备吗？",
             guard=lambda row, seat: row.delete_refused()),
    ),
    desks=(KEEPER,),
)  # fmt: skip

source_flow = Flow(
    key="devicesource",
    title="接入状态",
    states=(
        State(IN_USE, "启用", "green", open="keeper"),
        State(STOPPED, "停用", "grey", done=True),
    ),
    moves=(
        Move("stop", "停用", IN_USE, STOPPED, desk="keeper", quiet=True, tone="danger",
             confirm="停用后这个设备编码不能再上传数据，也可以改由别的设备使用。确定停用吗？"),
        Move("resume", "启用", STOPPED, IN_USE, desk="keeper", quiet=True),
    ),
    desks=(KEEPER,),
)  # fmt: skip

limit_flow = Flow(
    key="devicelimit",
    title="限值状态",
    states=(State(IN_FORCE, "有效", "green"), State(ENDED, "已撤销", "grey", done=True)),
    moves=(
        Move("withdraw", "撤销", IN_FORCE, ENDED, desk="keeper", quiet=True, tone="danger", needs=("opinion",),
             opinion_label="撤销原因", run=lambda row, step, seat: row.end(),
             confirm="撤销后恢复使用以前的限值或设备类型的默认限值。确定撤销吗？"),
    ),
    desks=(KEEPER,),
)  # fmt: skip

maintenance_flow = Flow(
    key="maintenance",
    title="检维修",
    states=(State(IN_FORCE, "有效", "blue"), State(ENDED, "已提前结束", "grey", done=True)),
    moves=(
        Move("finish", "提前结束", IN_FORCE, ENDED, desk="keeper", quiet=True, tone="primary",
             guard=lambda row, seat: row.finish_refused(), run=lambda row, step, seat: row.finish(),
             confirm="结束后立即恢复报警。确定结束吗？"),
    ),
    desks=(KEEPER,),
)  # fmt: skip


def paper_flow(key: str) -> Flow:
    """Kept, and removed when it was entered by mistake."""
    return Flow(
        key=key,
        title="登记",
        states=(State(KEPT, "有效", "green", open="keeper"), State(REMOVED, "已删除", hidden=True, aside=True)),
        moves=(
            Move("remove", "删除", KEPT, REMOVED, desk="keeper", quiet=True, tone="danger", confirm="确定删除吗？"),
        ),
        desks=(KEEPER,),
    )


calibration_flow, devicepaper_flow = paper_flow("calibration"), paper_flow("devicepaper")


def _system(name: str, label: str, source: str | tuple[str, ...], target: str, verb: str = "", **more: Any) -> Move:
    """The gateway's or the clock's: no role has the right to press it."""
    run = (lambda row, step, seat: getattr(row, verb)()) if verb else None
    return Move(name, label, source, target, quiet=True, guard=lambda row, seat: BY_ITSELF, run=run, **more)


TOLD = (Field("answer", required=False),)
order_flow = Flow(
    key="deviceorder",
    title="指令状态",
    states=(
        State(WAITING, "待下发", "blue"),
        State(SENT, "已下发", "orange"),
        State(ANSWERED, "终端已应答", "green", done=True),
        State(REFUSED, "终端拒绝", "red", done=True, aside=True),
        State(SILENT, "未应答", "orange", aside=True),
        State(LAPSED, "未送达", "grey", done=True, aside=True),
        State(WITHDRAWN, "已撤回", "grey", done=True, aside=True),
    ),
    moves=(
        Move("withdraw", "撤回", WAITING, WITHDRAWN, desk="asker", quiet=True, tone="danger",
             confirm="撤回后不再下发。确定撤回吗？"),
        Move("send_again", "再次下发", (SILENT, LAPSED), WAITING, desk="asker", quiet=True, tone="primary",
             guard=lambda row, seat: row.again_refused(), run=lambda row, step, seat: row.again()),
        _system("send", "下发", WAITING, SENT, "be_sent"),
        _system("put_back", "未发出，等待再次下发", SENT, WAITING, "be_put_back"),
        # An answer may come after the clock has given it up.
        _system("answer", "终端应答", (SENT, SILENT), ANSWERED, "be_answered", fields=TOLD),
        _system("refuse", "终端拒绝", (SENT, SILENT), REFUSED, "be_answered", fields=TOLD),
        _system("give_up", "没有应答", SENT, SILENT, fields=TOLD),
        _system("lapse", "过期未送达", WAITING, LAPSED),
    ),
    desks=(ASKER,),
)  # fmt: skip
