"""LEC, LS and the editions they are judged by; next dates; stock."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.risk import rules
from anlan.domain.risk.kinds import COLOURS, RISKS
from anlan.domain.risk.rules import PACKAGED, Risk, lec, ls, scheme

CASES = json.loads((Path(__file__).parent / "vectors" / "risk.json").read_text(encoding="utf-8"))
LEVELS = {"ls-a": "A_DB37_style", "ls-b": "B_zgmkw", "ls-c": "C_mtoou"}
FACTOR = {name: [n for n, _ in numbers] for name, numbers in rules.FACTORS.items()}
amounts = st.decimals(min_value="0.001", max_value=1000, places=3)
days = st.dates(date(2026, 1, 1), date(2026, 2, 1))
moves = st.lists(st.tuples(days, st.sampled_from(("in", "out")), amounts), max_size=12)


def short(level: Risk) -> str:
    return dict(RISKS)[level.value].removesuffix("风险")


@pytest.mark.parametrize("case", CASES["lec"], ids=lambda c: f"{c['L']}x{c['E']}x{c['C']}")
def test_lec_as_worked(case: dict[str, Any]) -> None:
    score = lec(*(Decimal(str(case[name])) for name in "LEC"))
    water = scheme("lec-water-2018")
    assert water is not None
    level = water.level(score)
    said = f"{rules.danger(score)}({short(level)}/{COLOURS[level.value]})"
    assert (float(score), said.replace("低风险", "低")) == (case["D"], case["level_classic"])


@pytest.mark.parametrize("case", CASES["ls"], ids=lambda c: f"{c['L']}x{c['S']}")
@pytest.mark.parametrize("key", LEVELS)
def test_ls_as_worked(case: dict[str, Any], key: str) -> None:
    found = scheme(key)
    assert found is not None
    score = ls(case["L"], case["S"])
    level = found.level(score)
    assert score == case["R"]
    assert f"{short(level)}/{COLOURS[level.value]}" == case["levels"][LEVELS[key]]


@pytest.mark.parametrize(("score", "level"), [
    ("320.01", Risk.MAJOR), ("320", Risk.LARGER), ("160", Risk.LARGER), ("159.99", Risk.GENERAL), ("70", Risk.GENERAL),
    ("69.99", Risk.LOW),
])  # fmt: skip
def test_bounds_of_lec(score: str, level: Risk) -> None:
    water = scheme("lec-water-2018")
    assert water is not None and water.level(Decimal(score)) == level


@given(*(st.sampled_from(FACTOR[name]) for name in ("likelihood", "exposure", "severity")))
def test_graver_factors_are_never_judged_milder(one: Decimal, two: Decimal, three: Decimal) -> None:
    water = scheme("lec-water-2018")
    assert water is not None
    here = water.level(lec(one, two, three))
    graver = [water.level(lec(n, two, three)) for n in FACTOR["likelihood"] if n >= one]
    order = [level.value for level in rules.GRAVEST_FIRST]
    assert all(order.index(level) <= order.index(here) for level in graver)


def test_numbers_that_are_in_no_table_are_refused() -> None:
    for numbers in (
        (Decimal(4), Decimal(10), Decimal(15)),
        (Decimal(3), Decimal(4), Decimal(15)),
        (Decimal(3), Decimal(6), Decimal(2)),
    ):
        with pytest.raises(ValueError):
            lec(*numbers)
    for pair in ((0, 1), (6, 1), (1, 6)):
        with pytest.raises(ValueError):
            ls(*pair)


def test_editions_have_their_own_keys_and_one_usual_each() -> None:
    assert len({one.key for one in PACKAGED}) == len(PACKAGED)
    for method in ("lec", "ls", "direct"):
        assert rules.usual(method, date(2026, 5, 6)) is not None
        assert sum(one.usual for one in PACKAGED if one.method == method) == 1
    assert rules.usual("lec", date(2017, 1, 1)) is None


def test_an_edition_is_added_by_the_setting_and_never_replaces_a_packaged_one(settings: Any) -> None:
    added = {"key": "lec-2027", "method": "lec", "title": "新版", "source": "某文", "bounds": [400, 200, 100],
             "valid_from": "2027-01-01", "usual": True}  # fmt: skip
    settings.RISK_SCHEMES = [added, added | {"key": "ls-a", "method": "lec"}]
    assert scheme("ls-a") == next(one for one in PACKAGED if one.key == "ls-a")
    before, after = rules.usual("lec", date(2026, 12, 31)), rules.usual("lec", date(2027, 1, 1))
    assert before is not None and after is not None
    assert (before.key, after.key) == ("lec-water-2018", "lec-2027")
    assert (before.level(Decimal(360)), after.level(Decimal(360))) == (Risk.MAJOR, Risk.LARGER)


@pytest.mark.parametrize("wrong", [
    {"bounds": [70, 160, 320]}, {"bounds": [320, 160]}, {"method": "other"}, {"nosuch": 1}, {"key": "k" * 41},
])  # fmt: skip
def test_a_setting_that_makes_no_sense_is_said(wrong: dict[str, Any]) -> None:
    given = {"key": "x", "method": "lec", "title": "t", "source": "s", "bounds": [320, 160, 70]}
    rules.read_scheme(given)
    with pytest.raises(ValueError, match="评价标准"):
        rules.read_scheme(given | wrong)


@pytest.mark.parametrize(("on", "next_one"), [
    ((2026, 11, 20), (2027, 2, 20)), ((2026, 11, 30), (2027, 2, 28)), ((2023, 11, 30), (2024, 2, 29)),
    ((2026, 9, 30), (2026, 12, 30)),
])  # fmt: skip
def test_the_next_assessment_is_a_quarter_later(on: tuple[int, int, int], next_one: tuple[int, int, int]) -> None:
    assert rules.next_assessment(date(*on), 3) == date(*next_one)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    first, last = rules.quarter(day)
    assert first <= day <= last and first.day == 1 and 89 <= (last - first).days <= 91


@given(moves)
def test_stock_is_what_came_in_less_what_went_out(made: list[tuple[date, str, Decimal]]) -> None:
    left = rules.stock((way, amount) for _, way, amount in made)
    assert left == sum((a for _, w, a in made if w == "in"), Decimal(0)) - sum(
        (a for _, w, a in made if w == "out"), Decimal(0)
    )
    assert rules.lowest(made) <= min(left, Decimal(0))


def test_what_was_not_there_yet_can_not_have_gone_out() -> None:
    came = (date(2026, 5, 6), "in", Decimal(10))
    assert rules.lowest([came, (date(2026, 5, 5), "out", Decimal(4))]) == -4
    assert rules.lowest([came, (date(2026, 5, 6), "out", Decimal(10))]) == 0
    assert rules.lowest([]) == 0
