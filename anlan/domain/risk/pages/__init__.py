"""The pages that no Register can say: the two windows of records, the assessments of a source, the four colours."""

from .colours import colours
from .detail import detail
from .windows import records, stock

__all__ = ["colours", "detail", "records", "stock"]
