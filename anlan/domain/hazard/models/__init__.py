"""The nouns of this subject, one for each law a hazard may live under, over what all of them share."""

from .finding import Finding
from .hazard import Hazard
from .site import SiteHazard
from .water import WaterHazard

__all__ = ["Finding", "Hazard", "SiteHazard", "WaterHazard"]
