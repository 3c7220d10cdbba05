"""危大工程管理: the list of 超危大工程 whose rows unfold, and what the people on the site record of them."""

from anlan.domain.dangerous_work import pages as dangerous
from anlan.kernel.doors.portal import Group, Page, Rights, Screen

from .roles import AUTHORITY, BRANCH, COMPANY, SITE

WORK = (
    "sign", "send_to_experts", "argued", "failed", "finish", "approve", "urge", "change",
)  # fmt: skip
COLUMNS = ("name", "site", "level", "because", "starts_on", "ends_on", "check_result", "state")
RECORDS = ("held_on", "work", "site", "branch", "leader", "content", "photos", "files")

GROUPS = (
    Group("危大工程管理", (
        Page("super-dangerous", "超危大工程清单", "dangerouswork", where={"level": "super"}, top=("export", "print"),
             row=("approve", "urge"), columns=tuple(c for c in COLUMNS if c != "level"), icon="alert-triangle",
             filters=("state", "kind", "site", "branch", "check_result", "starts_on"),
             empty="还没有超危大工程；项目部在“危大工程”中登记，按参数自动判定"),
        Page("dangerous", "危大工程", "dangerouswork", top=("create", "export", "print"), row=WORK, columns=COLUMNS, icon="list",
             filters=("level", "state", "kind", "site", "branch", "check_result", "starts_on"),
             empty="还没有危大工程；项目部点右上角“新增”登记"),
        Page("dangerous-briefings", "交底记录", "dangerousrecord", where={"kind": "briefing"}, row=("change",), columns=RECORDS,
             filters=("work", "site", "branch", "held_on"), top=("create", "export", "print"), icon="users",
             empty="还没有交底记录"),
        Page("dangerous-progress", "实施情况", "dangerousrecord", where={"kind": "progress"}, row=("change",), columns=RECORDS,
             filters=("work", "site", "branch", "held_on"), top=("create", "export", "print"), icon="camera",
             empty="还没有实施情况"),
        Page("dangerous-acceptances", "验收纪录（结论）", "dangerousrecord", where={"kind": "acceptance"}, row=("change",),
             columns=("held_on", "work", "site", "branch", "leader", "result", "content", "files"),
             filters=("work", "site", "branch", "held_on", "result"), top=("create", "export", "print"), icon="circle-check",
             empty="还没有验收记录"),
        Screen("dangerous-more", "展开", dangerous.unfolded, "dangerouswork.view", menu=False),
        Screen("judge-dangerous", "判定", dangerous.judged, "dangerouswork.create", menu=False),
    ), icon="alert-triangle"),
)  # fmt: skip

READ = ("dangerouswork.view", "dangerouswork.export", "dangerousrecord.view", "dangerousrecord.export")
LOOK = (*READ, "dangerouswork.approve", "dangerouswork.urge")
RIGHTS: Rights = {
    COMPANY: LOOK,
    BRANCH: LOOK,
    SITE: (
        *READ, "dangerouswork.create", "dangerouswork.change", "dangerouswork.sign", "dangerouswork.send_to_experts",
        "dangerouswork.argued", "dangerouswork.failed", "dangerouswork.revise", "dangerouswork.finish",
        "dangerouswork.delete", "dangerousrecord.create", "dangerousrecord.change", "dangerousrecord.delete",
    ),
    AUTHORITY: LOOK,
}  # fmt: skip
