"""Mobile numbers as people type them and as pages show them."""

import re
import unicodedata

from django.core.exceptions import ValidationError

MOBILE = re.compile(r"1[3-9][0-9]{9}")


def mobile(text: str) -> str:
    """The number in eleven digits; ValidationError where it is none. Blanks, hyphens and +86 make no difference."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).removeprefix("+86")
    if not MOBILE.fullmatch(plain):
        raise ValidationError("手机号应为 11 位数字，请检查后重填")
    return plain


def masked(phone: str) -> str:
    """138****8888."""
    return f"{phone[:3]}****{phone[-4:]}"
