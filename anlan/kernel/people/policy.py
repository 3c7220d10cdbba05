"""What is asked of passwords and sign-ins: 安全策略 where 安全管理员 wrote one, else the installation's settings."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from .models import Policy


def current() -> "Policy":
    """The policy that holds now; asked for at sign-in and when a password is chosen, not at each page."""
    from .models import Policy

    return Policy.objects.first() or Policy(
        password_days=settings.PASSWORD_DAYS, lock_after=settings.LOCK_AFTER, sessions_most=settings.SESSIONS_MOST,
        second_roles=settings.SECOND_FACTOR,
    )  # fmt: skip


def lock_after(request: Any = None, credentials: Any = None) -> int:
    """Wrong passwords for one name from one address after which they are locked (for django-axes)."""
    return current().lock_after


class LengthValidator:
    """At least as long as the policy says, never under eight."""

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError when the password is too short."""
        if len(password) < current().password_length:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return f"密码至少 {current().password_length} 位"
