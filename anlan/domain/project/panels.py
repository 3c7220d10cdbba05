"""What works put on the home page: 待办工作 and 预警提示 (W-3.1.b, W-3.1.c)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from anlan.kernel.clock import today
from anlan.kernel.doors.home import panel, tasks

from .openings import warn_of
from .warnings import Warning, warning, warnings_of
from .works import no_section_refused

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

DAYS_BEFORE = 30
"""Days before a certificate runs out from which it is warned of: the house's habit, no law's."""


@panel("works_tasks", "doors/panel_tasks.html")
def works_tasks(request: Any) -> dict[str, Any] | None:
    """待办工作: the same desk as everywhere, under this manual's name."""
    found = tasks(request)
    return None if found is None else found | {"title": "待办工作"}


@panel("works_warnings", "project/panel_warnings.html")
def works_warnings(request: Any) -> dict[str, Any]:
    """预警提示: what every subject warns of; first of all that a unit has no section and can report nothing."""
    return {"warnings": warnings_of(request.seat), "stopped": no_section_refused(request.seat)}


@warning("keyperson.certificates")
def certificates(seat: "Seat") -> Iterator[Warning]:
    """证书到期 of the unit's own people who are still at their posts."""
    if not seat.is_authority:
        yield from warn_of(
            seat, "keyperson", f"关键岗位人员证书{DAYS_BEFORE}天内到期", "orange",
            unit=seat.organisation_id, certificate_until__lt=today() + timedelta(days=DAYS_BEFORE + 1), ends_on__isnull=True,
        )  # fmt: skip
