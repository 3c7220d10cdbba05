"""The pages that no Register can say: drafting from a hazard, the sheet itself, filing photos of it, checking its code."""

from .checking import check
from .detail import detail
from .making import make_notice, make_report, make_stop
from .scans import file_scans
from .sheet import sheet

__all__ = ["check", "detail", "file_scans", "make_notice", "make_report", "make_stop", "sheet"]
