"""Tables, summary and grade: worked cases, the bounds, and what holds for every sheet."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.inspection import rules, schemes
from anlan.domain.inspection.rules import DUST, JGJ59, Grade, Grading, Line, MarkedItem, TableResult

CASES = json.loads((Path(__file__).parent / "data" / "cases.json").read_text(encoding="utf-8"))
NO_LIMITS = schemes.replace(JGJ59, absent_guarantee=schemes.AbsentGuarantee.AS_IS)
marks = st.integers(0, 120).map(lambda tenths: Fraction(tenths, 10))
items = st.builds(
    MarkedItem, st.just("项"), st.integers(1, 20), marks, st.booleans(), st.booleans()
)  # fmt: skip
tables = st.lists(items, min_size=1, max_size=12)


def marked(items: list[list[Any]]) -> list[MarkedItem]:
    """The items of a case."""
    return [
        MarkedItem(f"第{n}项", full, Fraction(str(off)), is_guarantee, is_absent)
        for n, (full, off, is_guarantee, is_absent) in enumerate(items, 1)
    ]


def of(number: float | None) -> Fraction | None:
    return None if number is None else Fraction(str(number))


@pytest.mark.parametrize("case", CASES["tables"], ids=lambda c: c["name"])
def test_tables_as_worked(case: dict[str, Any]) -> None:
    found = rules.table_result("表", marked(case["items"]))
    assert (found.score, found.because) == (of(case["score"]), case["because"])
    assert found.counted == of(case["counted"])


@pytest.mark.parametrize("case", CASES["summaries"], ids=lambda c: c["name"])
def test_summaries_as_worked(case: dict[str, Any]) -> None:
    lines = [
        Line(
            one["name"], one["name"], one["weight"], [rules.table_result(one["name"], marked(t)) for t in one["tables"]]
        )
        for one in case["lines"]
    ]
    found = rules.summary_result(lines)
    for line, told in zip(found.lines, case["lines"], strict=True):
        for exact, rounded in ((line.score, told["score"]), (line.points, told["points"])):
            assert (exact is None) == (rounded is None)
            assert exact is None or round(float(exact), 4) == rounded
    assert (found.total is None) == (case["total"] is None)
    assert found.total is None or round(float(found.total), 4) == case["total"]
    assert (found.shown, found.grade) == (case["shown"], case["grade"])
    assert any("等级为不合格" in why for why in found.because) is case["has_zero"]


def table(score: int, name: str = "表") -> TableResult:
    return rules.table_result(name, [MarkedItem("项", 100, 100 - score)])


@pytest.mark.parametrize(
    ("score", "grade"),
    [(80, Grade.GOOD), (79, Grade.PASSED), (70, Grade.PASSED), (69, Grade.FAILED), (0, Grade.FAILED)],
)
def test_the_bounds_of_the_grades(score: int, grade: Grade) -> None:
    assert rules.summary_result([Line("a", "甲", 100, [table(score)])]).grade == grade


def test_a_zero_among_several_tables_of_a_kind_fails_the_site() -> None:
    found = rules.summary_result(
        [Line("a", "脚手架", 10, [table(100, "扣件式"), table(0, "悬挑式")]), Line("b", "乙", 90, [table(100)])]
    )
    assert found.total == 95
    assert found.grade == Grade.FAILED
    assert "“悬挑式”评分表得0分，等级为不合格" in found.because


def test_the_total_names_what_is_missing_and_shows_the_manuals_figure_beside() -> None:
    found = rules.summary_result([Line("a", "安全管理", 10, [table(60)]), Line("b", "塔吊", 10), Line("c", "机具", 5)])
    assert (found.total, found.counted, found.grade) == (60, 84, Grade.FAILED)
    assert found.because == ("缺项：塔吊、机具；总分按6÷10×100换算",)


def test_marks_off_stop_at_the_marks_of_the_item() -> None:
    assert rules.marks_off([(2, 3), (Fraction(1, 2), 1)], 10) == (Fraction(13, 2), "")
    assert rules.marks_off([(5, 3)], 10) == (10, "扣分合计15分，超过应得分数，按10分扣")
    for wrong in ((-1, 1), (1, -1)):
        with pytest.raises(ValueError, match="×"):
            rules.marks_off([wrong], 10)


def test_marks_below_zero_are_no_marks() -> None:
    for wrong in (MarkedItem("项", 10, -1), MarkedItem("项", 0)):
        with pytest.raises(ValueError, match="项"):
            rules.table_result("表", [wrong])


def test_a_weighted_standard_needs_its_weights() -> None:
    with pytest.raises(ValueError, match="甲"):
        rules.summary_result([Line("a", "甲", None, [table(80)])])


def test_the_dust_standard_is_the_mean_of_its_parts_and_gives_no_grade() -> None:
    empty = rules.table_result("缺项的", [MarkedItem("项", 10, is_absent=True)])
    found = rules.summary_result([Line("a", "扬尘", None, [table(90), table(61), empty])], DUST)
    assert (found.total, found.shown, found.grade) == (Fraction(151, 2), "75.5", None)
    assert found.counted == Fraction(251, 3)
    assert rules.summary_result([Line("a", "扬尘", None, [table(0)])], DUST).because == ()


def test_nothing_checked_is_no_score_and_says_why() -> None:
    empty = rules.table_result("表", [MarkedItem("项", 10, is_absent=True)])
    for lines in ([], [Line("a", "甲", 10, [empty])]):
        found = rules.summary_result(lines)
        assert (found.total, found.grade, found.counted) == (None, None, 100)
        assert "不评等级" in found.because[0]


@pytest.mark.parametrize(("given", "together"), [
    ([(80, True), (70, False)], 76), ([(80, True), (90, True), (70, False), (60, False)], 77), ([(80, True), (90, True)], 85),
    ([(70, False), (60, False)], 65),
])  # fmt: skip
def test_several_graders(given: list[tuple[int, bool]], together: int) -> None:
    assert rules.weighed([Grading(*one) for one in given]) == together


def test_no_grader_is_no_grading() -> None:
    with pytest.raises(ValueError, match="grading"):
        rules.weighed([])


@pytest.mark.parametrize(
    ("score", "text"), [("64.9/90", "72.1"), ("79.95", "80"), ("79.949", "79.9"), ("0", "0"), ("0.05", "0.1")]
)
def test_people_read_one_decimal(score: str, text: str) -> None:
    above, _, below = score.partition("/")
    assert rules.shown(Fraction(above) / Fraction(below or 1) * (100 if below else 1)) == text


def test_what_is_unverified_is_set_and_a_wrong_setting_is_named(settings: Any) -> None:
    settings.INSPECTION_SCHEMES = {"dust": {"good": 90, "passed": "80"}, "jgj59": {"absent_guarantee": "as_is"}}
    dust = rules.scheme_of("dust")
    assert rules.summary_result([Line("a", "扬尘", None, [table(85)])], dust).grade == Grade.PASSED
    assert rules.scheme_of("jgj59") == NO_LIMITS
    assert rules.scheme_of("made up") == rules.OWN
    settings.INSPECTION_SCHEMES = {"jgj59": {"pass": 60}}
    with pytest.raises(ValueError, match="pass"):
        rules.scheme_of("jgj59")


def test_forty_marks_as_they_are_when_the_setting_says_so() -> None:
    few = [MarkedItem(f"第{n}项", 10, 1, is_guarantee=True) for n in range(4)]
    assert rules.table_result("表", few).score == 90
    assert rules.table_result("表", few, NO_LIMITS).because == "保证项目36分，本表记0"


@given(tables)
def test_a_score_lies_between_nothing_and_a_hundred(items: list[MarkedItem]) -> None:
    found = rules.table_result("表", items)
    assert found.score is None or 0 <= found.score <= found.counted <= 100
    assert (found.score is None) == all(one.is_absent for one in items)


@given(tables, st.randoms())
def test_the_order_of_the_items_does_not_matter(items: list[MarkedItem], random: Any) -> None:
    turned = list(items)
    random.shuffle(turned)
    assert rules.table_result("表", turned) == rules.table_result("表", items)


@given(tables, st.integers(0, 11), marks)
def test_more_taken_off_is_never_worth_more(items: list[MarkedItem], place: int, more: Fraction) -> None:
    worse = list(items)
    one = worse[place % len(items)]
    worse[place % len(items)] = MarkedItem(one.name, one.full, one.off + more, one.is_guarantee, one.is_absent)
    before, after = rules.table_result("表", items), rules.table_result("表", worse)
    assert before.score is None or (after.score is not None and after.score <= before.score)


@given(st.lists(st.tuples(st.sampled_from((5, 10, 15)), st.lists(tables, max_size=3)), max_size=10), st.randoms())
def test_a_summary_is_a_mean_of_its_lines_in_any_order(drawn: list[tuple[int, list[Any]]], random: Any) -> None:
    lines = [
        Line(str(n), str(n), weight, [rules.table_result("表", t) for t in several])
        for n, (weight, several) in enumerate(drawn)
    ]
    found = rules.summary_result(lines)
    scores = [one.score for one in found.lines if one.score is not None]
    assert (found.total is None) == (not scores)
    if found.total is not None:
        assert min(scores) <= found.total <= max(scores)
        assert found.total <= found.counted <= 100
    random.shuffle(lines)
    again = rules.summary_result(lines)
    assert (again.total, again.grade, again.counted) == (found.total, found.grade, found.counted)
