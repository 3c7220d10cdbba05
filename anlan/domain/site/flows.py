"""States of a site, of a branch."""

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
SITE = Desk("site", "项目部", lambda row: row.site.department_id)
"""For the rows of a site; where the others hold a step of the site itself too."""

MANAGED = (
    Field("branch", pick_where={"state": OPEN}), Field("manager"),
    Field("manager_phone", secret=mask_phone, check=check_phone), Field("safety_officer"),
)  # fmt: skip
"""What the company itself says of its site; the rest is filed by the authority."""

site_flow = Flow(
    key="site",
    title="工程状态",
    states=(
        State(BUILDING, "在建", "green", open="supervisor"),
        State(STOPPED, "停工", "orange", open="supervisor"),
        State(COMPLETED, "已竣工", "blue", open="supervisor"),
        State(TERMINATED, "已终止监督", "grey", done=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move("stop", "停工", BUILDING, STOPPED, desk="supervisor", tone="danger", quiet=True, needs=("opinion",),
             opinion_label="停工原因"),
        Move("resume", "复工", STOPPED, BUILDING, desk="supervisor", quiet=True),
        Move("complete", "登记竣工", (BUILDING, STOPPED), COMPLETED, desk="supervisor", quiet=True,
             run=lambda row, step, seat: row.mark_completed()),
        # Follows from the evaluation (安标考评): no role has the right to press it here.
        Move("terminate", "终止监督", STANDING, TERMINATED, quiet=True),
        Move("manage", "项目管理", STANDING, desk="company", quiet=True, fields=MANAGED),
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
             guard=lambda row, seat: row.close_refused(), confirm="停用后该区域公司的账号不能再登录，确定吗？",
             run=lambda row, step, seat: row.shut()),
    ),
    desks=(COMPANY,),
)  # fmt: skip
