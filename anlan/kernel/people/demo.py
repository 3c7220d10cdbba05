"""The accounts and numbers shown on the sign-in page, in demo mode only."""

from typing import Any

from anlan.kernel.scope.models import Seat

PASSWORD = "123456"


def demo_accounts() -> list[dict[str, Any]]:
    """One account per role, the first of each, with the manual's initial password."""
    found: dict[str, dict[str, Any]] = {}
    seats = Seat.objects.select_related("user", "organisation", "role").order_by("id")
    for seat in seats[:400]:
        found.setdefault(seat.role.key, {
            "role": seat.role.title, "organisation": seat.organisation.name, "username": seat.user.username,
            "password": PASSWORD,
        })  # fmt: skip
    return list(found.values())


def demo_phones() -> list[dict[str, Any]]:
    """One number per role, the first of each that has one."""
    found: dict[str, dict[str, Any]] = {}
    seats = Seat.objects.exclude(user__phone_index="").select_related("user", "role").order_by("id")
    for seat in seats[:400]:
        found.setdefault(seat.role.key, {"role": seat.role.title, "phone": str(seat.user.phone)})
    return list(found.values())
