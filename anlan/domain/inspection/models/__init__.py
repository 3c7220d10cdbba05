"""An inspection and its answers."""

from .answer import Answer
from .inspection import Inspection

__all__ = ["Answer", "Inspection"]
