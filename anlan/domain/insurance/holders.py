"""Who may be the policyholder (投保单位) of a section (W-2.2-insurance.e, .f)."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from anlan.domain.project.flows import ACTIVE
from anlan.domain.project.kinds import Party
from anlan.domain.project.models import Participation, Section
from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.plain import whole

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation


def participants(section: Section) -> "QuerySet[Participation]":
    """To whom the section, or the whole project, is assigned now or from a later day: insurance comes before the start."""
    rows = Participation.objects.filter(state=ACTIVE, ground__in=(section.ground, section.project.ground))
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=today())).order_by("-ground", "id")


def offered(section_id: str) -> dict[str, Any]:
    """The condition of the organisations the form offers for a section: its owner, and whom it is assigned to."""
    section = Section.objects.select_related("project").filter(pk=whole(section_id)).first()
    if section is None:
        return {"pk__in": []}
    return {"pk__in": [section.project.unit_id, *participants(section).values_list("unit", flat=True)]}


def party_of(section: Section, unit_id: "int | None") -> str:
    """As what the policyholder takes part; FieldError for a unit that may not be chosen."""
    if unit_id is None or unit_id == section.project.unit_id:
        return Party.OWNER
    found = participants(section).filter(unit=unit_id).first()
    if found is not None:
        return found.party
    owner: Organisation = section.project.unit
    if participants(section).exists():
        raise FieldError(f"所选投保单位没有参与“{section}”，请选择项目法人“{owner}”或该标段的参建单位")
    raise FieldError(f"“{section}”还没有分配给参建单位，投保单位只能选择项目法人“{owner}”")
