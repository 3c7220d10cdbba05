"""How 安全责任险 and 理赔记录 are listed, entered and shared."""

from typing import TYPE_CHECKING

from anlan.domain.project.kinds import Party
from anlan.domain.project.works import WorksRegister
from anlan.kernel.clock import today
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Grounded

from . import models
from .flows import claim_flow, insurance_flow
from .holders import offered

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class OwnersRegister(WorksRegister):
    """What only the owner of a project enters (W-2.2-insurance.g, .h); everybody else on the ground reads it."""

    def create_refused(self, seat: "Seat") -> str | None:
        """As everywhere, and that only an owner can."""
        if why := super().create_refused(seat):
            return why
        owns = any(s.party == Party.OWNER and s.holds(s.ground, today()) for s in seat.stakes)
        return None if owns else f"{self.title}由在建项目法人单位填报，请联系项目法人"


class SafetyInsuranceRegister(OwnersRegister):
    """安全责任险."""

    model = models.SafetyInsurance
    columns = (
        "number", "section", "unit", "insurer", "per_person", "people", "premium", "starts_on", "due_on", "is_followed",
    )  # fmt: skip
    order = ("-starts_on", "due_on")
    search = ("number", "insurer", "unit__name", "unit__initials")
    filters = ("project", "section", "unit", "due_on", "is_followed", "area")
    sections = (
        Section(
            "投保信息",
            Field("section", fixed=True, required=True, help="安全责任险按标段投保，开工前必须投保"),
            Field("unit", fixed=True, label="投保单位", pick="organisation", pick_beside=("section", offered),
                  help="先选标段；已分配的标段可选参建单位，未分配的只能选项目法人"),
            Field("insured", wide=True), Field("cover", wide=True),
        ),
        Section(
            "保单信息",
            "insurer", "number",
            Field("per_person", help="2025年3月29日起的保单不低于40万元（应急〔2025〕27号），此前不低于30万元"),
            "people", "premium", "starts_on", "due_on", Field("files", required=True, wide=True),
        ),
    )  # fmt: skip
    share = Share("number", search=("number", "insurer"), hint=("section", "starts_on", "due_on"))
    scope = Grounded("unit")
    flow = insurance_flow


class ClaimRegister(OwnersRegister):
    """理赔记录."""

    model = models.Claim
    columns = "happened_on", "section", "unit", "insurance", "deaths", "injured", "claimed", "paid", "paid_on", "state"
    order = ("-happened_on",)
    search = ("number", "unit__name", "unit__initials")
    filters = "project", "section", "unit", "state", "area"
    sections = (
        Section(
            "出险情况",
            Field("insurance", fixed=True, help="按出险日期所在的保险期间选择"), "happened_on",
            Field("happening", wide=True), "deaths", "injured",
        ),
        Section("理赔", "reported_on", "number", "claimed", Field("files", wide=True)),
    )  # fmt: skip
    scope = Grounded("unit")
    flow = claim_flow
