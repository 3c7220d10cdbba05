"""How 危大工程 and its records are listed, entered and shared."""

from typing import TYPE_CHECKING

from anlan.domain.site.registers import SITE
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Participating

from . import models, pages, rules
from .flows import OPEN, record_flow, work_flow
from .kinds import ACCEPTANCE

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

NUMBERS = tuple(Field(name, when=("kind", rules.asked_of(name))) for name in (*rules.QUANTITIES, *rules.FACTS))


class BySite(Register):
    """What the people on the site enter; all others read."""

    def create_refused(self, seat: "Seat") -> str | None:
        """As everywhere; authorities read."""
        why = super().create_refused(seat)
        return why or (f"{self.title}由项目部登记，主管部门只能查看" if seat.is_authority else None)


class DangerousWorkRegister(BySite):
    """危大工程, judged by its numbers while they are entered."""

    model = models.DangerousWork
    columns = (
        "name", "site", "level", "kind", "because", "branch", "starts_on", "ends_on", "briefings", "progresses", "acceptances",
        "check_result", "checked_last_on", "state",
    )  # fmt: skip
    order = "-created_at", "starts_on"
    search = ("name", "place", "site__name", "site__initials", "site__number")
    filters = "level", "state", "kind", "site", "branch", "check_result", "starts_on", "unit", "area"
    sections = (
        Section(
            "危大工程", SITE, Field("name", wide=True), Field("kind", wide=True), "place", "subcontractor", "starts_on", "ends_on",
        ),
        Section("规模", *NUMBERS, note=f"按{rules.CURRENT.title}判定，“及以上”含本数"),
        Section("专项施工方案", Field("scheme_files", wide=True), "drafted_by"),
    )  # fmt: skip
    share = Share("name", search=("name",), hint=("site", "level"))
    scope = Participating("unit", parts=False)
    flow = work_flow
    pages = {"list": pages.work_list, "detail": pages.work_detail, "create": pages.create, "edit": pages.edit}


class DangerousRecordRegister(BySite):
    """交底记录, 实施情况, 验收记录（结论）."""

    model = models.DangerousRecord
    columns = "held_on", "kind", "work", "site", "branch", "leader", "content", "result", "photos", "files"
    order = ("-held_on",)
    search = ("leader", "content", "work__name", "site__name", "site__number")
    filters = "kind", "work", "site", "branch", "held_on", "result", "unit", "area"
    sections = (
        Section(
            "危大工程记录",
            Field("work", fixed=True, pick_where={"state__in": OPEN}, wide=True), Field("kind", fixed=True, radio=True),
            "held_on", "leader", Field("people", wide=True), Field("content", wide=True),
            Field("result", when=("kind", ACCEPTANCE), radio=True), Field("photos", wide=True), Field("files", wide=True),
        ),
    )  # fmt: skip
    share = Share("kind", search=("content",), hint=("held_on", "work"))
    scope = Participating("unit", parts=False)
    flow = record_flow
