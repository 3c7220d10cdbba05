"""The pages that no Register can say: judging on one screen, 整改 beside the old photo, four taps, the notice."""

from .detail import detail
from .notice import notice
from .quick import quick
from .rectify import rectify

__all__ = ["detail", "notice", "quick", "rectify"]
