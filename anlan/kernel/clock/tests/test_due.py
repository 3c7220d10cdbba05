"""How close a deadline is."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from anlan.kernel.clock import at
from anlan.kernel.clock.due import due_note, due_tone

NOON = timezone.make_aware(datetime(2026, 11, 21, 12))
DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("days", "level", "tone", "note"),
    [
        (-1, "general", "red", "逾期 1 天"),
        (0, "general", "orange", "今天到期"),
        (3, "general", "orange", "还剩 3 天"),
        (4, "general", "green", "还剩 4 天"),
        (7, "major", "orange", "还剩 7 天"),
        (8, "major", "green", "还剩 8 天"),
        (3, "unheard-of", "orange", "还剩 3 天"),
    ],
)
def test_colour_and_words(days: int, level: str, tone: str, note: str) -> None:
    with at(NOON):
        day = DAY + timedelta(days=days)
        assert (due_tone(day, level), due_note(day)) == (tone, note)


def test_what_is_done_or_has_no_date_has_no_colour() -> None:
    with at(NOON):
        assert due_tone(DAY, "major", done=True) == ""
        assert due_tone(None) == ""
