"""The roles this system brings; an administrator may change them later. Each subject says what they may do with it."""

from anlan.kernel.doors.portal import Rights, audience

__all__ = [
    "AUTHORITY",
    "CONTRACTOR",
    "ENGINEER",
    "OWNER",
    "TITLES",
    "UNIT",
    "UNITS",
    "WORKS",
    "Rights",
    "audience",
    "everyone",
]

ENGINEER, CONTRACTOR, OWNER, AUTHORITY, UNIT = (
    "works_engineer", "works_contractor", "works_owner", "water_authority", "works_unit",
)  # fmt: skip
UNITS = (ENGINEER, CONTRACTOR, OWNER, UNIT)
WORKS = (ENGINEER, CONTRACTOR, OWNER)

TITLES = {
    ENGINEER: ("监理单位", ("enterprise", "service")),
    CONTRACTOR: ("施工单位", ("enterprise", "service")),
    OWNER: ("项目法人", ("enterprise", "service")),
    UNIT: ("生产经营单位", ("enterprise", "service")),
    AUTHORITY: ("水行政主管部门", ("department",)),
}


def everyone(*permissions: str) -> Rights:
    """The same for every role."""
    return dict.fromkeys(TITLES, permissions)
