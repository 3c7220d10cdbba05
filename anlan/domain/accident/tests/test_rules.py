"""The arithmetic of accidents: worked cases of the law, and what holds for all numbers."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.accident import kinds, rules, terms
from anlan.domain.accident.kinds import GB1986, GB2025, Grade

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
NEW = date(2026, 7, 1)
PEOPLE = st.integers(0, 200)
LOSS = st.decimals(0, 20000, places=2)
ORDER = list(Grade)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    "case", VECTORS["accident_level"], ids=lambda c: f"{c['deaths']}-{c['serious_injuries']}-{c['level']}"
)
def test_worked_grades(case: dict[str, Any]) -> None:
    found = rules.grade_of(case["deaths"], case["serious_injuries"], case["direct_loss_wan_yuan"])
    assert found.label == f"{case['level']}事故"


DEADLINES = {
    "单位负责人上报": lambda start: rules.report_by(datetime.fromisoformat(start)).isoformat(timespec="minutes"),
    "伤亡变化补报(非道路/火灾)": lambda start: rules.casualties_until(date.fromisoformat(start), False).isoformat(),
    "事故调查报告提交": lambda start: rules.investigation_by(date.fromisoformat(start)).isoformat(),
    "调查报告批复(一般/较大/重大)": lambda start: rules.reply_by(date.fromisoformat(start), Grade.MAJOR).isoformat(),
}


@pytest.mark.parametrize("case", VECTORS["report_deadline"], ids=lambda c: c["event"])
def test_worked_deadlines(case: dict[str, str]) -> None:
    assert DEADLINES[case["event"]](case["from_"]) == case["latest"]


@pytest.mark.parametrize(
    ("deaths", "serious", "loss", "grade"),
    [
        (2, 9, "999.99", Grade.GENERAL), (0, 0, None, Grade.GENERAL), (0, 0, "1000", Grade.LARGER), (9, 0, None, Grade.LARGER),
        (0, 49, "4999.99", Grade.LARGER), (0, 50, None, Grade.MAJOR), (29, 99, "9999.99", Grade.MAJOR), (0, 100, None, Grade.GRAVE),
    ],
)  # fmt: skip
def test_from_here_on_includes_the_number(deaths: int, serious: int, loss: str | None, grade: Grade) -> None:
    assert rules.grade_of(deaths, serious, Decimal(loss) if loss else None) == grade


@given(PEOPLE, PEOPLE, LOSS, PEOPLE, PEOPLE, LOSS)
def test_worse_numbers_never_make_a_lower_grade(
    d: int, s: int, money: Decimal, d2: int, s2: int, more: Decimal
) -> None:
    one = ORDER.index(rules.grade_of(d, s, money))
    assert one == max(
        ORDER.index(g) for g in (rules.grade_of(d, 0, 0), rules.grade_of(0, s, 0), rules.grade_of(0, 0, money))
    )
    assert ORDER.index(rules.grade_of(d + d2, s + s2, money + more)) >= one


@given(DAYS, st.sampled_from(sorted(kinds.NAMES)))
def test_only_the_edition_in_force_that_day_is_taken(day: date, kind: str) -> None:
    fits = kind.startswith("2025") == (day >= NEW)
    why = rules.type_refused(kind, day, NEW)
    assert (why is None) == fits
    assert fits or rules.edition_on(day, NEW).title in str(why)


def test_both_editions_are_whole() -> None:
    assert (len(GB1986.choices), len(GB2025.choices)) == (20, 27)
    assert (
        dict(GB1986.choices)["1986-09"] == "09 高处坠落（GB 6441-1986）" and "高处坠落" in dict(GB2025.choices).values()
    )
    assert kinds.NAMES[kinds.ROAD] == "道路（轨道）车辆致害"
    assert [kinds.NAMES[k] for k in kinds.FIRES] == ["火灾", "火灾"]
    assert terms.types_from() in kinds.STARTS_2025


def test_the_day_of_the_new_edition_is_a_setting(settings: Any) -> None:
    day = date(2026, 10, 1)
    assert rules.edition_on(day, terms.types_from()) is GB2025
    settings.ACCIDENT_TYPES_FROM = "2027-01-01"
    assert rules.edition_on(day, terms.types_from()) is GB1986


def test_the_ministrys_times_are_a_setting(settings: Any) -> None:
    assert "20 分钟" in terms.ministry().said(Grade.MAJOR) and "60 分钟" in terms.ministry().said(Grade.LARGER)
    settings.ACCIDENT_TIMES = {"grave_call": 15, "month_day": 5}
    assert "15 分钟" in terms.ministry().said(Grade.GRAVE) and terms.ministry().month_day == 5


@given(MOMENTS, st.integers(-5000, 5000))
def test_late_is_what_is_past_the_deadline(deadline: datetime, minutes: int) -> None:
    late = rules.late_by(deadline + timedelta(minutes=minutes), deadline)
    assert late == timedelta(minutes=max(0, minutes))


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=1), "1 分钟"), (timedelta(minutes=59), "59 分钟"), (timedelta(minutes=125), "2 小时 5 分钟"),
        (timedelta(days=3, hours=2), "3 天 2 小时"),
    ],
)  # fmt: skip
def test_lateness_in_words(span: timedelta, said: str) -> None:
    assert rules.told_late(span) == said


@given(DAYS, st.booleans(), st.integers(0, 500))
def test_windows_of_days(day: date, short: bool, more: int) -> None:
    assert (rules.casualties_until(day, short) - day).days == (7 if short else 30)
    assert 60 <= (rules.investigation_by(day, more) - day).days <= 120
    assert (rules.reply_by(day, Grade.GRAVE) - day).days == 30


def test_who_must_pass_it_on() -> None:
    county, city, province, whole = (rules.level_of(p) for p in ("3204012", "3204", "32", None))
    assert [rules.must_pass_on(Grade.GENERAL, n) for n in (county, city, province, whole)] == [
        True,
        False,
        False,
        False,
    ]
    assert [rules.must_pass_on(Grade.LARGER, n) for n in (county, city, province)] == [True, True, False]
    assert [rules.must_pass_on(Grade.GRAVE, n) for n in (province, whole)] == [True, False]


@given(MOMENTS, st.integers(-300, 300), st.integers(-300, 300))
def test_moments_that_can_not_be(happened: datetime, told: int, now: int) -> None:
    told_at, moment = happened + timedelta(minutes=told), happened + timedelta(minutes=now)
    wrong = rules.moments_refused(happened, told_at, moment)
    assert ("happened_at" in wrong) == (now < 0)
    assert ("told_at" in wrong) == (told < 0 or told > now)
