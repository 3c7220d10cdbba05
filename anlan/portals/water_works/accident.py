"""事故管理 of the units, 事故监管 of the authorities."""

from anlan.domain.accident import pages
from anlan.kernel.doors.portal import Group, Page, Screen

from .roles import AUTHORITY, CONTRACTOR, ENGINEER, OWNER, UNIT, UNITS, Rights, audience

WORDS = {"create": "新建", "change": "编辑", "submit": "保存", "supervisor": "直管水行政主管单位"}
QUICK = "name", "grade", "happened_at", "section", "deaths", "serious", "report_by", "is_late", "reporting_state"
OVERSEEN = (
    "name",
    "grade",
    "happened_at",
    "unit",
    "deaths",
    "reported_at",
    "is_late",
    "held_by",
    "pass_by",
    "reporting_state",
)
RECORD = "name", "grade", "kind", "happened_at", "unit", "deaths", "serious", "loss", "state", "amendments"
SEARCH = ("grade", "happened_at", "kind")
ASSIGN_FIRST = "施工单位须先由项目法人分配标段才能填报"

GROUPS = (
    Group("事故管理", (
        Page("quick-reports", "事故快报", "quickreport", audience=audience(OWNER, UNIT), columns=QUICK,
             filters=(*SEARCH, "reporting_state", "is_late"), top=("create", "export", "print"),
             row=("change", "report", "follow_up", "delete"), icon="flag", words=WORDS,
             empty="没有事故快报。发生事故后点“新建”，单位负责人接到报告后 1 小时内上报"),
        Page("accident-records", "事故月报", "accidentrecord", audience=audience(ENGINEER, CONTRACTOR, OWNER, UNIT),
             columns=RECORD, filters=(*SEARCH, "month", "state"), top=("create", "confirm", "export", "print"),
             row=("change", "resubmit", "send_back", "amend", "delete"), icon="calendar", words=WORDS,
             empty=f"没有事故月报记录。{ASSIGN_FIRST}"),
        Page("urgent-reports", "现场急报", "urgentreport", audience=audience(*UNITS), top=("create", "export", "print"),
             row=(), icon="device-mobile", words=WORDS, empty=f"没有现场急报。情况紧急时，现场人员可以越级上报；{ASSIGN_FIRST}"),
        Screen("report-now", "立即报告", pages.report_now, "urgentreport.view", audience(*UNITS), "bell"),
    ), icon="flag"),
    Group("事故监管", (
        Page("quick-oversight", "事故快报", "quickreport", audience=AUTHORITY, columns=OVERSEEN,
             filters=(*SEARCH, "reporting_state", "is_late", "unit", "area"), top=("pass_up", "export", "print"),
             row=("pass_up", "return"), icon="flag", words=WORDS | {"unit": "事故发生单位"}, empty="没有上报的事故快报"),
        Page("accident-oversight", "事故月报", "accidentrecord", audience=AUTHORITY, columns=(*RECORD, "frozen_at"),
             filters=(*SEARCH, "month", "unit", "area"), top=("export", "print"), row=(), icon="calendar", words=WORDS,
             empty="没有上报的事故月报"),
        Page("urgent-oversight", "现场急报", "urgentreport", audience=AUTHORITY, top=("export", "print"), row=("take",),
             icon="device-mobile", words=WORDS, empty="没有现场急报"),
    ), icon="flag"),
)  # fmt: skip

CALLS = ("urgentreport.view", "urgentreport.create", "urgentreport.export")
QUICKLY = tuple(f"quickreport.{verb}" for verb in (
    "view", "export", "create", "change", "report", "follow_up", "end_follow_ups", "delete",
))  # fmt: skip
FILLS = tuple(f"accidentrecord.{verb}" for verb in ("view", "export", "create", "change", "delete"))

RIGHTS: Rights = {
    ENGINEER: (*CALLS, "accidentrecord.view", "accidentrecord.export"),
    CONTRACTOR: (*CALLS, *FILLS, "accidentrecord.resubmit"),
    OWNER: (*CALLS, *QUICKLY, *FILLS, "accidentrecord.confirm", "accidentrecord.send_back", "accidentrecord.amend"),
    UNIT: (*CALLS, *QUICKLY, *FILLS, "accidentrecord.amend"),
    AUTHORITY: (
        "urgentreport.view", "urgentreport.export", "urgentreport.take", "urgentreport.reveal", "quickreport.view",
        "quickreport.export", "quickreport.pass_up", "quickreport.return", "accidentrecord.view", "accidentrecord.export",
    ),
}  # fmt: skip
