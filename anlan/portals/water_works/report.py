"""报表管理."""

from anlan.kernel.doors.portal import Group

from .roles import Rights

GROUPS: tuple[Group, ...] = ()
RIGHTS: Rights = {}
