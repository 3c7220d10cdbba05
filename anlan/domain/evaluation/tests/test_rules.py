"""The pure rules: whatever days the clock is asked, each stage comes once, in order, never early."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.evaluation import rules
from anlan.domain.evaluation.rules import Stage, Terms

TERMS = Terms()
DAY = date(2026, 11, 2)
DAYS = st.sets(st.integers(0, 200), min_size=1, max_size=60).map(sorted)


def run(asked: list[int], terms: Terms = TERMS, returned: dict[int, int] | None = None) -> list[tuple[int, Stage]]:
    """What happens when the clock is asked on these days; ``returned``: days on which an application came back."""
    prompted = warned = back = None
    done: list[tuple[int, Stage]] = []
    for number in asked:
        day = DAY + timedelta(days=number)
        back = next((DAY + timedelta(days=d) for d in sorted(returned or (), reverse=True) if d <= number), back)
        stage = rules.next_stage(prompted, warned, back, day, terms)
        if stage is None:
            continue
        done.append((number, stage))
        prompted, warned = (day if stage is Stage.PROMPT else prompted), (day if stage is Stage.WARN else warned)
        if stage is Stage.LAPSE:
            break
    return done


@given(DAYS)
def test_each_stage_once_in_order_never_early(asked: list[int]) -> None:
    done = run(asked)
    assert [stage for _, stage in done] == [Stage.PROMPT, Stage.WARN, Stage.LAPSE][: len(done)]
    at = {stage: number for number, stage in done}
    assert at[Stage.PROMPT] == asked[0]
    if Stage.WARN in at:
        assert at[Stage.WARN] >= at[Stage.PROMPT] + TERMS.fail_after - TERMS.warn_before
    if Stage.LAPSE in at:
        assert at[Stage.LAPSE] > at[Stage.PROMPT] + TERMS.fail_after
        assert at[Stage.LAPSE] > at[Stage.WARN] + TERMS.warn_before


@given(DAYS)
def test_nothing_is_forgotten(asked: list[int]) -> None:
    last = asked[-1] + TERMS.fail_after + TERMS.warn_before
    assert [stage for _, stage in run([*asked, *range(asked[-1] + 1, last + 2)])] == list(Stage)


def test_asked_daily_it_keeps_the_days_of_the_manual() -> None:
    assert run(list(range(200))) == [(0, Stage.PROMPT), (23, Stage.WARN), (31, Stage.LAPSE)]


def test_a_clock_that_stood_still_a_week_gives_the_whole_warning() -> None:
    assert run([0, *range(28, 200)]) == [(0, Stage.PROMPT), (28, Stage.WARN), (36, Stage.LAPSE)]


def test_who_was_sent_back_has_time_to_mend_it() -> None:
    assert run(list(range(200)), returned={29: 1}) == [(0, Stage.PROMPT), (23, Stage.WARN), (45, Stage.LAPSE)]


@pytest.mark.parametrize(("finish", "late"), [("2026-08-04", False), ("2026-08-03", True), ("2027-01-01", False)])
def test_overdue_is_more_than_ninety_days(finish: str, late: bool) -> None:
    assert rules.is_overdue(date.fromisoformat(finish), DAY, TERMS) is late
    assert (date.fromisoformat(finish) < rules.overdue_before(DAY, TERMS)) is late


def test_no_plan_is_never_overdue() -> None:
    assert rules.is_overdue(None, DAY, TERMS) is False


@pytest.mark.parametrize(
    ("month", "started", "why"),
    [
        ("2026-12-01", None, "还没有开始"), ("2026-11-30", None, None), ("2026-02-01", "2026-03-20", "不需要月评"),
        ("2026-03-01", "2026-03-20", None),
    ],
)  # fmt: skip
def test_months_that_can_be_evaluated(month: str, started: str | None, why: str | None) -> None:
    begun = date.fromisoformat(started) if started else None
    said = rules.month_refused(date.fromisoformat(month), begun, DAY)
    assert said is None if why is None else why in (said or "")


def test_the_months_between() -> None:
    found = rules.months_between(date(2025, 11, 30), date(2026, 2, 1))
    assert [f"{m}" for m in found] == ["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]


def test_a_score_is_out_of_a_hundred() -> None:
    assert rules.score_of([{"full": "10", "got": "8"}, {"full": "30", "got": "24"}]) == 80
    assert rules.score_of([]) is None
    assert rules.score_of([{"full": "0", "got": "0"}]) is None


def test_the_prompt_is_the_manuals() -> None:
    assert rules.PROMPT.format(days=30) == (
        "请施工企业在省安管系统中尽快办理终止监督和安标考评，逾期30天未办理，安标考评结果自动按不合格等次处理，将直接影响企业安标考评等次"
        "及安全生产许可证延期，进而影响企业信用、工伤保险费率等"
    )
