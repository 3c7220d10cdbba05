"""安全生产台账: what a contractor has entered and what became of it, read-only, as one book."""

from anlan.domain.project import pages as project
from anlan.kernel.doors.portal import Group, Screen

from .roles import ENGINEER, OWNER, Rights, audience

GROUPS: tuple[Group, ...] = (
    Group("安全生产台账", (
        Screen("ledger", "单位信息", project.ledger, "enterprise.view", audience(ENGINEER, OWNER), "book"),
        Screen("ledger-book", "导出台账PDF", project.ledger_book, "enterprise.view", audience(ENGINEER, OWNER), "book",
               menu=False, tone="blue"),
    ), icon="book", buttons=("ledger-book",), one_entry=True, keeps="unit"),
)  # fmt: skip
RIGHTS: Rights = {}
