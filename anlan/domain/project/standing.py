"""Who stands where: keeps the stakes of the scope, and the present contractor and engineer of each section, true."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from anlan.kernel.clock import today
from anlan.kernel.scope.models import Stake

from .flows import ENDED
from .kinds import READS, Party

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

    from .models import Participation, Project, Section

AUTHORITY = "authority"
ALWAYS = date(1949, 10, 1)
"""Before anything that can be entered: whose project it is does not begin on a day."""
ONE_AT_A_TIME = (Party.CONTRACTOR, Party.ENGINEER)


def _keep(source: str, organisation_id: int, **facts: Any) -> None:
    Stake.objects.filter(source=source).exclude(organisation=organisation_id).delete()
    Stake.objects.update_or_create(source=source, organisation_id=organisation_id, defaults=facts)


def keep_project(project: "Project") -> None:
    """Owner and direct supervisor have their stakes in the whole of it."""
    where = {
        "starts_on": ALWAYS,
        "ground": project.ground,
        "area_id": project.area_id,
        "industry": project.industry,
        "ends_on": None,
    }
    _keep(
        f"project:{project.pk}:owner",
        project.unit_id,
        party=Party.OWNER,
        reads=READS[Party.OWNER],
        **where,
    )
    _keep(f"project:{project.pk}:authority", project.supervisor_id, party=AUTHORITY, reads="", **where)


def keep_participation(one: "Participation") -> None:
    """The participant has its stake; the section knows its contractor and engineer of today."""
    party = Party(one.party)
    _keep(
        f"participation:{one.pk}", one.unit_id, ground=one.ground, party=party, reads=READS.get(party, ""),
        area_id=one.area_id, industry=one.industry, starts_on=one.starts_on, ends_on=one.ends_on,
        is_over=one.state == ENDED,
    )  # fmt: skip
    for section in [one.section] if one.section else list(one.project.sections.all()):
        refresh(section)


def refresh(section: "Section") -> None:
    """Writes down who is contractor and engineer of a section today."""
    now = {
        "contractor_id": _holder(section, Party.CONTRACTOR),
        "engineer_id": _holder(section, Party.ENGINEER),
    }
    if any(getattr(section, name) != value for name, value in now.items()):
        for name, value in now.items():
            setattr(section, name, value)
        type(section)._default_manager.filter(pk=section.pk).update(**now)


def _holder(section: "Section", party: Party) -> int | None:
    """The section's own comes before one for the whole project."""
    found = Stake.objects.filter(
        Stake.valid_on(today()), party=party, ground__in=(section.ground, section.project.ground)
    )
    first = found.order_by("-ground", "-starts_on", "-id").first()
    return first.organisation_id if first else None


def overlapping(one: "Participation") -> "Participation | None":
    """Another unit in the same part of the same section, or of the whole project, within the same time."""
    same = Q() if one.party in ONE_AT_A_TIME else Q(unit=one.unit_id)
    others = type(one)._default_manager.filter(same, ground=one.ground, party=one.party).exclude(pk=one.pk)
    # Who was sent away on a day may be followed by another on the same day.
    others = others.exclude(state=ENDED, ends_on__lte=one.starts_on)
    others = others.filter(Q(ends_on=None) | Q(ends_on__gte=one.starts_on))
    if one.ends_on is not None:
        others = others.filter(starts_on__lte=one.ends_on)
    return others.select_related("unit").first()


def forget(seat: "Seat") -> None:
    """The seat's reach was compiled before; it is compiled anew when next asked."""
    for name in ("legs", "stakes", "fellows"):
        seat.__dict__.pop(name, None)
