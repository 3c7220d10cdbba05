"""What hazards bring about by themselves at set times."""

from . import hazard, water

__all__ = ["hazard", "water"]
