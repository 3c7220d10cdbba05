"""How 在建项目, 区域公司 and what hangs on a site are listed, entered and shared."""

from typing import TYPE_CHECKING

from anlan.domain.enterprise.rules import check_uscc, mask_phone, tidy_number
from anlan.domain.enterprise.sections import check_phone
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Action, Field, Section, Share
from anlan.kernel.scope.scopes import Participating, Supervised

from . import accounts, models, pages
from .flows import (
    MANAGED,
    STANDING,
    branch_flow,
    completion_flow,
    machine_flow,
    site_flow,
    urge_flow,
)

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

NAMED = ("name", "initials", "number")
COMPANIES = {"kind": "enterprise", "industry": "construction", "is_open": True}
"""A company builds in the whole province: a station picks also those whose file it can't read."""
SITE = Field(
    "site",
    fixed=True,
    default=lambda seat: getattr(models.site_of(seat), "pk", None),
    pick_where={"state__in": STANDING},
)
"""The question on which site; fixed once the row is made, and not asked of who works on one alone."""


def account_actions(model: type[models.Site | models.Branch]) -> tuple[Action, ...]:
    """The buttons of an account that its company manages (J-1.f)."""
    return (
        Action("open_account", "开通帐号", "open_account", model.open_account, refused=accounts.not_to_open),
        Action("reset_password", "重置密码", "reset_password", model.reset_password, refused=accounts.not_to_use,
               confirm="重置后原密码立即失效，已登录的会话同时退出。确定重置吗？"),
        Action("close_account", "停用帐号", "close_account", model.close_account, refused=accounts.not_to_use,
               confirm="停用后该帐号不能再登录，已登录的会话同时退出。确定停用吗？", tone="danger"),
    )  # fmt: skip


class BranchRegister(Register):
    """区域公司."""

    model = models.Branch
    columns = "name", "region", "head", "phone", "account", "state"
    order = ("name",)
    search = ("name", "initials", "head")
    sections = (
        Section(
            "区域公司", Field("name", help="如：苏南区域公司"), "region", Field("head", required=True),
            Field("phone", required=True, secret=mask_phone, check=check_phone),
        ),
    )  # fmt: skip
    share = Share("name", search=("name", "initials"), hint=("region",))
    scope = Supervised("unit")
    flow = branch_flow
    actions = account_actions(models.Branch)


class SiteRegister(Register):
    """在建项目."""

    model = models.Site
    columns = (
        "number", "name", "reasons", "unit", "branch", "area", "kind", "manager", "started_on", "finish_on", "cost",
        "supervisor", "is_special", "account", "state",
    )  # fmt: skip
    order = "-worry", "-created_at", "finish_on", "name"
    search = NAMED
    filters = "state", "branch", "kind", "area", "unit", "finish_on", "account"
    sections = (
        Section(
            "项目信息",
            Field("number", fixed=True), Field("name", wide=True), "kind",
            Field("unit", pick="organisation", pick_where=COMPANIES, authority_only=True, label="施工企业",
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
    scope = Participating("unit", parts=False)
    flow = site_flow
    pages = {"list": pages.site_list, "detail": pages.site_detail}
    actions = account_actions(models.Site)


class SiteUrgeRegister(Register):
    """督促: the company, its branch or the authority tells a site what to do; the site answers."""

    model = models.SiteUrge
    columns = "sent_at", "site", "matter", "text", "sender", "answer", "state"
    order = ("-sent_at",)
    search = ("text", "site__name", "site__initials", "site__number")
    filters = "state", "matter", "site", "branch", "unit", "area"
    sections = (
        Section("督促", SITE, Field("matter", radio=True), Field("text", wide=True)),
    )  # fmt: skip
    share = Share("matter", search=("text",), hint=("site",))
    scope = Participating("unit", parts=False)
    flow = urge_flow


class SiteMachineRegister(Register):
    """机械设备, entered by the people on the site."""

    model = models.SiteMachine
    columns = (
        "number", "kind", "model", "site", "branch", "owner", "installer", "notified_on", "inspected_on", "inspected_until",
        "registration", "state",
    )  # fmt: skip
    order = "-created_at", "inspected_until"
    search = ("number", "model", "registration", "site__name", "site__initials", "site__number")
    filters = "state", "kind", "site", "branch", "inspected_until", "unit", "area"
    sections = (
        Section(
            "设备信息",
            SITE, "kind", "number", "model", "serial", "maker", "made_on", Field("owner", required=True), "place", "height",
        ),
        Section("安装和检测", "installer", "notified_on", "inspector", "report_number", "inspected_on", "inspected_until"),
        Section("使用登记", "registration", "registered_on", note="投入使用时填写"),
        Section("资料", Field("photos", wide=True), Field("files", wide=True)),
    )  # fmt: skip
    share = Share("number", search=("number",), hint=("kind", "site"))
    scope = Participating("unit", parts=False)
    flow = machine_flow

    def create_refused(self, seat: "Seat") -> str | None:
        """As everywhere; authorities read."""
        why = super().create_refused(seat)
        return why or ("机械设备由项目部登记，主管部门只能查看" if seat.is_authority else None)


class CompletionEntryRegister(Register):
    """竣工备案: a line of the authority's completion list, matched with its site."""

    model = models.CompletionEntry
    columns = "filing", "number", "name", "code", "completed_on", "site", "why", "filer", "state"
    order = "-created_at", "-completed_on"
    search = "filing", "number", "name"
    filters = "state", "completed_on", "site", "unit", "area"
    sections = (
        Section(
            "竣工备案",
            "filing", "number", Field("name", wide=True),
            Field("code", check=lambda code: check_uscc(tidy_number(code))), "completed_on",
        ),
    )  # fmt: skip
    share = Share("filing", search=("filing", "name"), hint=("name",))
    scope = Participating("unit", parts=False)
    flow = completion_flow
