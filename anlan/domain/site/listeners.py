"""What follows on a site from what is announced of it."""

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event

from . import flows
from .models import CompletionEntry, SiteMachine
from .worries import weigh_again


@on("completionentry.created", "completionentry.match")
def complete(event: Event) -> None:
    """The completion list says that it is complete: so does the site, from that day (J-2.3.c)."""
    entry = CompletionEntry.objects.select_related("site").get(pk=event.record)
    site = entry.site
    if entry.state == flows.MATCHED and site is not None and site.state in (flows.BUILDING, flows.STOPPED):
        values = {"completed_on": entry.completed_on.isoformat(), "opinion": f"竣工备案 {entry.filing}"}
        deliver(Act(None, "site", "complete", site.pk, values))


@on("site.created", "site.changed", "site.stop", "site.resume", "site.complete", "site.terminate")
def weigh_site(event: Event) -> None:
    """Its dates or its state may be a reason to worry, or be none any more."""
    weigh_again(event.record, event)


@on("sitemachine.created", "sitemachine.changed", "sitemachine.use", "sitemachine.rest", "sitemachine.remove")
def weigh_machine(event: Event) -> None:
    """The papers of its machines may be."""
    weigh_again(SiteMachine.objects.values_list("site", flat=True).get(pk=event.record), event)
