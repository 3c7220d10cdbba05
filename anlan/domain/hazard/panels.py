"""What 预警提示 says of hazards of works: overdue ones, and major ones that nobody has reported yet."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anlan.domain.project.openings import warn_of
from anlan.domain.project.warnings import Warning, warning
from anlan.kernel.clock import today

from . import water_flows as flows

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


@warning("waterhazard.overdue")
def overdue(seat: "Seat") -> Iterator[Warning]:
    """逾期未整改."""
    yield from warn_of(
        seat, "waterhazard", "隐患逾期未整改", "red", state__in=flows.UNFINISHED, due_on__lt=today()
    )  # fmt: skip


@warning("waterhazard.silent")
def silent(seat: "Seat") -> Iterator[Warning]:
    """重大隐患未上报: an authority sees none of these, it is the works' own to report."""
    if not seat.is_authority:
        yield from warn_of(seat, "waterhazard", "重大隐患未上报", "red", level="major", is_reported=False)
