"""What is counted of risk sources: the four colours, and how far the major ones have come."""

from anlan.kernel.figures.declare import Figure, Measure, add_figure

from . import flows
from .kinds import RISKS

add_figure(Figure(
    "risks", "危险源四色分布", "risksource",
    (Measure("all", "危险源", unit="处"), *(Measure(key, label, {"risk_level": key}, unit="处") for key, label in RISKS)),
    ("section", "project", "unit", "area", "category"), audience="both",
))  # fmt: skip
add_figure(Figure(
    "risks-major", "重大危险源报送和监管", "risksource",
    (
        Measure("all", "重大风险", unit="处"), Measure("reported", "已报送", {"is_reported": True}, unit="处"),
        Measure("pending", "待监管", {"supervision_state": flows.PENDING}, unit="处"),
        Measure("supervised", "已监管", {"supervision_state": flows.SUPERVISED}, unit="处"),
    ),
    ("project", "section", "area", "month:assessed_on"), {"risk_level": "major"}, audience="both",
))  # fmt: skip
