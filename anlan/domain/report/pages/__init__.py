"""报表管理 as pages: what no Register can say."""

from .detail import detail
from .listing import make, reports
from .missing import missing
from .paper import paper, sheet
from .rows import frozen_rows

__all__ = ["detail", "frozen_rows", "make", "missing", "paper", "reports", "sheet"]
