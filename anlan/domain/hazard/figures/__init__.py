"""What is counted of hazards."""

from . import hazard, water

__all__ = ["hazard", "water"]
