"""Numbers of firms and persons: are they well formed, and how are they shown to who may not see them in full.

A check answers None, or the Chinese sentence that is shown beside the field and says what to do. Checks judge what they
are given; ``tidy_number`` first removes what people type or paste along with a number.

Sources: GB 32100-2015 法人和其他组织统一社会信用代码编码规则, with the inner GB 11714 全国组织机构代码编制规则;
GB 11643-1999 公民身份号码.
"""

import re
import unicodedata
from datetime import date

from anlan.kernel.clock import today

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: digits and capitals without I, O, S, V, Z; the place in this string is the character's value."""

_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CITIZEN_CHECKS = "10X98765432"
_SEPARATORS = re.compile(r"[\s\-‐-―·\u200b]+")


def tidy_number(text: str) -> str:
    """The number without spaces and dashes, full-width characters made plain, letters made capital."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    # What a separator kept apart may only now be one character: tidying again must change nothing.
    return unicodedata.normalize("NFKC", plain)


def tidy_name(text: str) -> str:
    """A name as it is compared: brackets and letters plain, no blanks (a name in Latin letters keeps single ones)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", re.sub(r"\s+", " ", plain))


def check_uscc(code: str) -> str | None:
    """What is wrong with a unified social credit code (统一社会信用代码), or None.

    GB 32100-2015: 18 characters = registering authority 1, kind of body 1, area 6 digits, body 9 (GB 11714, its ninth
    character a check of its own), check 1. Authority 0 and areas that begin with 0 do not exist; which other
    authorities do was extended by an amendment of 2016 (依据待核), so none else is refused.
    """
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现为{len(code)}位，请对照营业执照补全。"
    strange = "".join(dict.fromkeys(c for c in code if c not in USCC_ALPHABET))
    if strange:
        return f"统一社会信用代码只用数字和大写字母（不含I、O、S、V、Z），请更正其中的“{strange}”。"
    if code[0] == "0" or not code[2:8].isdecimal() or code[2] == "0":
        return "统一社会信用代码的第1位或第3至8位（行政区划）不对，请对照营业执照更正。"
    if uscc_check_character(code) != code[17] or organisation_check_character(code[8:16]) != code[16]:
        return "统一社会信用代码的校验位不对，可能输错了一位，请对照营业执照逐位核对。"
    return None


def uscc_check_character(code: str) -> str:
    """The 18th character that belongs to the first 17 (GB 32100-2015: weights 3^i mod 31, complement to 31).

    Raises ValueError if one of them is not in the alphabet.
    """
    total = sum(USCC_ALPHABET.index(c) * weight for c, weight in zip(code, _USCC_WEIGHTS, strict=False))
    return USCC_ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """The ninth character that belongs to the eight of an organisation code (GB 11714: 11 - sum mod 11, X for 10).

    Here a letter counts by its place in the whole alphabet (A is 10 ... Z is 35), unlike in the outer code.
    """
    total = sum(int(c, 36) * weight for c, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def check_citizen_id(number: str, on: date | None = None) -> str | None:
    """What is wrong with a citizen's identity number (公民身份号码), or None.

    GB 11643-1999: address code 6, birth date 8, sequence 3, check 1. The birth date must be a real one, not after
    ``on`` (default: today). The address code is not looked up, since it stays that of the time of issue.
    """
    if len(number) != 18:
        return f"身份证号应为18位，现为{len(number)}位，请对照身份证补全。"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "身份证号前17位应为数字，末位应为数字或大写X，请更正。"
    born = _birth_date(number)
    if born is None or born > (on or today()):
        return "身份证号第7至14位不是有效的出生日期，请对照身份证更正。"
    if citizen_check_character(number) != number[17]:
        return "身份证号的校验位不对，可能输错了一位，请对照身份证逐位核对。"
    return None


def citizen_check_character(number: str) -> str:
    """The 18th character that belongs to the first 17 digits (GB 11643-1999: ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _CITIZEN_WEIGHTS, strict=False))
    return _CITIZEN_CHECKS[total % 11]


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def mask_id(number: str) -> str:
    """``11010519491231002X`` -> ``110105********002X``: area and last four as is usual; the birth date can't be read."""
    return _mask(number, 6, 4)


def mask_phone(number: str) -> str:
    """``13812345678`` -> ``138****5678``; a landline keeps its area code in the same way."""
    return _mask(number, 3, 4)


def mask_name(name: str) -> str:
    """``张三丰`` -> ``张**``; of a single character nothing is left."""
    return _mask(name, 1, 0)


def _mask(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    # A text too short to hide at least as much as it shows is hidden whole.
    if hidden < min(head, 3):
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]
