"""The roles this system brings; an administrator may change them later. Each subject says what they may do with it."""

from collections.abc import Iterable

from anlan.kernel.doors.portal import RoleSeed

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

Rights = dict[str, tuple[str, ...]]
"""What each role may do with a subject, by the role's key."""


def audience(*roles: str) -> str:
    """Whose page it is, as ``Page`` takes it."""
    return " ".join(roles)


def everyone(*permissions: str) -> Rights:
    """The same for every role."""
    return dict.fromkeys(TITLES, permissions)


def roles(subjects: Iterable[Rights]) -> tuple[RoleSeed, ...]:
    """The roles with what all subjects together let them do."""
    rights: dict[str, dict[str, None]] = {key: {} for key in TITLES}
    for subject in subjects:
        for key, permissions in subject.items():
            rights[key] |= dict.fromkeys(permissions)
    return tuple(RoleSeed(key, title, kinds, tuple(rights[key])) for key, (title, kinds) in TITLES.items())
