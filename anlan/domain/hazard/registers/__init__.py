"""One Register for each law a hazard may live under."""

from .hazard import HazardRegister
from .site import SiteHazardRegister
from .water import WaterHazardRegister

__all__ = ["HazardRegister", "SiteHazardRegister", "WaterHazardRegister"]
