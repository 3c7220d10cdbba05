"""States of a site, of a branch, and of what hangs on a site."""

from anlan.domain.enterprise.rules import mask_phone
from anlan.domain.enterprise.sections import check_phone
from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

BUILDING, STOPPED, COMPLETED, TERMINATED, DELETED = "building", "stopped", "completed", "terminated", "deleted"
OPEN, CLOSED = "open", "closed"
STANDING = (BUILDING, STOPPED, COMPLETED)
"""A site in these states is still supervised: it is inspected, evaluated by the month, and can be terminated."""

AUTHORITY = Desk("supervisor", "安全监督机构", lambda row: row.supervisor_id)
COMPANY = Desk("company", "施工企业", lambda row: row.unit_id)
SITE = Desk("site", "项目部", lambda row: row.site.department_id, "site")
"""For the rows of a site; where the others hold a step of the site itself too."""

BRANCH = Field("branch", pick_where={"state": OPEN}, help="不选的，由企业总部直接管理")
MANAGED = (
    BRANCH, Field("manager"),
    Field("manager_phone", secret=mask_phone, check=check_phone), Field("safety_officer"),
)  # fmt: skip
"""What the company itself says of its site; the rest is filed by the authority."""

site_flow = Flow(
    key="site",
    title="工程状态",
    states=(
        State(BUILDING, "在建", "green", open="supervisor"),
        State(STOPPED, "停工", "orange", open="supervisor", aside=True),
        State(COMPLETED, "已竣工", "blue", open="supervisor"),
        State(TERMINATED, "已终止监督", "grey", done=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move("stop", "停工", BUILDING, STOPPED, desk="supervisor", tone="danger", quiet=True, needs=("opinion",),
             opinion_label="停工原因"),
        Move("resume", "复工", STOPPED, BUILDING, desk="supervisor", quiet=True),
        Move("complete", "登记竣工", (BUILDING, STOPPED), COMPLETED, desk="supervisor", quiet=True,
             fields=(Field("completed_on", required=True),), run=lambda row, step, seat: row.mark_completed()),
        # Follows from the evaluation (安标考评): no role has the right to press it here.
        Move("terminate", "终止监督", STANDING, TERMINATED, quiet=True),
        Move("manage", "项目管理", STANDING, desk="company", quiet=True, fields=MANAGED),
        Move("assign", "归到区域公司", STANDING, desk="company", quiet=True, batch=True, fields=(BRANCH,)),
        Move("delete", "删除", BUILDING, DELETED, desk="supervisor", quiet=True, tone="danger",
             guard=lambda row, seat: row.delete_refused(), confirm="确定删除这个项目吗？"),
    ),
    desks=(AUTHORITY, COMPANY),
)  # fmt: skip

branch_flow = Flow(
    key="branch",
    title="登记",
    states=(State(OPEN, "在用", "green", open="company"), State(CLOSED, "已停用", "grey", aside=True)),
    moves=(
        Move("close", "停用", OPEN, CLOSED, desk="company", quiet=True, tone="danger",
             confirm="停用后该区域公司的账号不能再登录，确定吗？",
             run=lambda row, step, seat: row.shut()),
    ),
    desks=(COMPANY,),
)  # fmt: skip

SENT, ANSWERED = "sent", "answered"
urge_flow = Flow(
    key="siteurge",
    title="督促",
    states=(State(SENT, "待回复", "orange"), State(ANSWERED, "已回复", "green", done=True)),
    moves=(
        Move("answer", "回复", SENT, ANSWERED, desk="site", tone="primary", needs=("opinion",), asks=("files",),
             opinion_label="回复内容", run=lambda row, step, seat: row.answered(step)),
    ),
    desks=(SITE,),
)  # fmt: skip

PLANNED, IN_USE, IDLE, REMOVED, GONE = "planned", "in_use", "idle", "removed", "deleted"
machine_flow = Flow(
    key="sitemachine",
    title="设备",
    states=(
        State(PLANNED, "拟安装", "blue", open="site"),
        State(IN_USE, "使用中", "green", open="site"),
        State(IDLE, "停用", "orange", open="site", aside=True),
        State(REMOVED, "已拆除", "grey", done=True),
        State(GONE, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move("use", "投入使用", (PLANNED, IDLE), IN_USE, desk="site", quiet=True, tone="primary",
             fields=(Field("registration", required=True), Field("registered_on", required=True)),
             run=lambda row, step, seat: row.put_to_use()),
        Move("rest", "停用", IN_USE, IDLE, desk="site", quiet=True, needs=("opinion",), opinion_label="停用原因"),
        Move("remove", "登记拆除", (PLANNED, IN_USE, IDLE), REMOVED, desk="site", quiet=True,
             fields=(Field("removed_on", required=True),)),
        Move("delete", "删除", PLANNED, GONE, desk="site", quiet=True, tone="danger", confirm="确定删除这台设备吗？",
             guard=lambda row, seat: row.delete_refused()),
    ),
    desks=(SITE,),
)  # fmt: skip

UNMATCHED, MATCHED, DROPPED = "unmatched", "matched", "dropped"
completion_flow = Flow(
    key="completionentry",
    title="比对",
    states=(
        State(UNMATCHED, "待匹配", "orange", open="filer"),
        State(MATCHED, "已匹配", "green", done=True),
        State(DROPPED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move("match", "人工匹配", UNMATCHED, MATCHED, desk="filer", tone="primary", fields=(Field("site", required=True),)),
        Move("drop", "删除", UNMATCHED, DROPPED, desk="filer", quiet=True, tone="danger", confirm="确定删除这条竣工备案吗？"),
    ),
    desks=(Desk("filer", "备案部门", lambda row: row.filer_id),),
)  # fmt: skip
