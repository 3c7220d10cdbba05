"""安全生产台账: what a contractor has entered and what became of it, read-only, as one book."""

from anlan.domain.project import pages as project
from anlan.kernel.doors.portal import Group, Page, Screen

from .roles import ENGINEER, OWNER, Rights, audience

READERS = audience(ENGINEER, OWNER)
OF_CONTRACTORS = {"party": "contractor"}
WORDS = {"unit": "施工单位", "risk_level": "风险等级", "closed_at": "整改完成时间"}

GROUPS: tuple[Group, ...] = (
    Group("安全生产台账", (
        Screen("ledger", "单位信息", project.ledger, "enterprise.view", READERS, "book"),
        Page("ledger-risks", "危险源管理", "risksource", where=OF_CONTRACTORS, audience=READERS, row=(), top=("export", "print"),
             columns=("name", "unit", "level", "risk_level", "section", "category", "place", "reporting_state", "supervision_state"),
             filters=("unit", "name", "level", "risk_level", "section"), words=WORDS, empty="该施工单位还没有填写危险源"),
        Page("ledger-goods", "危险物品登记", "dangerousgoods", where=OF_CONTRACTORS, audience=READERS, row=(), top=("export", "print"),
             columns=("name", "unit", "kind", "stock", "measure", "place", "keeper", "section"),
             filters=("unit", "name", "kind", "section"), words=WORDS, empty="该施工单位还没有登记危险物品"),
        Page("ledger-hazards", "隐患管理", "waterhazard", where=OF_CONTRACTORS, audience=READERS, row=(), top=("export", "print"),
             columns=("name", "unit", "level", "section", "place", "found_on", "due_on", "state", "reporting_state"),
             filters=("unit", "level", "state", "reporting_state", "section", "found_on"), words=WORDS,
             empty="该施工单位还没有隐患记录"),
        Page("ledger-accidents", "事故管理", "accidentrecord", where=OF_CONTRACTORS, audience=READERS, row=(), top=("export", "print"),
             columns=("name", "unit", "grade", "kind", "happened_at", "section", "deaths", "serious", "light", "loss", "state"),
             filters=("unit", "grade", "happened_at", "kind", "month"), words=WORDS, empty="该施工单位没有事故月报记录"),
        Screen("ledger-book", "导出台账PDF", project.ledger_book, "enterprise.view", READERS, "book", menu=False, tone="blue"),
    ), icon="book", buttons=("ledger-book",), one_entry=True, keeps="unit"),
)  # fmt: skip
RIGHTS: Rights = {}
