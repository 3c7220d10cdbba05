"""Who stands where on a building site: keeps the organisations of its people and the stakes of the scope true."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from anlan.kernel.clock import today
from anlan.kernel.people.models import User
from anlan.kernel.scope import grounds
from anlan.kernel.scope.models import Organisation, OrganisationKind, Stake
from anlan.kernel.scope.reach import EVERYTHING

from .kinds import Part

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

    from .models import Site

FIRST = 50_000_000
"""Building sites have the grounds from here on; those below belong to water works."""
ALWAYS = date(1949, 10, 1)
"""Before anything that can be entered."""


def ground_of(pk: int) -> str:
    """The ground of the site of that id, given out once and for ever."""
    return grounds.works_path(FIRST + pk)


def keep_part(part: Organisation | None, name: str, company: Organisation, **more: Any) -> Organisation:
    """The organisation of a branch or of the people on a site, made or, where something changed, brought up to date."""
    part = part or Organisation(kind=OrganisationKind.PART)
    facts = {"name": name[:120], "industry": company.industry, "area": company.area} | more
    if part.pk and all(getattr(part, key) == value for key, value in facts.items()):
        return part
    for key, value in facts.items():
        setattr(part, key, value)
    part.save()
    return part


def shut(part: Organisation) -> None:
    """Its accounts can't be used any more; whoever is signed in is out at once."""
    part.is_open = False
    part.save()
    lock_out(part)


def lock_out(part: Organisation) -> None:
    """Whoever has a seat there is out at once and stays out until the account is opened again."""
    yesterday = today() - timedelta(days=1)
    for user in User.objects.filter(seats__organisation=part).distinct():
        user.end_sessions()
    part.seats.update(ends_on=yesterday)


def keep(site: "Site") -> None:
    """Company, branch, the people on the site and its authority have their stakes in it.

    The company finds its rows as its own, whatever their number, so its stake reads nobody else's; but a company that
    took the site over reads what was there before, and the former one goes on reading what was made in its time.
    """
    _keep_company(site)
    _keep(site, Part.BRANCH, site.branch.organisation_id if site.branch else None, EVERYTHING)
    _keep(site, Part.SITE, site.department_id, EVERYTHING)
    _keep(site, Part.AUTHORITY, site.supervisor_id, "")


def _keep_company(site: "Site") -> None:
    source = f"site:{site.pk}:{Part.COMPANY}"
    yesterday = today() - timedelta(days=1)
    for former in Stake.objects.filter(source=source, is_over=False).exclude(organisation=site.unit_id):
        former.reads, former.is_over, former.ends_on = EVERYTHING, True, yesterday
        former.save()
    _stake(site, Part.COMPANY, site.unit_id, EVERYTHING if site.taken_over_on else "")


def _keep(site: "Site", part: Part, holder: int | None, reads: str) -> None:
    Stake.objects.filter(source=f"site:{site.pk}:{part}").exclude(organisation=holder).delete()
    if holder is not None:
        _stake(site, part, holder, reads)


def _stake(site: "Site", part: Part, holder: int, reads: str) -> None:
    facts = {
        "ground": site.ground, "party": part, "reads": reads, "area_id": site.area_id, "industry": site.industry,
        "starts_on": ALWAYS, "ends_on": None, "is_over": False,
    }  # fmt: skip
    Stake.objects.update_or_create(source=f"site:{site.pk}:{part}", organisation_id=holder, defaults=facts)


def forget(seat: "Seat") -> None:
    """The seat's reach was compiled before; it is compiled anew when next asked."""
    for name in ("legs", "stakes", "fellows"):
        seat.__dict__.pop(name, None)
