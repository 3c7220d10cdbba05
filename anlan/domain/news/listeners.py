"""What follows when a notice is sent or its readers are pressed; and the unread count of the top bar."""

from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event
from anlan.kernel.doors.context import unread_rows

from . import panels  # noqa: F401  (a panel is known once its module is loaded)
from .models import Notice
from .sending import remind_unread, unread_notices

unread_rows(unread_notices)


@on("notice.send")
def hand_out(event: Event) -> None:
    """Makes the receipts, unless the notice was withdrawn meanwhile."""
    notice = Notice.objects.filter(pk=event.record, state="sent").first()
    if notice is not None:
        notice.make_receipts()


@on("notice.press")
def press_unread(event: Event) -> None:
    """Reminds all who have not read."""
    notice = Notice.objects.filter(pk=event.record, state="sent").first()
    if notice is not None:
        remind_unread(notice.receipts.filter(state="unread").select_related("sender"))
