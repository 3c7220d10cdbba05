"""Whose are the things an authority gives out: drafts stay with those who oversee the area."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from anlan.kernel.scope.areas import ancestors, subtree
from anlan.kernel.scope.scopes import Broadcast, Scope

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def overseen(seat: "Seat") -> Q:
    """Rows whose area lies within one of the seat's grants."""
    condition = Q(pk__in=())
    for leg in seat.legs:
        if leg.area is not None:
            low, high = subtree(leg.area)
            condition |= Q(area_id__gte=low, area_id__lt=high)
    return condition


def area_refused(seat: "Seat | None", area_path: str) -> str | None:
    """Why this seat may not give anything out to an area; the system itself (no seat) may."""
    if seat is None or seat.oversees(area_path):
        return None
    return "只能向本部门管辖的区域发布，请重新选择区域"


class GivenOut(Broadcast):
    """Like Broadcast; but who only receives, receives rows in the ``public`` states alone."""

    def __init__(self, *public: str) -> None:
        self.public = public

    def q(self, seat: "Seat") -> Q:
        """Public rows from the seat's own area and above; everything within the areas it oversees."""
        home = seat.organisation.area_id
        return Q(area_id__in=[*ancestors(home), home], state__in=self.public) | overseen(seat)

    def columns(self) -> tuple[str, ...]:
        """The area and the state."""
        return ("area_id", "state")


class Addressed(Broadcast):
    """A notice: seen by authorities over its area, and, once sent, by every unit that got a receipt for it."""

    def q(self, seat: "Seat") -> Q:
        """A unit's own receipts lead to its notices; an authority's areas to theirs."""
        if seat.organisation.is_unit:
            return Q(state="sent", receipts__organisation_id=seat.organisation_id)
        return overseen(seat)


class Receipts(Scope):
    """A receipt: the receiver's own; and the sender's, who asks who has read."""

    def q(self, seat: "Seat") -> Q:
        """By one column, whichever side the seat is on."""
        side = "organisation_id" if seat.organisation.is_unit else "sender_id"
        return Q(**{side: seat.organisation_id})

    def acts_refused(self, seat: "Seat", row: Any) -> str | None:
        """Both sides act by their own desks."""
        return None

    def columns(self) -> tuple[str, ...]:
        """Receiver and sender."""
        return ("organisation_id", "sender_id")
