"""What is counted of evaluations and grades, for whoever oversees sites."""

from anlan.kernel.figures.declare import Figure, Measure, add_figure

from . import flows, rules

add_figure(Figure(
    "monthly-evaluations", "标准化月评", "monthlyevaluation",
    (
        Measure("all", "月评次数", unit="次"),
        Measure("late", "逾期补录", {"is_late": True}, unit="次"),
        Measure("ordered", "责令整改", {"state": flows.ORDERED}, unit="次"),
        Measure("failed", "自评不合格", {"grade": rules.FAILED}, unit="次"),
    ),
    ("unit", "area", "grade", "month:month"),
    note="未月评的项目见“标准化月评统计”。",
))  # fmt: skip
add_figure(Figure(
    "site-grades", "安标考评等次", "termination",
    (
        Measure("all", "申请终止监督", unit="个"),
        Measure("excellent", "优良", {"grade": rules.EXCELLENT}, unit="个"),
        Measure("passed", "合格", {"grade": rules.PASSED}, unit="个"),
        Measure("failed", "不合格", {"grade": rules.FAILED}, unit="个"),
    ),
    ("unit", "area", "state", "month:graded_on"),
))  # fmt: skip
