"""A dangerous work and what is recorded of it."""

from .record import DangerousRecord
from .work import DangerousWork

__all__ = ["DangerousRecord", "DangerousWork"]
