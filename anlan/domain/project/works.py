"""What every record of works carries: the section or project it belongs to, and as what its unit takes part there."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from anlan.domain.enterprise.kinds import TAKES_SECTIONS
from anlan.domain.enterprise.models import Enterprise
from anlan.kernel.clock import today
from anlan.kernel.flow.table import Desk
from anlan.kernel.register import registry
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.records import UnitRecord
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field
from anlan.kernel.scope import grounds
from anlan.kernel.scope.models import Organisation
from anlan.kernel.scope.scopes import Participating

from .flows import DELETED
from .kinds import ENTERS, Party
from .models import Project, Section

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

NO_SECTION = "贵单位还没有分配到标段，不能填报；请联系在建项目法人单位在“工程管理—参建单位”中分配标段"


def only_section(seat: "Seat") -> int | None:
    """The section of a unit that takes part in one alone: nobody has to choose it."""
    if seat.is_authority:
        return None
    held = {stake.ground for stake in seat.stakes if stake.holds(stake.ground, today())}
    found = Section.objects.filter(reduce(or_, map(grounds.on, held), Q(pk__in=()))).exclude(state=DELETED)
    pks = list(found.values_list("pk", flat=True)[:2])
    return pks[0] if len(pks) == 1 else None


SECTION = Field("section", fixed=True, default=only_section, help="只列出贵单位参与的标段")
PARTY = Field("party", fixed=True, required=False, radio=True, label="所属单位")
"""The two questions of where and whose; fixed once the row is made."""

UNIT = Desk("unit", "责任单位", lambda row: row.unit_id)
MAKER = Desk("maker", "填报单位", lambda row: row.made_for_id or row.unit_id)
OWNER = Desk("owner", "项目法人", lambda row: row.owner_id)
ENGINEER = Desk("engineer", "监理单位", lambda row: row.section.engineer_id if row.section_id else None, "section")
SUPERVISOR = Desk("supervisor", "直管水行政主管单位", lambda row: row.supervisor_id)


class WorksRecord(UnitRecord):
    """A row of works. ``unit`` answers for it, ``party`` is as what; ``owner`` confirms it and alone reports it upward.

    A unit that works for itself (a reservoir's operator) has no section: its rows have no ground, and it is its own owner.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name="在建工程"
    )
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name="标段"
    )
    party = models.CharField("单位类别", max_length=12, choices=Party.choices, blank=True, default="")
    ground = models.CharField(max_length=grounds.PART, default="", editable=False)
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name="项目法人",
    )

    class Meta:
        abstract = True

    def home(self) -> tuple[str, str, int | None]:
        """Where the works stand and who supervises them directly; for a unit by itself where that unit is."""
        if self.project is not None:
            return self.project.home()
        return Participating().place(self.unit)

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Places a new row: on which ground, whose, as what. FieldError with what to do where that can't be."""
        if is_new:
            self._place(seat)
        super().settle(seat, is_new)

    def required_of(self, seat: "Seat | None") -> frozenset[str]:
        """标段, of a unit that takes part in works, where nothing else says on which ground the row stands."""
        asked = registry.register(self.register_key()).specs
        takes_part = seat is not None and any(stake.holds(stake.ground, today()) for stake in seat.stakes)
        return frozenset({"section"}) if takes_part and "project" not in asked else frozenset()

    def _place(self, seat: "Seat | None") -> None:
        if self.section is not None:
            self.project = self.section.project
        if self.project is None:
            self._stand_alone(seat)
            return
        self.ground = self.section.ground if self.section else self.project.ground
        self.owner_id = self.project.unit_id
        own = part_of(seat, self.ground) if seat is not None and not seat.is_authority else None
        self.party = self.party or (own or Party.CONTRACTOR)
        if seat is not None and (why := self._placing_refused(seat, own)):
            raise FieldError(why)
        if seat is None and self.unit_id:
            return
        self.unit = self._answerable(seat, own)

    def _stand_alone(self, seat: "Seat | None") -> None:
        if seat is not None and seat.organisation.is_unit:
            if why := no_section_refused(seat):
                raise FieldError(why)
            if any(stake.holds(stake.ground, today()) for stake in seat.stakes):
                raise FieldError("请选择标段")
            self.unit = seat.organisation
        if not self.unit_id:
            raise FieldError("请选择标段或单位")
        self.party, self.ground, self.owner = Party.PLAIN, "", self.unit

    def _placing_refused(self, seat: "Seat", own: str | None) -> str | None:
        assert self.project is not None
        if seat.is_authority:
            mine = seat.organisation_id == self.project.supervisor_id
            return None if mine else "该工程由其他水行政主管单位直接监管，不能代为录入"
        if own is None:
            return "贵单位没有参与该标段，不能填报；请联系项目法人分配标段"
        if self.party != own and self.party not in ENTERS.get(Party(own), ()):
            return f"贵单位是该标段的{Party(own).label}，不能替{Party(self.party).label}填报"
        return None

    def _answerable(self, seat: "Seat | None", own: str | None) -> Organisation:
        """The unit that takes part as ``party``; FieldError when nobody does."""
        assert self.project is not None
        if seat is not None and own == self.party:
            return seat.organisation
        found: Organisation | None = self.project.unit if self.party == Party.OWNER else None
        if self.section is not None and self.party in (Party.CONTRACTOR, Party.ENGINEER):
            found = self.section.contractor if self.party == Party.CONTRACTOR else self.section.engineer
        if found is None:
            label = Party(self.party).label
            raise FieldError(f"该标段还没有分配{label}，请联系项目法人在“工程管理—参建单位”中分配标段")
        return found


def part_of(seat: "Seat", ground: str) -> str | None:
    """As what a unit takes part on a ground today; the nearest of several; None when it does not."""
    held = [stake for stake in seat.stakes if stake.holds(ground, today())]
    return str(max(held, key=lambda stake: (len(stake.ground), stake.pk)).party) if held else None


def no_section_refused(seat: "Seat") -> str | None:
    """Why a contractor or engineer without a section can't report, and whom to ask (W-2.2-danger.v, W-2.2-accident.o)."""
    if seat.is_authority or any(stake.holds(stake.ground, today()) for stake in seat.stakes):
        return None
    kind = Enterprise.objects.filter(pk=seat.organisation_id).values_list("works_kind", flat=True).first()
    if kind in TAKES_SECTIONS:
        return NO_SECTION.replace("法人单位在", f"法人单位{_last_owner(seat)}在")
    return "请先在“工程管理”中新建在建工程并划分标段" if kind == Party.OWNER else None


def _last_owner(seat: "Seat") -> str:
    """The owner of the works the unit took part in last, in quotation marks; "" for one that never did."""
    past = max(seat.stakes, key=lambda stake: (stake.starts_on, stake.pk), default=None)
    if past is None:
        return ""
    owner = Project.objects.filter(ground=past.ground[: grounds.WORKS]).values_list("unit__name", flat=True).first()
    return f"“{owner}”" if owner else ""


class WorksRegister(Register):
    """The Register of a ``WorksRecord``: whoever has no section yet is told so before he fills in a form."""

    def create_refused(self, seat: "Seat") -> str | None:
        """As everywhere, and what stands in the way of a unit without a section."""
        return super().create_refused(seat) or no_section_refused(seat)
