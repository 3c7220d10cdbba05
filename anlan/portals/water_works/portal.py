"""The menu of manual W, in the manual's order; each subject's part lies in a file of its own."""

from anlan.kernel.doors.portal import Portal, add_portal, role_seeds

from . import accident, base, emergency, hazard, home, insurance, ledger, papers, report, risk
from .roles import TITLES

SUBJECTS = (base, risk, hazard, papers, accident, report, insurance, emergency, ledger, home)

WATER_WORKS = add_portal(
    Portal(
        key="water_works",
        title="水利安全生产监管信息系统",
        brand="安澜 · 水利安全生产监管",
        groups=tuple(group for subject in SUBJECTS for group in subject.GROUPS),
        roles=role_seeds(TITLES, (subject.RIGHTS for subject in SUBJECTS)),
        home=("works_tasks", "reports_due", "works_warnings", "messages", "downloads"),
        sign_in="scan",
    )
)
