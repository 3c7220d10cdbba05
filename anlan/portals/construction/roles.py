"""The roles this system brings; an administrator may change them later. Each subject says what they may do with it."""

from anlan.kernel.doors.portal import audience

__all__ = ["AUTHORITY", "BRANCH", "COMPANY", "SITE", "TITLES", "audience"]

COMPANY, BRANCH, SITE, AUTHORITY = (
    "construction_company", "construction_branch", "construction_site", "construction_authority",
)  # fmt: skip

TITLES = {
    COMPANY: ("施工企业（安全总监）", ("enterprise",)),
    BRANCH: ("区域公司", ("part",)),
    SITE: ("项目部", ("part",)),
    AUTHORITY: ("建设主管部门（安全监督机构）", ("department",)),
}
