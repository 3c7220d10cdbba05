"""Whose channel is whose."""

from typing import TYPE_CHECKING

from django.db.models import Q

from anlan.kernel.scope.scopes import Scope

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class Own(Scope):
    """What one person entered in one organisation, read by that person there alone."""

    def q(self, seat: "Seat") -> Q:
        return Q(made_by=seat.user_id, made_for=seat.organisation_id)
