"""How 在建项目 and 区域公司 are listed, entered and shared."""

from anlan.domain.enterprise.rules import mask_phone
from anlan.domain.enterprise.sections import check_phone
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Participating, Supervised

from . import models
from .flows import MANAGED, STANDING, branch_flow, site_flow

NAMED = ("name", "initials", "number")
SITE = Field(
    "site",
    fixed=True,
    default=lambda seat: getattr(models.site_of(seat), "pk", None),
    pick_where={"state__in": STANDING},
)
"""The question on which site; fixed once the row is made, and not asked of who works on one alone."""


class BranchRegister(Register):
    """区域公司."""

    model = models.Branch
    columns = "name", "region", "head", "phone", "state"
    order = ("name",)
    search = ("name", "initials", "head")
    filters = ("state",)
    sections = (
        Section(
            "区域公司", Field("name", help="如：苏南区域公司"), "region", Field("head", required=True),
            Field("phone", required=True, secret=mask_phone, check=check_phone),
        ),
    )  # fmt: skip
    share = Share("name", search=("name", "initials"), hint=("region",))
    scope = Supervised("unit")
    flow = branch_flow


class SiteRegister(Register):
    """在建项目."""

    model = models.Site
    columns = (
        "number", "name", "unit", "branch", "area", "kind", "manager", "started_on", "finish_on", "cost", "supervisor",
        "is_special", "state",
    )  # fmt: skip
    order = "-created_at", "finish_on", "name"
    search = NAMED
    filters = "state", "branch", "kind", "area", "unit", "finish_on"
    sections = (
        Section(
            "项目信息",
            Field("number", fixed=True), Field("name", wide=True), "kind",
            Field("unit", pick="enterprise", authority_only=True, label="施工企业",
                  help="按企业名称或统一社会信用代码查找；换了施工企业在这里改，今天起由新的企业负责"),
            Field("client", wide=True), "engineer", "structure", "storeys", Field("floor_area", required=False),
            Field("cost", required=False), "is_special", "started_on", "finish_on",
        ),
        Section("项目位置", "area", Field("address", wide=True), "longitude", "latitude"),
        Section(
            "项目管理",
            *MANAGED, "files",
        ),
    )  # fmt: skip
    share = Share("name", search=NAMED, hint=("number", "area"))
    scope = Participating("unit")
    flow = site_flow
