"""Who learns of an alarm when, and until when what it became must be put right: pure.

Every number is the platform's own, a proposal of this house to the district, and a setting (``ANLAN_ALARM_TERMS``): no
standard known to us rules how an alarm climbs.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from anlan.domain.device.rules.words import MINOR, URGENT

REAL, FALSE, MAINTENANCE, FAULT = "real", "false", "maintenance", "fault"
VERDICTS = ((REAL, "真实"), (FALSE, "误报"), (MAINTENANCE, "检维修"), (FAULT, "故障"))
"""研判: what an alarm turned out to be."""
NOBODY_YET, COMPANY, AUTHORITY = 0, 1, 2
"""How far it has climbed: to those who look after the device, to their company, to the authority."""
TOP = 2


@dataclass(frozen=True)
class Terms:
    """``share_rank``: the authority sees alarms from this rank on at once (5: none). ``share_after``: one of any rank that
    nobody confirms within so many minutes (0: never). ``share_real``: one that was judged real.

    ``climb``: minutes unconfirmed until it climbs one desk, by rank 1 to 4 (0: it does not). ``tell_rank``: from this rank
    on people are told. ``hazard_rank``: a real one of this rank becomes a hazard by itself (5: none does).
    ``hazard_days``: until when that must be put right, by rank.
    """

    share_rank: int = URGENT
    share_after: int = 120
    share_real: bool = True
    climb: tuple[int, ...] = (0, 60, 30, 10)
    tell_rank: int = MINOR
    hazard_rank: int = URGENT
    hazard_days: tuple[int, ...] = (15, 15, 7, 3)


def climbs_after(rank: int, step: int, terms: Terms) -> timedelta | None:
    """How long after it was raised an unconfirmed alarm reaches that step; None when it never does."""
    minutes = terms.climb[rank - 1]
    return timedelta(minutes=minutes * step) if minutes else None


def is_shared(rank: int, verdict: str, terms: Terms) -> bool:
    """Does the authority see it for what it is?"""
    return rank >= terms.share_rank or (terms.share_real and verdict == REAL)


def becomes_hazard(rank: int, verdict: str, asked: bool, terms: Terms) -> bool:
    """Is it a hazard, by the rule or because somebody asked for it?"""
    return verdict == REAL and (asked or rank >= terms.hazard_rank)


def due_on(day: date, rank: int, terms: Terms) -> date:
    """Until when the hazard must be put right."""
    return day + timedelta(days=terms.hazard_days[rank - 1])


def middle(seconds: list[int]) -> float | None:
    """The median; None of nothing."""
    return median(seconds) if seconds else None


def duration(seconds: float | None) -> str:
    """A stretch of time in words."""
    if seconds is None:
        return "—"
    if seconds < 60:
        return f"{seconds:.0f} 秒"
    if seconds < 3600:
        return f"{seconds / 60:.0f} 分钟"
    return f"{seconds / 3600:.1f} 小时" if seconds < 86400 else f"{seconds / 86400:.1f} 天"
