"""基础信息 and 工程管理: the unit's own file; projects, sections, who takes part."""

from anlan.domain.enterprise import pages as enterprise
from anlan.domain.project import pages as project
from anlan.kernel.doors.portal import Group, Page, Screen

from .roles import AUTHORITY, CONTRACTOR, ENGINEER, OWNER, UNIT, UNITS, WORKS, audience, everyone

FILE = ("基本信息", "水利单位信息", "安全管理组织信息")

GROUPS = (
    Group("基础信息", (
        Screen("own-unit", "本单位信息", enterprise.own_form, "enterprise.view", audience(*UNITS), "building"),
        Page("unit-file", "单位信息", "enterprise", sections=FILE, top=(), row=("change",), icon="building", menu=False,
             words={"upload": "上传文件", "submit": "保存", "saved": "保存成功"}),
        Page("units", "辖区单位信息", "enterprise", audience=audience(AUTHORITY), where={"industry": "water"}, sections=FILE,
             columns=("name", "works_kind", "code", "area", "head", "head_phone", "has_account"), top=("create", "import", "export"),
             row=("change", "open_account", "reset_password"), icon="building"),
    ), icon="building"),
    Group("工程管理", (
        Page("projects", "在建工程", "project", audience=audience(OWNER, AUTHORITY), row=("change", "delete"),
             columns=("name", "kind", "unit", "supervisor", "section_count", "progress", "started_on"),
             icon="building", words={"create": "新建", "unit": "项目法人"},
             empty="还没有在建工程；项目法人点右上角“新建”登记工程，再划分标段、分配标段"),
        Page("sections", "标段划分", "section", audience=audience(OWNER), row=("change", "assign", "taken-part", "delete"), icon="list",
             columns=("name", "project", "contractor", "engineer", "started_on"), filters=("project",),
             words={"create": "新建标段"}, empty="还没有划分标段，点右上角“新建标段”"),
        Page("participations", "参建单位", "participation", audience=audience(OWNER), row=("change", "take_back"),
             top=("create", "export", "print"), icon="users", words={"create": "分配标段", "unit": "参建单位"},
             empty="还没有分配标段；分配以后参建单位才能填报"),
        Page("my-sections", "参与的标段", "section", audience=audience(ENGINEER, CONTRACTOR, AUTHORITY), top=("export", "print"),
             columns=("name", "project", "contractor", "engineer", "started_on"), filters=("project", "area"),
             row=(), icon="list", empty="还没有分配到标段，请联系在建项目法人单位分配"),
        Screen("assign", "分配标段", project.assign, "participation.create", audience(OWNER), menu=False),
        Screen("taken-part", "收回标段", project.taken_part, "participation.take_back", audience(OWNER), menu=False),
        Page("key-people", "关键岗位人员", "keyperson", audience=audience(*WORKS, AUTHORITY), row=("change", "delete"),
             icon="users", empty="还没有登记关键岗位人员，点右上角“新增”"),
    ), icon="building"),
)  # fmt: skip

SEE = ("project.view", "section.view", "participation.view", "keyperson.view", "project.export", "section.export")
OWN_FILE = ("enterprise.view", "enterprise.change", "enterprise.export")
RIGHTS = everyone("organisation.view", "role.view") | {
    ENGINEER: ("organisation.view", "role.view", *OWN_FILE, *SEE, "keyperson.*"),
    CONTRACTOR: ("organisation.view", "role.view", *OWN_FILE, *SEE, "keyperson.*"),
    OWNER: ("organisation.view", "role.view", *OWN_FILE, "project.*", "section.*", "participation.*", "keyperson.*"),
    UNIT: ("organisation.view", "role.view", *OWN_FILE),
    AUTHORITY: ("organisation.view", "role.view", *SEE, "keyperson.export", "participation.export",
                "enterprise.view", "enterprise.create", "enterprise.change", "enterprise.import", "enterprise.export",
                "enterprise.open_account", "enterprise.reset_password", "entry.view"),
}  # fmt: skip
