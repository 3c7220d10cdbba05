"""Areas, organisations, seats and grants: who answers for what, and who sees whom."""

from .places import UNITS, Area, Grant, Organisation, OrganisationKind, assign_authorities
from .seats import Seat, Standing
from .stakes import Stake

__all__ = [
    "UNITS",
    "Area",
    "Grant",
    "Organisation",
    "OrganisationKind",
    "Seat",
    "Stake",
    "Standing",
    "assign_authorities",
]
