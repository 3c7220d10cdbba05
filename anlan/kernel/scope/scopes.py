"""Which rows are yours: every Register names one of these, none is the default (house law 3)."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from anlan.kernel.people.separation import AUDIT

from .areas import ancestors, subtree
from .aside import within

if TYPE_CHECKING:
    from .models import Seat

NOTHING = Q(pk__in=())


class Scope:
    """Answers for rows (``q``) and keeps the copied scope columns of a row true (``stamp``)."""

    def q(self, seat: "Seat") -> Q:
        """The condition of the rows this seat may read."""
        raise NotImplementedError

    def stamp(self, row: Any) -> None:
        """Copies the scope columns onto the row before it is saved."""

    def acts_refused(self, seat: "Seat", row: Any) -> str | None:
        """Why this seat may read the row but not act on it; None when it may."""
        return None


class Supervised(Scope):
    """Rows that belong to a unit: the unit's own, its area authorities', its industry's, its direct supervisor's.

    ``unit`` names the foreign key to the organisation. The row carries ``area``, ``industry`` and ``supervisor`` as
    copies. ``shared`` names a boolean column: while it is false the row stays inside the firm.
    """

    def __init__(self, unit: str = "unit", shared: str = "") -> None:
        self.unit, self.shared = unit, shared

    def q(self, seat: "Seat") -> Q:
        if not seat.legs:
            return NOTHING
        condition = Q()
        for leg in seat.legs:
            condition |= self._leg(leg)
        return condition

    def _leg(self, leg: Any) -> Q:
        if leg.units:
            only = {f"{self.unit}_id": leg.units[0]} if len(leg.units) == 1 else {f"{self.unit}_id__in": leg.units}
            return Q(**only)
        condition = Q(supervisor_id=leg.direct) if leg.direct is not None else within("area_id", leg.area)
        if leg.industry:
            condition &= Q(industry=leg.industry)
        return condition & Q(**{self.shared: True}) if self.shared else condition

    def stamp(self, row: Any) -> None:
        unit = getattr(row, self.unit)
        row.area_id, row.industry, row.supervisor_id = unit.area_id, unit.industry, unit.supervisor_id

    def acts_refused(self, seat: "Seat", row: Any) -> str | None:
        if seat.is_authority and row.supervisor_id and row.supervisor_id != seat.organisation_id:
            return "该单位由上级部门直接监管，属地只能查看"
        return None


class Broadcast(Scope):
    """Rows given out by an authority to everybody in its area: seen below it, and by those who oversee it."""

    def q(self, seat: "Seat") -> Q:
        home = seat.organisation.area_id
        condition = Q(area_id__in=[*ancestors(home), home])
        for leg in seat.legs:
            if leg.area is not None:
                low, high = subtree(leg.area)
                condition |= Q(area_id__gte=low, area_id__lt=high)
        return condition

    def stamp(self, row: Any) -> None:
        if not row.area_id:
            row.area_id = row.made_for.area_id

    def acts_refused(self, seat: "Seat", row: Any) -> str | None:
        return None if seat.oversees(row.area_id) else "由上级发布，只能查看"


class Accounts(Scope):
    """Accounts of one's own organisation and, for an authority, of the organisations in its grants."""

    def q(self, seat: "Seat") -> Q:
        condition = Q(organisation_id=seat.organisation_id)
        for leg in seat.legs:
            if leg.area is not None:
                low, high = subtree(leg.area)
                part = Q(area_id__gte=low, area_id__lt=high)
                condition |= part & Q(industry=leg.industry) if leg.industry else part
        return condition


class Platform(Scope):
    """Only for seats of the platform's own administration; the reason is spelled out."""

    def __init__(self, because: str) -> None:
        self.because = because

    def q(self, seat: "Seat") -> Q:
        return Q() if seat.organisation.kind == "platform" else NOTHING


class Trail(Scope):
    """What was done by one's own organisation or to it; 审计管理员 of the platform sees all."""

    def q(self, seat: "Seat") -> Q:
        if seat.organisation.kind == "platform" and (seat.role.duty == AUDIT or not settings.SEPARATION):
            return Q()
        return Q(organisation_id=seat.organisation_id) | Q(unit_id=seat.organisation_id)


class Everyone(Scope):
    """Open to every seat; the reason is spelled out, since openness is a decision."""

    def __init__(self, because: str) -> None:
        if not because:
            raise ValueError("Everyone: say because=…")
        self.because = because

    def q(self, seat: "Seat") -> Q:
        return Q()
