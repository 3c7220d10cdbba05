"""Numbers that are well formed and belong to nobody."""

from datetime import date, timedelta
from random import Random

from anlan.domain.enterprise.rules import (
    USCC_ALPHABET,
    citizen_check_character,
    organisation_check_character,
    uscc_check_character,
)

COUNTY_CODE = "320412"


def credit_code(random: Random, county: str = COUNTY_CODE) -> str:
    """A unified social credit code with true check characters; its body begins with MADEM, as an invented one may."""
    body = "MADEM" + "".join(random.choice(USCC_ALPHABET[:18]) for _ in range(3))
    code = f"91{county}{body}{organisation_check_character(body)}"
    return code + uscc_check_character(code)


def citizen_id(random: Random, sex: str, born_after: int = 1966, born_before: int = 2000) -> str:
    """A citizen's number with a true check digit.

    The sequence is 99x, which is kept for the very old, so that no living person of that birth date has it.
    """
    first = date(born_after, 1, 1)
    born = first + timedelta(days=random.randrange((date(born_before, 1, 1) - first).days))
    last = random.choice("13579" if sex == "m" else "02468")
    number = f"{COUNTY_CODE}{born:%Y%m%d}99{last}"
    return number + citizen_check_character(number)


def mobile(random: Random) -> str:
    """A mobile number beginning with 19900, which reads like one and is meant for nobody."""
    return f"19900{random.randrange(10**6):06d}"
