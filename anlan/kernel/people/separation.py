"""三员分立: three administrators, each of whom the other two hold in check.

GB/T 22239-2019 level 3 asks for system, security and audit management to be told apart (条款号：依据待核). What each may
do follows from it: whoever makes accounts does not say what they may do, whoever says so makes none, and whoever reads
the whole trail changes nothing. ``settings.SEPARATION`` false: a small installation where one person is all three.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from anlan.kernel.clock import today
from anlan.kernel.trail.crypto import blind_indexes

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

    from .models import Role

SYSTEM, SECURITY, AUDIT = "system", "security", "audit"
DUTIES = ((SYSTEM, "系统管理员"), (SECURITY, "安全管理员"), (AUDIT, "审计管理员"))
TITLES = dict(DUTIES)
RESERVED = {
    SYSTEM: {"organisation.create", "organisation.change", "organisation.import", "switch.change"},
    SECURITY: {
        "role.create",
        "role.change",
        "role.import",
        "seat.grant",
        "seat.lock",
        "seat.unlock",
        "seat.clear_second",
    },
    AUDIT: {"signin.view", "signin.export", "seal.view", "seal.export", "verification.view", "verification.export"},
}
"""What only the holder of a duty may do."""
APART = "系统管理员、安全管理员、审计管理员须由三个不同的人担任"


def expanded(permissions: Iterable[str]) -> set[str]:
    """The permissions by name, stars written out."""
    from anlan.kernel.register import registry

    found: set[str] = set()
    for one in permissions:
        key, _, verb = one.partition(".")
        known = {r.key for r in registry.every_register()} if verb == "*" else set()
        found |= {p for p, _ in registry.register(key).permissions()} if key in known else {one}
    return found


def beyond(permissions: Iterable[str], duty: str, seeded: Iterable[str]) -> list[str]:
    """The permissions that a role of this duty ("" for none) must not hold, since another administrator watches them.

    An administrator's role may be narrowed, and widened within its own duty, but never beyond what it came with.
    """
    asked = expanded(permissions)
    if duty:
        return sorted(asked - expanded(seeded) - RESERVED[duty])
    return sorted(asked & set().union(*RESERVED.values()))


def seed_faults(portal: Any) -> Iterator[str]:
    """Roles of a portal that break the separation they come with; said at start-up."""
    for role in portal.roles:
        others = set().union(*(names for duty, names in RESERVED.items() if duty != role.duty))
        for name in sorted(expanded(role.permissions) & others):
            yield f"{portal.key} role {role.key}: '{name}' belongs to another administrator"


def role_refused(role: "Role", seat: "Seat") -> str | None:
    """Why this seat must not write this role as it now stands."""
    if not settings.SEPARATION:
        return None
    if over := beyond(role.permissions, role.duty, role.seeded):
        names = dict(_labels())
        told = "、".join(names.get(p, p) for p in over[:5])
        whose = f"{TITLES[role.duty]}的职责之外" if role.duty else "三名管理员各自专有，普通角色不能有"
        return f"“{told}”属{whose}，请去掉后再保存"
    return None


def _labels() -> list[tuple[str, str]]:
    from .models import every_permission

    return every_permission()


def own_role(role: "Role", seat: "Seat") -> str | None:
    """Nobody says himself what he may do."""
    if not settings.SEPARATION:
        return None
    if "_own_roles" not in seat.__dict__:
        seat.__dict__["_own_roles"] = set(seat.user.seats.values_list("role", flat=True))
    if role.pk in seat.__dict__["_own_roles"]:
        return "不能修改自己担任的角色，请由另一名安全管理员修改"
    return None


def duties_of(user: Any) -> set[str]:
    """The duties that a person holds or is going to hold; accounts with one telephone number are one person."""
    from anlan.kernel.scope.models import Seat

    person = Q(user=user)
    if user.phone:
        person |= Q(user__phone_index__in=blind_indexes(user.phone))
    held = Seat.objects.filter(person, Q(ends_on=None) | Q(ends_on__gte=today())).exclude(role__duty="")
    return set(held.values_list("role__duty", flat=True))


def duty_refused(user: Any, role: "Role", place: Any) -> str | None:
    """Why a person must not take a role at a place; the person's row is locked, so that two at once can't slip by."""
    if not settings.SEPARATION:
        return None
    if bool(role.duty) != (place.kind == "platform"):
        if role.duty:
            return f"{role}只能设在平台管理机构"
        return "平台管理机构只设系统管理员、安全管理员、审计管理员三种岗位，请换一个角色"
    if not role.duty:
        return None
    if user.pk:
        type(user)._default_manager.select_for_update().get(pk=user.pk)
    if others := duties_of(user) - {role.duty}:
        return f"“{user.username}”已是{'、'.join(TITLES[d] for d in sorted(others))}：{APART}，请换一个人"
    return None


def must_be_granted(place: Any, doer: "Seat | None") -> bool:
    """Does what this seat arranges for an account here wait for 安全管理员? Whoever oversees others, made by 系统管理员."""
    return bool(settings.SEPARATION and doer is not None and doer.organisation.kind == "platform" and not place.is_unit)


def last_of_duty(row: "Seat") -> str | None:
    """The last administrator of a duty can't be put away: nobody would be left to hold the others in check."""
    from anlan.kernel.scope.models import Seat

    duty = row.role.duty
    if not settings.SEPARATION or not duty:
        return None
    left = Seat.objects.filter(Seat.valid_on(today()), role__duty=duty, user__is_active=True).exclude(user=row.user_id)
    return None if left.exists() else f"这是唯一的{TITLES[duty]}，请先设好接任的人"
