"""企业信息: the company's sites, its branches, the accounts of both, machines, and what sites are urged to do."""

from anlan.kernel.doors.portal import Group, Page, Rights

from .roles import AUTHORITY, BRANCH, COMPANY, SITE, audience

LOOKS_AFTER = audience(COMPANY, BRANCH)
ACCOUNT = ("open_account", "reset_password", "close_account")

GROUPS = (
    Group("企业信息", (
        Page("sites", "项目信息", "site", top=("create", "import", "export", "print"), row=("manage", "change"),
             columns=("number", "name", "reasons", "branch", "manager", "finish_on", "state"),
             filters=("state", "branch", "kind", "area", "unit", "finish_on"), icon="building",
             empty="还没有在建项目；项目由安全监督机构按监督备案号登记，企业注册后自动关联"),
        Page("branches", "区域公司", "branch", audience=audience(COMPANY), row=("change", *ACCOUNT, "close"), icon="users",
             empty="还没有区域公司；点右上角“新增”，再把项目归到区域公司"),
        Page("site-accounts", "项目帐号", "site", audience=LOOKS_AFTER, top=("export",), row=ACCOUNT, icon="key",
             columns=("number", "name", "branch", "manager", "manager_phone", "account", "state"),
             filters=("account", "branch", "state"), order=("name",),
             words={"number": "监督备案号（用户名）"}, empty="还没有在建项目"),
        Page("machines", "机械设备", "sitemachine", row=("use", "rest", "remove", "change"), icon="settings",
             columns=("number", "kind", "model", "site", "owner", "inspected_until", "registration", "state"),
             empty="还没有登记机械设备；项目部点右上角“新增”登记塔式起重机、施工升降机等"),
        Page("site-urges", "督促记录", "siteurge", top=("create", "export", "print"), row=("answer",), icon="bell",
             words={"create": "督促", "saved": "已发给项目部，并记入督促记录"}, empty="还没有督促过项目"),
    ), icon="building"),
    Group("竣工备案", (
        Page("completions", "竣工备案", "completionentry", audience=audience(AUTHORITY), row=("match", "change", "drop"),
             columns=("filing", "number", "name", "code", "completed_on", "site", "state"),
             icon="circle-check", empty="还没有竣工备案；点右上角“导入”，按模板一次登记多条，系统自动比对在建项目"),
        Page("unmatched-completions", "待匹配", "completionentry", audience=audience(AUTHORITY), where={"state": "unmatched"},
             top=("export",), columns=("filing", "number", "name", "code", "completed_on", "why"),
             filters=("completed_on",), row=("match", "change", "drop"), icon="search", empty="没有待匹配的竣工备案"),
    ), icon="circle-check"),
)  # fmt: skip

SEE = (
    "organisation.view", "role.view", "enterprise.view", "site.view", "site.export", "sitemachine.view",
    "sitemachine.export", "siteurge.view", "siteurge.export",
)  # fmt: skip
ACCOUNTS = ("site.open_account", "site.reset_password", "site.close_account", "site.reveal")
RIGHTS: Rights = {
    COMPANY: (
        *SEE, "enterprise.change", "site.manage", "site.assign", *ACCOUNTS, "branch.*", "siteurge.create",
        "completionentry.view",
    ),
    BRANCH: (*SEE, *ACCOUNTS, "branch.view", "siteurge.create"),
    SITE: (
        *SEE, "siteurge.answer", "sitemachine.create", "sitemachine.change", "sitemachine.import", "sitemachine.use",
        "sitemachine.rest", "sitemachine.remove", "sitemachine.delete",
    ),
    AUTHORITY: (
        *SEE, "site.create", "site.change", "site.import", "site.stop", "site.resume", "site.complete", "site.delete",
        "siteurge.create", "completionentry.*",
    ),
}  # fmt: skip
