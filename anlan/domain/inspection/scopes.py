"""Whose inspections are whose: until its sheet is made, an inspection is known to those alone who inspect."""

from typing import TYPE_CHECKING

from django.db.models import Q

from anlan.kernel.scope.scopes import Participating

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class Inspecting(Participating):
    """``Participating``, but what is not yet ``is_shared`` is read by the organisation that began it alone.

    A spot check that is being prepared must not be seen by the site it will look at.
    """

    def q(self, seat: "Seat") -> Q:
        mine = seat.own_units or (seat.organisation_id,)
        return super().q(seat) & (Q(is_shared=True) | Q(made_for__in=mine))
