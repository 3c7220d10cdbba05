"""The least cover by the day a policy begins, and days without cover."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.insurance import rules

DAY = timedelta(days=1)
FIRST = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("starts_on", "per_person", "refused_by"),
    [
        (date(2017, 12, 31), "1", None), (date(2018, 1, 1), "30", None), (date(2018, 1, 1), "29.99", "安监总办〔2017〕140号"),
        (date(2025, 3, 28), "30", None), (date(2025, 3, 29), "30", "应急〔2025〕27号"),
        (date(2025, 3, 29), "39.99", "应急〔2025〕27号"), (date(2025, 3, 29), "40", None), (date(2030, 1, 1), "40", None),
    ],
)  # fmt: skip
def test_the_edition_of_the_first_day_decides(starts_on: date, per_person: str, refused_by: str | None) -> None:
    why = rules.too_little(Decimal(per_person), starts_on)
    assert (why is None) if refused_by is None else (why is not None and refused_by in why)


def a_period() -> st.SearchStrategy[rules.Period]:
    """Some days of a year."""
    return st.tuples(st.integers(0, 120), st.integers(0, 60)).map(
        lambda n: (FIRST + n[0] * DAY, FIRST + (n[0] + n[1]) * DAY)
    )


@given(st.lists(a_period(), max_size=6), a_period())
def test_gaps_are_exactly_the_days_that_no_policy_covers(periods: list[rules.Period], asked: rules.Period) -> None:
    found = rules.gaps(periods, *asked)
    days = [asked[0] + n * DAY for n in range((asked[1] - asked[0]).days + 1)]
    bare = [day for day in days if not any(rules.covers(p, day) for p in periods)]
    assert [day for day in days if any(rules.covers(gap, day) for gap in found)] == bare
    assert all(first <= last for first, last in found)
    # Side by side they would be one.
    assert all(one[1] + DAY < two[0] for one, two in pairwise(found))


@given(a_period(), st.lists(a_period(), max_size=6))
def test_who_is_followed_has_no_day_off_after_it(period: rules.Period, others: list[rules.Period]) -> None:
    if rules.is_followed(period, others):
        assert rules.gaps([period, *others], period[0], period[1] + DAY) == []
    else:
        assert rules.gaps([period, *others], period[0], period[1] + DAY) == [(period[1] + DAY, period[1] + DAY)]


@given(a_period(), st.lists(a_period(), max_size=6))
def test_the_gap_before_a_policy_was_covered_by_none_that_began_earlier(
    period: rules.Period, others: list[rules.Period]
) -> None:
    gap = rules.gap_before(period, others)
    earlier = [one for one in others if one[0] < period[0]]
    if gap is None:
        assert not earlier or max(end for _, end in earlier) >= period[0] - DAY
    else:
        assert rules.gaps(earlier, *gap) == [gap]
        assert gap[1] == period[0] - DAY
