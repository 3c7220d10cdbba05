"""企业信息: the company's sites and its branches."""

from anlan.kernel.doors.portal import Group, Page, Rights

from .roles import AUTHORITY, BRANCH, COMPANY, SITE, audience

GROUPS = (
    Group("企业信息", (
        Page("sites", "项目信息", "site", top=("create", "import", "export", "print"), row=("change", "manage"), icon="building",
             columns=("number", "name", "branch", "area", "manager", "started_on", "finish_on", "state"),
             empty="还没有在建项目；项目由安全监督机构按监督备案号登记，企业注册后自动关联"),
        Page("branches", "区域公司", "branch", audience=audience(COMPANY), row=("change", "close"), icon="users",
             empty="还没有区域公司；点右上角“新增”，再把项目归到区域公司"),
    ), icon="building"),
)  # fmt: skip

SEE = ("organisation.view", "role.view", "enterprise.view", "site.view", "site.export")
RIGHTS: Rights = {
    COMPANY: (*SEE, "enterprise.change", "site.manage", "branch.*"),
    BRANCH: (*SEE, "branch.view"),
    SITE: SEE,
    AUTHORITY: (
        *SEE,
        "site.create",
        "site.change",
        "site.import",
        "site.stop",
        "site.resume",
        "site.complete",
        "site.delete",
    ),
}
