"""Policies among the papers that run out: owner and policyholder are told 30 and 7 days before the end, and after it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from anlan.domain.enterprise.expiry import Paper, papers

from . import flows, rules
from .models import SafetyInsurance


@papers
def policies(low: date, high: date, unit: int | None) -> Iterator[Paper]:
    """Policies that end within these days and that no other follows, once for each unit that is told."""
    rows = SafetyInsurance.objects.filter(state=flows.LISTED, is_followed=False, due_on__gte=low, due_on__lte=high)
    if unit is not None:
        rows = rows.filter(Q(unit=unit) | Q(owner=unit))
    for row in rows.select_related("section").iterator(chunk_size=2000):
        title = f"“{row.section}”的安全责任险（保险单号 {row.number}）"
        for told in {row.unit_id, row.owner_id or row.unit_id}:
            if unit in (None, told):
                key = f"policy:{row.pk}:{told}:{row.due_on}"
                yield Paper(told, title, row.due_on, key, rules.REMIND_AT, ("safetyinsurance", row.pk), "续保")
