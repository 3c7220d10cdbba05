"""报表管理: the manual names the module and shows no screen of it; 隐患月报 and 事故月报 are named in its flows (2.2)."""

from anlan.domain.report import pages
from anlan.kernel.doors.portal import Group, Page, Screen

from .roles import AUTHORITY, CONTRACTOR, ENGINEER, OWNER, UNIT, UNITS, Rights, audience

KEY = "monthlyreport"
COLUMNS = ("period", "unit", "section", "summary", "reporting_state", "due_on", "reported_at")
FILTERS = ("month", "reporting_state", "level", "unit")
ROW = ("report", "confirm", "return")
TITLES = {"hazard": "隐患月报", "accident": "事故月报", "risk": "危险源季报"}
EMPTY = "还没有报表；到了填报期，在上面“待填报”里点“生成”或“零报告”"

GROUPS = (
    Group("报表管理", (
        *(Page(f"report-{kind}", title, KEY, where={"kind": kind}, columns=COLUMNS, filters=FILTERS, row=ROW,
               top=("create", "report", "confirm", "export", "print"), icon="report", empty=EMPTY,
               words={"create": "新建报表", "unit": "填报单位", "submit": "生成", "report:many": "上报", "confirm:many": "确认无误"})
          for kind, title in TITLES.items()),
        Screen("report-missing", "未报单位", pages.missing, f"{KEY}.view", audience(OWNER, AUTHORITY), "bell"),
        Page("report-windows", "填报期设置", "reportingwindow", audience=audience(AUTHORITY), top=("create",), row=("change",),
             icon="calendar", words={"create": "新增设置"}, empty="还没有设置；按默认填报期执行"),
        Page("report-urges", "催报记录", "reporturge", top=("export",), row=(), icon="bell", menu=False, audience=audience(*UNITS, AUTHORITY)),
        Screen("report-make", "生成报表", pages.make, f"{KEY}.create", menu=False),
        Screen("report-rows", "明细", pages.frozen_rows, f"{KEY}.view", menu=False),
        Screen("report-sheet", "导出", pages.sheet, f"{KEY}.export", menu=False),
        Screen("report-pdf", "PDF", pages.paper, f"{KEY}.export", menu=False),
    ), icon="report", one_entry=True),
)  # fmt: skip

MAKES = tuple(f"{KEY}.{verb}" for verb in ("view", "export", "create", "change", "report", "report_late", "resubmit"))
TAKES = (f"{KEY}.confirm", f"{KEY}.return", "reporturge.view", "reporturge.create", "reporturge.export")
RIGHTS: Rights = {
    CONTRACTOR: (*MAKES, "reporturge.view"),
    ENGINEER: (*MAKES, "reporturge.view"),
    UNIT: (*MAKES, "reporturge.view"),
    OWNER: (*MAKES, *TAKES),
    AUTHORITY: (*MAKES, *TAKES, "reportingwindow.view", "reportingwindow.create", "reportingwindow.change"),
}
