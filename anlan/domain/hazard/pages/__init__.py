"""The pages that no Register can say: judging on one screen, 整改 beside the old photo, quick entry, the notice."""

from .detail import detail, water_detail
from .notice import notice
from .quick import quick
from .rectify import rectify
from .water_quick import water_quick
from .water_rectify import water_rectify

__all__ = ["detail", "notice", "quick", "rectify", "water_detail", "water_quick", "water_rectify"]
