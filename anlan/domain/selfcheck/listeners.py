"""What a sheet does when one of its hazards is gone."""

import uuid

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event

from .answering import CLEARED
from .models import Answer

NAMES = uuid.UUID("0d2c9f50-3a87-4a0e-8a3a-5f6f3f0b7f21")


@on("hazard.delete")
def forget(event: Event) -> None:
    """A general hazard was deleted from its own page: the item counts as not looked at again."""
    for held in Answer.objects.filter(hazard=event.record, selfcheck__is_reported=False):
        values = {"item": held.item_id, "answer": CLEARED}
        deliver(Act(None, "selfcheck", "answer", held.selfcheck_id, values, uuid=uuid.uuid5(NAMES, str(event.pk))))
