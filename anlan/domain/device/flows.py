"""States of a device and of what hangs on it."""

from anlan.kernel.flow.table import Desk, Flow, Move, State

IN_USE, STOPPED, SCRAPPED, DELETED = "in_use", "stopped", "scrapped", "deleted"
IN_FORCE, ENDED, KEPT, REMOVED = "in_force", "ended", "kept", "removed"
STANDING = (IN_USE, STOPPED)

KEEPER = Desk("keeper", "设备管理单位", lambda row: row.keeper_id)
"""The firm, or the people on the building site."""

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
