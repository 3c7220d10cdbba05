"""What follows from the events of hazards, after their transaction; and what they keep others from doing."""

from .. import open_work
from . import hazard, site, water

__all__ = ["hazard", "open_work", "site", "water"]
