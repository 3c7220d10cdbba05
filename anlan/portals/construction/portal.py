"""The menu of manual J, in the manual's order; each subject's part lies in a file of its own."""

from anlan.kernel.doors.portal import Portal, add_portal, role_seeds

from . import accounts, danger, evaluation, inspection, monitoring, site, standards
from .roles import TITLES

SUBJECTS = (site, evaluation, inspection, danger, monitoring, standards, accounts)

CONSTRUCTION = add_portal(
    Portal(
        key="construction",
        title="建筑施工安全管理系统",
        brand="安澜 · 建筑施工安全管理",
        groups=tuple(group for subject in SUBJECTS for group in subject.GROUPS),
        roles=role_seeds(TITLES, (subject.RIGHTS for subject in SUBJECTS)),
        home=("evaluation_prompts", "alarms", "tasks", "site_worries", "messages", "downloads"),
        entrance=accounts.ENTRANCE,
    )
)
