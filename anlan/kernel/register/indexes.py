"""The indexes a list of a million rows stands on, written once for every type that belongs to a unit."""

from django.db.models import Index, Q


def list_indexes(
    name: str, order: tuple[str, ...], beside: tuple[str, ...] = (), grounded: bool = False, party: bool = True
) -> list[Index]:
    """Indexes for a ``UnitRecord``: whoever looks, scope, conditions and order are answered without touching the row.

    ``name``: a short word for their names; ``order``: the columns lists are sorted by, the default first, "-" descending;
    ``beside``: the columns that conditions ask about; ``grounded``: rows of works, which are also reached by where they
    belong (``Participating``); ``party``: and by as what their unit takes part there. One index per order serves those who see much of the table, one
    per leg of the scope (area, industry within an area, direct supervisor, unit) those who see little of it.
    """
    plain = tuple(one.lstrip("-") for one in order)
    rest = tuple(c for c in beside if c not in plain)
    where = ("ground", *(("party",) if party else ())) if grounded else ()
    legs = ("area", "industry", "supervisor", "unit", *where)
    found = []
    for one in order:
        back = "-" if one.startswith("-") else ""
        seen = (*legs, *rest, *(p for p in plain if p != one.lstrip("-")))
        found.append(Index(fields=[one, f"{back}id", *seen], name=f"{name}_by_{one.lstrip('-')}"[:30]))
    first, tie = order[0], "-id" if order[0].startswith("-") else "id"
    tail = (*rest, *plain, "id")
    if grounded:
        found.append(Index(fields=[*where, first, tie, "created_at"], name=f"{name}_ground"))
    return [
        *found,
        Index(fields=["area", *rest, "industry", "supervisor", "unit", *plain, "id"], name=f"{name}_area"),
        Index(fields=["industry", "area", *tail], name=f"{name}_industry"),
        Index(fields=["supervisor", "area", *tail], name=f"{name}_supervisor", condition=Q(supervisor__isnull=False)),
        Index(fields=["unit", first, tie], name=f"{name}_unit"),
    ]
