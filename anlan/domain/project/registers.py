"""How 在建工程, 标段, 参建单位 and 关键岗位人员 are listed, entered and shared."""

from typing import TYPE_CHECKING

from anlan.domain.enterprise.rules import mask_phone
from anlan.domain.enterprise.sections import check_phone
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Grounded

from . import models
from .flows import participation_flow, post_flow, project_flow, section_flow
from .pages.places import project_detail, section_detail

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

UNITS = {"kind__in": ("enterprise", "service"), "is_open": True}
NAMED = ("name", "initials", "number")


class ProjectRegister(Register):
    """在建工程."""

    model = models.Project
    columns = "name", "kind", "grade", "area", "unit", "supervisor", "investment", "progress", "started_on"
    order = "-created_at", "name"
    search = NAMED
    filters = "kind", "progress", "area", "unit"
    sections = (
        Section(
            "工程信息",
            Field("name", wide=True), "number", "kind", "grade", Field("investment", required=False), "progress",
            "started_on", "finish_on",
            Field("supervisor", pick="organisation", pick_where={"kind": "department", "is_open": True},
                  help="直接监管本工程的水行政主管单位；上报的内容送到这里"),
        ),
        Section("工程位置", "area", Field("place", wide=True), "longitude", "latitude"),
        Section("工程概况", Field("note", wide=True), "files"),
    )  # fmt: skip
    share = Share("name", search=NAMED, hint=("kind", "area"))
    scope = Grounded("unit")
    flow = project_flow
    pages = {"detail": project_detail}

    def create_refused(self, seat: "Seat") -> str | None:
        """Authorities do not build."""
        why = super().create_refused(seat)
        return why or ("在建工程由在建项目法人单位新建" if seat.is_authority else None)


class SectionRegister(Register):
    """标段."""

    model = models.Section
    columns = "name", "number", "project", "contractor", "engineer", "amount", "is_high_risk", "started_on"
    order = "-created_at", "name"
    search = NAMED
    filters = "project", "area", "unit"
    sections = (
        Section(
            "标段信息",
            Field("project", fixed=True), Field("name", wide=True), "number", Field("content", wide=True),
            Field("amount", required=False), "is_high_risk", "started_on", "finish_on",
        ),
    )  # fmt: skip
    share = Share("name", search=NAMED, hint=("project", "number"))
    scope = Grounded("unit")
    flow = section_flow
    pages = {"detail": section_detail}


class ParticipationRegister(Register):
    """参建单位; making one is 分配标段."""

    model = models.Participation
    columns = "unit", "party", "project", "section", "starts_on", "ends_on", "state"
    order = ("-created_at",)
    search = ("unit__name", "unit__initials", "contract")
    filters = "project", "section", "party", "state", "unit"
    sections = (
        Section(
            "分配标段",
            Field("section", fixed=True, help="参与整个工程的不选标段，只选在建工程"),
            Field("project", fixed=True, required=False),
            Field("party", fixed=True), Field("unit", fixed=True, pick="organisation", pick_where=UNITS, label="参建单位"),
            "starts_on", "ends_on", "contract", "files",
        ),
    )  # fmt: skip
    scope = Grounded("unit")
    flow = participation_flow


class KeyPersonRegister(Register):
    """关键岗位人员."""

    model = models.KeyPerson
    columns = "name", "post", "unit", "project", "section", "phone", "certificate_until", "starts_on", "ends_on"
    order = ("-created_at",)
    search = ("name", "unit__name", "unit__initials")
    filters = "post", "project", "section", "unit"
    sections = (
        Section(
            "关键岗位人员",
            Field("section", fixed=True, help="负责整个工程的不选标段，只选在建工程"), Field("project", fixed=True),
            "post", "name", Field("phone", required=True, secret=mask_phone, check=check_phone),
            "certificate", "certificate_until", "starts_on", "ends_on",
        ),
    )  # fmt: skip
    share = Share("name", search=("name",), hint=("post", "unit"))
    scope = Grounded("unit")
    flow = post_flow
