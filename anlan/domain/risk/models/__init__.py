"""The nouns of this subject and their verbs."""

from .goods import DangerousGoods, StockMove
from .records import MonitoringRecord
from .sources import Assessment, RiskSource

__all__ = ["Assessment", "DangerousGoods", "MonitoringRecord", "RiskSource", "StockMove"]
