"""Password rules and the picture code."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError

LETTERS = "ACDEFHJKLMNPQRTUVWXY34679"


class ThreeClassesValidator:
    """At least three of: lower case, upper case, digits, others.

    GB/T 22239-2019 level 3 asks for complexity without a number; three classes are assessors' usual expectation.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError when the password is too simple."""
        kinds = [str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum()]
        if sum(any(kind(c) for c in password) for kind in kinds) < 3:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return "密码须包含大写字母、小写字母、数字、符号中的至少三类"


def captcha_challenge() -> tuple[str, str]:
    """A random code without letters that look alike."""
    word = "".join(secrets.choice(LETTERS) for _ in range(4))
    return word, word.lower()
