"""Which rows are yours: every Register names one of these, none is the default (house law 3)."""

from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from anlan.kernel.clock import start_of
from anlan.kernel.people.separation import AUDIT

from . import grounds
from .areas import ancestors, subtree
from .aside import chosen, within
from .reach import EVERYTHING

if TYPE_CHECKING:
    from .models import Seat

NOTHING = Q(pk__in=())
ONE_DAY = timedelta(days=1)
Place = tuple[str, str, int | None]
"""Area, industry and direct supervisor, as rows carry them."""


def either(parts: Iterable[Q]) -> Q:
    """One of the conditions; an empty one holds for every row, none at all for no row."""
    found = list(parts)
    if not all(found):
        return Q()
    return reduce(or_, [part for part in found if part is not NOTHING], NOTHING)


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
    copies. ``shared`` names a boolean column: while it is false the row stays inside the firm. ``fellows``: units that
    take part in works read the rows of the others whose work there they read, and never act on them.
    """

    def __init__(self, unit: str = "unit", shared: str = "", fellows: bool = False) -> None:
        self.unit, self.shared, self.fellows = unit, shared, fellows

    def q(self, seat: "Seat") -> Q:
        parts = [self._part(leg) for leg in seat.legs]
        if self.fellows and seat.fellows:
            parts.append(Q(**{f"{self.unit}_id__in": seat.fellows}))
        return either(parts)

    def _part(self, leg: Any) -> Q:
        return NOTHING if leg.ground else self._leg(leg)

    def _leg(self, leg: Any) -> Q:
        if leg.units:
            only = {f"{self.unit}_id": leg.units[0]} if len(leg.units) == 1 else {f"{self.unit}_id__in": leg.units}
            return Q(**only)
        condition = Q(supervisor_id=leg.direct) if leg.direct is not None else within("area_id", leg.area)
        if leg.industry:
            condition &= self._industry(leg.industry)
        return condition & Q(**{self.shared: True}) if self.shared else condition

    def _industry(self, industry: str) -> Q:
        return Q(industry=industry)

    def stamp(self, row: Any) -> None:
        row.area_id, row.industry, row.supervisor_id = self.place(getattr(row, self.unit))

    def place(self, unit: Any) -> Place:
        """What is copied from a unit onto its rows."""
        return unit.area_id, unit.industry, unit.supervisor_id

    def follows(self, unit: Any) -> Q:
        """The condition of the rows that move with a unit."""
        return Q(**{self.unit: unit})

    def acts_refused(self, seat: "Seat", row: Any) -> str | None:
        if seat.is_authority and row.supervisor_id and row.supervisor_id != seat.organisation_id:
            return "该单位由上级部门直接监管，属地只能查看"
        if self.fellows and not seat.is_authority and getattr(row, f"{self.unit}_id") not in seat.own_units:
            return "其他单位的信息，只能查看"
        return None


class Participating(Supervised):
    """Rows of works that several units take part in: each reads its own, and as its part lets it those of the others.

    Beside the scope columns of ``Supervised`` a row carries ``ground``, where it belongs ("" where its unit works for
    itself), and ``party``, as what its unit took part. ``row.home()`` gives the area, the industry and the authority
    that directly supervises the works (直管): it acts, whoever else oversees the area only reads. ``holder`` names the
    column of the authority on whose desk the row lies while it goes up from level to level. ``parts`` False: these
    grounds have no parts, so whoever takes part in many reads a list of values, which the database counts on, and not
    as many ranges, of which it knows nothing and reads everything instead.
    """

    def __init__(self, unit: str = "unit", shared: str = "", holder: str = "", parts: bool = True) -> None:
        super().__init__(unit, shared)
        self.holder, self.parts = holder, parts

    def q(self, seat: "Seat") -> Q:
        if self.parts:
            return super().q(seat)
        whole = [leg.ground for leg in seat.legs if leg.ground and leg.reads == EVERYTHING and leg.until is None]
        listed = [Q(ground__in=whole)] if whole else []
        return either([*(self._part(leg) for leg in seat.legs if leg.ground not in whole), *listed])

    def _part(self, leg: Any) -> Q:
        if not leg.ground:
            return self._leg(leg)
        if not leg.reads:
            return NOTHING
        condition = grounds.on(leg.ground)
        if leg.reads != EVERYTHING:
            condition &= Q(party=leg.reads)
        return condition & Q(created_at__lt=start_of(leg.until + ONE_DAY)) if leg.until else condition

    def _industry(self, industry: str) -> Q:
        # Works of one kind are nearly all of one industry: it is no way to find them.
        return chosen("industry", industry)

    def stamp(self, row: Any) -> None:
        row.area_id, row.industry, row.supervisor_id = row.home()

    def place(self, unit: Any) -> Place:
        """The direct supervisor, or else the department that answers for the unit."""
        return unit.area_id, unit.industry, unit.supervisor_id or unit.department_id

    def follows(self, unit: Any) -> Q:
        """What belongs to works moves with them and not with the unit."""
        return Q(**{self.unit: unit, "ground": ""})

    def acts_refused(self, seat: "Seat", row: Any) -> str | None:
        if seat.is_authority:
            at = getattr(row, f"{self.holder}_id") if self.holder else None
            if seat.organisation_id not in (row.supervisor_id, at):
                return "由直接监管的部门办理，贵部门只能查看"
        elif row.ground and not seat.takes_part(row.ground):
            return "贵单位已不参与这里的工程，只能查看"
        return None


class Grounded(Participating):
    """The grounds themselves and who takes part in them: everybody who does, as whatever, sees them."""

    def _part(self, leg: Any) -> Q:
        if not leg.ground:
            return self._leg(leg)
        return grounds.on(leg.ground) | Q(ground__in=grounds.above(leg.ground))


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
