"""填报期设置, 报表 with what was frozen of it, 催报."""

from .frozen import Edition, Member, Part
from .report import MonthlyReport
from .urge import ReportUrge
from .window import ReportingWindow

__all__ = ["Edition", "Member", "MonthlyReport", "Part", "ReportUrge", "ReportingWindow"]
