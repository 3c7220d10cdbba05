"""Answers to what happens on a site."""

from anlan.domain.site.models import Site
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event

from . import prompts


@on("site.complete")
def prompt_at_once(event: Event) -> None:
    """A site is complete, by hand or by the completion list: the prompt goes out."""
    site = Site.objects.select_related("branch", "unit", "department").filter(pk=event.record).first()
    if site is not None:
        prompts.advance(site)
