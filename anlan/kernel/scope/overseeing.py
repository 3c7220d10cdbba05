"""管辖范围: writing down what an authority oversees, and telling the units below it who their authorities are."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from anlan.kernel.clock import jobs, worker
from anlan.kernel.register.errors import FieldError

from .areas import subtree
from .models import UNITS, Area, Grant, Organisation, assign_authorities

PIECE = 500


WHOLE_COUNTRY = "全国"


def find_area(text: str) -> Area | None:
    """An area by full name, path or code, None for 全国; FieldError when there is none or more than one."""
    if text.strip() == WHOLE_COUNTRY:
        return None
    for lookup in ("pk", "full_name", "code"):
        found = list(Area.objects.filter(**{lookup: text})[:2])
        if len(found) == 1:
            return found[0]
    raise FieldError(f"没有区域“{text[:40]}”，请填写全称（如 江苏省常州市武进区）或行政区划代码")


def write_grants(organisation: Organisation) -> None:
    """Makes the grants what the lines say; units in areas that were added or left are looked at again."""
    wanted = {
        (area.pk if (area := find_area(line["area"])) else None, line.get("industry", ""))
        for line in organisation.oversees
    }
    had = {(g.area_id, g.industry): g for g in organisation.grants.all()}
    for key, grant in had.items():
        if key not in wanted:
            grant.delete()
    Grant.objects.bulk_create(Grant(organisation=organisation, area_id=a, industry=i) for a, i in wanted - set(had))
    for path in sorted({a or "" for a, _ in wanted ^ set(had)}):
        jobs.ask("assign-authorities", f"{path}:{organisation.pk}:{organisation.version}", {"area": path, "after": 0})
    transaction.on_commit(worker.wake)


def units_below(area: str) -> QuerySet[Organisation]:
    """The units in an area."""
    low, high = subtree(area)
    return Organisation.objects.filter(kind__in=UNITS, area_id__gte=low, area_id__lt=high)


@jobs.job("assign-authorities")
def assign_below(payload: dict[str, Any]) -> None:
    """Looks again at some units of an area, then asks for the next."""
    rows = list(units_below(payload["area"]).filter(pk__gt=payload["after"]).order_by("pk")[:PIECE])
    known: dict[tuple[str | None, str], tuple[int | None, ...]] = {}
    for row in rows:
        before, place = (row.locality_id, row.department_id, row.office_id), (row.area_id, row.industry)
        if place not in known:
            assign_authorities(row)
            known[place] = (row.locality_id, row.department_id, row.office_id)
        row.locality_id, row.department_id, row.office_id = known[place]
        if before != known[place]:
            row.save(update_fields=["locality", "department", "office"])
    if len(rows) == PIECE:
        jobs.ask("assign-authorities", f"{payload['_job']}:{rows[-1].pk}", payload | {"after": rows[-1].pk})
