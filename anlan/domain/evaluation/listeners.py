"""Answers to what happens on a site."""

from anlan.domain.site.models import Site
from anlan.domain.site.worries import weigh_again
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event

from . import prompts
from .models import MonthlyEvaluation, Termination


@on("site.complete")
def prompt_at_once(event: Event) -> None:
    """A site is complete, by hand or by the completion list: the prompt goes out."""
    site = Site.objects.select_related("branch", "unit", "department").filter(pk=event.record).first()
    if site is not None:
        prompts.advance(site)


@on(
    "monthlyevaluation.created", "monthlyevaluation.order", "monthlyevaluation.order_by_branch", "monthlyevaluation.redo",
)  # fmt: skip
def weigh_evaluated(event: Event) -> None:
    """A month is evaluated, or is not any more."""
    weigh_again(MonthlyEvaluation.objects.values_list("site", flat=True).get(pk=event.record), event)


@on("termination.lapse", "termination.revoke", "termination.grade", "termination.finish")
def weigh_graded(event: Event) -> None:
    """A grade is given or withdrawn."""
    weigh_again(Termination.objects.values_list("site", flat=True).get(pk=event.record), event)
