"""The arithmetic of the self-check."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.selfcheck import rules

ANSWERS = st.dictionaries(
    st.text("ABC0123456789-", min_size=1, max_size=8), st.sampled_from(["none", "general", "major"])
)


def test_months() -> None:
    assert rules.month_of(date(2026, 11, 21)) == date(2026, 11, 1)
    assert rules.month_before(date(2026, 1, 1)) == date(2025, 12, 1)
    assert rules.month_before(date(2024, 3, 1)) == date(2024, 2, 1)
    assert rules.month_title(date(2026, 3, 1)) == "2026年3月"


def test_progress_says_what_is_left() -> None:
    held = rules.progress([1, 2, 3, 4], {1: "none", 2: "general", 9: "major"})
    assert (held.done, held.total, held.left, held.found) == (2, 4, 2, 1)
    assert held.said(7) == "第7类还剩2条"
    assert rules.progress([1], {1: "none"}).said(7) == "第7类已查完"


@given(ANSWERS, ANSWERS)
def test_equal_digests_mean_equal_answers(one: dict[str, str], other: dict[str, str]) -> None:
    assert (rules.digest(one) == rules.digest(other)) == (one == other)
    assert bool(rules.differing(one, other)) == (one != other)


def test_digest_does_not_depend_on_the_order() -> None:
    assert rules.digest({"A": "none", "B": "major"}) == rules.digest({"B": "major", "A": "none"})


def test_an_item_looked_at_once_differs() -> None:
    assert rules.differing({"A": "none", "B": "none"}, {"B": "major", "C": "none"}) == ["A", "B", "C"]


def test_the_text_to_paste_names_the_firms() -> None:
    text = rules.paste_text(date(2026, 11, 1), date(2026, 11, 21), ["甲厂", "乙厂"], 3)
    assert "以下 3 家单位2026年11月尚未上报" in text
    assert "1. 甲厂\n2. 乙厂\n……等共 3 家" in text
    assert "已全部上报" in rules.paste_text(date(2026, 11, 1), date(2026, 11, 21), [], 0)
