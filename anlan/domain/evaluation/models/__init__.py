"""月评, 终止监督 with its grade and evidence, 超期核实."""

from .monthly import EvaluationItem, MonthlyEvaluation
from .overdue import OverdueCheck
from .termination import Evidence, EvidenceRow, GradeRecord, Termination

__all__ = [
    "EvaluationItem",
    "Evidence",
    "EvidenceRow",
    "GradeRecord",
    "MonthlyEvaluation",
    "OverdueCheck",
    "Termination",
]
