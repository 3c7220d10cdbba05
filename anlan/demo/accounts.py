"""Accounts of the demo: everybody's password is the manual's 123456, which demo mode alone allows."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password

from anlan.kernel.clock import now
from anlan.kernel.people.demo import PASSWORD
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.models import Organisation, Seat

if TYPE_CHECKING:
    from .world import World


@lru_cache(maxsize=1)
def password_hash() -> str:
    """Made once: hashing is slow on purpose, and the password is no secret here."""
    return make_password(PASSWORD)


def open_seat(
    world: "World", place: Organisation, role: str, username: str, name: str, *, by: Seat | None = None,
    must_choose: bool = False, phone: str = "", **more: Any,
) -> Seat:  # fmt: skip
    """A user, if there is none of that name, and its seat. ``more``: proxy, starts_on, ends_on of the seat."""
    if not User.objects.filter(username=username).exists():
        User.objects.create(
            username=username, name=name, phone=phone, password=password_hash(), password_set_at=now(),
            must_choose=must_choose,
        )  # fmt: skip
    values = {
        "account": username,
        "holder": name,
        "organisation": place.pk,
        "role": Role.objects.values_list("pk", flat=True).get(key=role),
        **more,
    }
    made = world.act(by, "seat", "create", **values)
    return Seat.objects.select_related("user", "organisation", "role").get(pk=made.record)
