"""Whose reports are whose: as everywhere on works, and an authority's own report is its own before it is out."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from anlan.kernel.scope.scopes import Participating, Scope, Supervised, either

from .models.window import chain

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class Reporting(Participating):
    """``Participating``, and for an authority what it makes itself."""

    def q(self, seat: "Seat") -> Q:
        found = super().q(seat)
        return either((found, Q(unit=seat.organisation_id))) if seat.is_authority else found

    def acts_refused(self, seat: "Seat", row: Any) -> str | None:
        return None if row.unit_id == seat.organisation_id and seat.is_authority else super().acts_refused(seat, row)


class SetAbove(Scope):
    """What an authority sets: read by it and by the authorities below it, changed by itself alone."""

    def q(self, seat: "Seat") -> Q:
        return Q(unit__in=chain(seat.organisation_id) if seat.is_authority else ())

    def acts_refused(self, seat: "Seat", row: Any) -> str | None:
        return None if row.unit_id == seat.organisation_id else "由设置单位修改"


class Pressed(Supervised):
    """Reminders: to whom they went, from whom they came, and who oversees them."""

    def q(self, seat: "Seat") -> Q:
        return either((super().q(seat), Q(unit=seat.organisation_id), Q(made_for=seat.organisation_id)))

    def acts_refused(self, seat: "Seat", row: Any) -> str | None:
        return None
