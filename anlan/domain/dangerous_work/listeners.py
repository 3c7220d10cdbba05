"""A site is weighed anew when something happens to its dangerous works."""

from anlan.domain.site.worries import weigh_again
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event

from .models import DangerousWork

MOVES = (
    "created",
    "changed",
    "sign",
    "send_to_experts",
    "argued",
    "failed",
    "revise",
    "finish",
    "approve",
    "urge",
    "delete",
)


@on(*(f"dangerouswork.{name}" for name in MOVES))
def weigh(event: Event) -> None:
    """Its scheme, its review or what somebody found may be a reason to worry, or be none any more."""
    weigh_again(DangerousWork.objects.values_list("site", flat=True).get(pk=event.record), event)
