"""What the clock does with an alarm nobody confirms: it climbs from desk to desk, and the authority gets to see it."""

from datetime import timedelta
from typing import Any

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import jobs, now

from . import flows, rules
from .models import Alarm
from .terms import terms


def ask_for_looks(row: Alarm) -> None:
    """Asks to be woken at each moment at which something is due, should nobody have confirmed by then."""
    steps = range(1, rules.TOP + 1)
    waits = [wait for step in steps if (wait := rules.climbs_after(row.rank, step, terms()))]
    if terms().share_after:
        waits.append(timedelta(minutes=terms().share_after))
    since = row.waiting_since
    for wait in waits:
        name = f"{row.pk}:{row.rank}:{int(since.timestamp())}:{int(wait.total_seconds())}"
        jobs.ask("alarm:look", name, {"alarm": row.pk}, since + wait)


@jobs.job("alarm:look")
def look(payload: dict[str, Any]) -> None:
    """Does what is due by now; a job that comes late does everything at once."""
    row = Alarm.objects.get(pk=payload["alarm"])
    if row.state != flows.RAISED:
        return
    waited = now() - row.waiting_since
    while row.climbed < rules.TOP:
        wait = rules.climbs_after(row.rank, row.climbed + 1 if _has_company(row) else 1, terms())
        if wait is None or waited < wait:
            break
        row = deliver(Act(None, "alarm", "climb", row.pk)).row
    if terms().share_after and waited >= timedelta(minutes=terms().share_after) and not row.is_shared:
        deliver(Act(None, "alarm", "show", row.pk))


def _has_company(row: Alarm) -> bool:
    """Is there a desk between those who look after the device and the authority?"""
    return row.keeper_id != row.unit_id
