"""What no Register can say of accidents: their clocks, what was reported then and now, and whom to tell at once."""

from .detail import quick_detail, record_detail
from .report_now import report_now

__all__ = ["quick_detail", "record_detail", "report_now"]
