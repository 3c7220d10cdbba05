"""What 预警提示 says of risk sources: major ones that have not been reported yet."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anlan.domain.project.openings import warn_of
from anlan.domain.project.warnings import Warning, warning

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


@warning("risksource.silent")
def silent(seat: "Seat") -> Iterator[Warning]:
    """重大危险源未报送."""
    if not seat.is_authority:
        yield from warn_of(seat, "risksource", "重大危险源未报送", "red", level="major", is_reported=False)
