"""When a site passes to another company, area or authority, its open rows follow; closed ones keep their stamp (law 2)."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from anlan.domain.enterprise.moving import restamp_rows
from anlan.kernel.clock.jobs import ask, job
from anlan.kernel.register import registry

if TYPE_CHECKING:
    from .models import Site

JOB = "site.restamp"


def ask_to_restamp(site: "Site") -> None:
    """Asks for the job once per version of the site, in the transaction of the change."""
    ask(JOB, f"{site.pk}:{site.version}", {"site": site.pk})


@job(JOB)
def restamp(payload: dict[str, Any]) -> None:
    """Brings the stamps of the site's open rows up to where it is now. Doing it again changes nothing."""
    from .models import SiteRecord

    site = registry.register("site").model._default_manager.select_related("unit", "branch").get(pk=payload["site"])
    for register in registry.every_register():
        if issubclass(register.model, SiteRecord):
            carried = {"unit": site.unit, "branch": site.branch}
            restamp_rows(register, Q(site=site.pk), site.home(), "随项目变更所属", carried)
