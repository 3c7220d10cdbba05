"""How 应急预案, 应急演练 and 应急联系人 are listed, entered and shared."""

from typing import TYPE_CHECKING

from anlan.domain.enterprise.rules import mask_phone
from anlan.domain.enterprise.sections import check_phone
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Participating

from . import models
from .flows import IN_FORCE, contact_flow, drill_flow, plan_flow

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

WHERE = (
    Field("section", fixed=True, help="整个单位或整个工程的，不选标段"),
    Field("project", fixed=True, help="整个单位的，不选工程"),
)


class UnitsRegister(Register):
    """What units enter, each for itself."""

    def create_refused(self, seat: "Seat") -> str | None:
        """As everywhere; authorities read."""
        why = super().create_refused(seat)
        return why or (f"{self.title}由各单位填报，主管部门只能查看" if seat.is_authority else None)


class EmergencyPlanRegister(UnitsRegister):
    """应急预案: kept among the works until it is issued; filed with the direct supervisor."""

    model = models.EmergencyPlan
    columns = "title", "kind", "edition", "unit", "section", "issued_on", "due_review_on", "state"
    order = ("-created_at", "due_review_on")
    search = ("title", "unit__name", "unit__initials", "filing_number")
    filters = "kind", "state", "project", "section", "unit", "area"
    sections = (
        Section(
            "预案信息",
            Field("title", wide=True), Field("kind", radio=True), "edition",
            Field("replaces", fixed=True, pick="emergencyplan", pick_where={"state__in": IN_FORCE},
                  help="修订已有的预案时选择；发布后替代原来的一版"),
            *WHERE, Field("note", wide=True), Field("files", required=True, wide=True),
        ),
        Section("评估", Field("due_review_on", help="不填的，自发布日起三年（依据待核，管理员可设置）")),
    )  # fmt: skip
    share = Share("title", search=("title",), hint=("kind", "edition", "unit"))
    scope = Participating("unit", shared="is_issued")
    flow = plan_flow


class DrillRegister(UnitsRegister):
    """应急演练."""

    model = models.Drill
    columns = "title", "held_on", "half", "plan", "kind", "unit", "section", "people", "grade", "photos"
    order = ("-held_on",)
    search = ("title", "unit__name", "unit__initials")
    filters = "held_on", "kind", "grade", "project", "section", "unit", "area"
    sections = (
        Section(
            "演练信息",
            Field("plan", fixed=True, pick_where={"state__in": IN_FORCE}), Field("title", wide=True),
            Field("kind", radio=True), "held_on", "place", "leader", "people", Field("participants", wide=True),
            Field("course", wide=True), Field("photos", wide=True), Field("files", wide=True),
        ),
        Section("演练评估", Field("grade", radio=True), Field("evaluation", wide=True)),
    )  # fmt: skip
    share = Share("title", search=("title",), hint=("held_on",))
    scope = Participating("unit")
    flow = drill_flow


class EmergencyContactRegister(UnitsRegister):
    """应急联系人."""

    model = models.EmergencyContact
    columns = "name", "post", "unit", "project", "section", "phone", "is_day_and_night", "duty"
    order = ("-created_at",)
    search = ("name", "post", "unit__name", "unit__initials")
    filters = "is_day_and_night", "project", "section", "unit", "area"
    sections = (
        Section(
            "应急联系人",
            "name", "post", Field("phone", required=True, secret=mask_phone, check=check_phone),
            Field("is_day_and_night", radio=True), Field("duty", wide=True), *WHERE,
        ),
    )  # fmt: skip
    share = Share("name", search=("name",), hint=("post", "unit"))
    scope = Participating("unit")
    flow = contact_flow
