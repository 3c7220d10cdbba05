"""What is counted of inspections: by month, way, whose, branch and company; what was not answered, what is overdue."""

from anlan.kernel.figures.declare import Figure, Measure, add_figure

from .flows import COUNTED, OPEN, PASSED, RECTIFY, REPLIED
from .rules import Grade

ALL = {"state__in": COUNTED}
MADE = (
    Measure("all", "检查次数", unit="次"),
    Measure("company", "企业检查", {"by": "company"}, unit="次"),
    Measure("site", "项目自查", {"by": "site"}, unit="次"),
    Measure("authority", "安监抽查", {"by": "authority"}, unit="次"),
    Measure("failed", "不合格", {"grade": Grade.FAILED.value}, unit="次"),
)
ORDERED = (
    Measure("all", "要求整改", unit="次"),
    Measure("unanswered", "未回复", {"state": RECTIFY}, unit="次"),
    Measure("replied", "待复查", {"state": REPLIED}, unit="次"),
    Measure("open", "未闭合", {"state__in": OPEN}, unit="次"),
    Measure("passed", "复查通过", {"state": PASSED}, unit="次"),
    Measure("rate", "整改闭合率", {"state": PASSED}, share_of="all", unit="%"),
)

add_figure(Figure(
    "inspections", "检查情况", "inspection", MADE, ("month:inspected_on", "way", "by", "branch", "unit", "area", "grade"), ALL,
    note="已生成检查单的检查；检查中的不计。", audience="both",
))  # fmt: skip
add_figure(Figure(
    "inspection-orders", "检查整改情况", "inspection", ORDERED, ("branch", "unit", "by", "way", "area", "month:inspected_on"),
    {"state__in": (*OPEN, PASSED)}, note="要求整改的检查；未闭合的包括待整改和待复查。", audience="both",
))  # fmt: skip
