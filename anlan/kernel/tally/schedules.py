"""Changes are folded in while the worker looks around; every night the sums are held against the rows."""

import logging
from datetime import timedelta
from typing import Any

from anlan.kernel.clock import now
from anlan.kernel.clock.schedule import scheduled
from anlan.kernel.clock.worker import chore

from .install import has_columns, holds
from .keeping import PIECE, differences, fold, rebuild
from .models import Change, Head
from .plan import Plan, plans

log = logging.getLogger("anlan.tally")
ENOUGH = 500
"""So many waiting changes are folded at once; fewer wait for the minute."""
AT_LEAST_EVERY = timedelta(minutes=1)


@chore
def fold_waiting() -> None:
    """Folds what waits, where it is much or has waited long."""
    for plan in plans().values():
        while _due(plan) and fold(plan) == PIECE:
            pass


def _due(plan: Plan) -> bool:
    waiting = Change.objects.filter(register=plan.key)
    if waiting[ENOUGH - 1 : ENOUGH].exists():
        return True
    long_ago = Head.objects.filter(pk=plan.key, folded_at__lt=now() - AT_LEAST_EVERY).exists()
    return long_ago and waiting.exists()


@scheduled("tally-check", "核对汇总数", at="03:10", outside=True)
def check(payload: dict[str, Any]) -> None:
    """Holds the sums against the rows; a difference is a mistake of ours: it is said aloud and put right.

    Without a transaction around it, so that looking locks nothing; what is made anew brings its own.
    """
    for plan in plans().values():
        if has_columns(plan):
            put_right(plan)


def put_right(plan: Plan) -> int:
    """Makes sums anew that do not hold or differ from the rows; returns how many lines differed."""
    found = differences(plan) if holds(plan) else None
    for key, rows, kept in (found or [])[:20]:
        log.error("tally %s %s: rows give %s, kept were %s", plan.key, "/".join(key), rows, kept)
    if found:
        log.error("tally %s: %s lines differed from the rows and are made anew", plan.key, len(found))
    if found is None or found:
        rebuild(plan)
    return len(found or ())
