"""Sign-in by user name; the name may be the firm's full name, as the manual has it."""

from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from anlan.kernel.clock import now

from .models import User

_NOBODY = make_password("nobody has this password")


class NameBackend:
    """Checks name and password; an initial password past its time no longer works."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **rest: Any
    ) -> User | None:
        """The user, or None."""
        user = User.objects.filter(username=username.strip()).first()
        if user is None:
            # As slow as a real check, so that the answer's time does not tell which names exist.
            check_password(password, _NOBODY)
            return None
        if not user.check_password(password) or not user.is_active:
            return None
        if user.must_choose and user.one_time_until and user.one_time_until < now():
            return None
        return user

    def get_user(self, user_id: int) -> User | None:
        """The user of a session."""
        return User.objects.filter(pk=user_id, is_active=True).first()
