"""Pure judgements, and the packaged tables themselves."""

from datetime import date

import pytest

from anlan.domain.enterprise.industries import FIRM_KINDS
from anlan.domain.standard import rules
from anlan.domain.standard.load import BASIS_STATES, table


def test_an_item_for_all_is_meant_for_a_firm_without_kinds() -> None:
    assert rules.applies(["all"], [])
    assert not rules.applies(["chemical"], [])
    assert rules.applies(["chemical", "dust"], ["dust"])
    assert not rules.applies(["chemical"], ["catering"])


@pytest.mark.parametrize(
    ("title", "clause", "read", "text"),
    [
        ("中华人民共和国消防法", "第十六条", True, "《中华人民共和国消防法》第十六条"),
        ("《消防法》", "第十六条", True, "《消防法》第十六条"),
        ("中华人民共和国消防法", "第十六条", False, "依据待核"),
        ("", "", True, "依据待核"),
    ],
)
def test_a_basis_nobody_read_is_never_shown(title: str, clause: str, read: bool, text: str) -> None:
    assert rules.basis_text(title, clause, read) == text


def test_both_ends_of_an_edition_count() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    assert rules.in_force(first, last, first)
    assert rules.in_force(first, last, last)
    assert not rules.in_force(first, last, date(2027, 1, 1))
    assert not rules.in_force(first, None, date(2025, 12, 31))


@pytest.mark.parametrize(
    ("edition", "taken", "next_one"),
    [
        ("2025版", ["2025版"], "2026版"),
        ("2025版", ["2025版", "2026版"], "2027版"),
        ("V09", ["V09"], "V10"),
        ("试行", ["试行", "试行-2"], "试行-3"),
    ],
)
def test_the_next_edition_is_free(edition: str, taken: list[str], next_one: str) -> None:
    assert rules.next_edition(edition, taken) == next_one


def test_an_incomplete_edition_says_everything_that_is_missing() -> None:
    faults = rules.publishing_faults([("JC01 证照", 1), ("JC02 机构", 0)], [("JC01-01", " ")], None)
    assert len(faults) == 3
    assert "JC02 机构" in faults[1]
    assert "JC01-01" in faults[2]
    assert rules.publishing_faults([("JC01 证照", 1)], [("JC01-01", "看")], date(2026, 1, 1)) == []


def test_the_packaged_tables_fit_together() -> None:
    categories = {line["code"]: line["parent"] for line in table("categories")}
    assert sum(parent == "JC" for parent in categories.values()) == 11
    assert sum(parent == "XC" for parent in categories.values()) == 10
    kinds = dict(FIRM_KINDS)
    items = list(table("items"))
    assert len({line["code"] for line in items}) == len(items) >= 150
    assert {line["category"] for line in items} == {code for code, parent in categories.items() if parent}
    for line in items:
        assert set(line["applies_to"].split(";")) <= set(kinds), line["code"]
        read = BASIS_STATES[line["basis_state"]] == "checked"
        assert rules.basis_refused(read, line["basis_title"], line["basis_clause"]) is None, line["code"]
    for line in table("major_criteria"):
        assert set(line["kinds"].split(";")) <= set(kinds), line["code"]
        read = BASIS_STATES[line["basis_state"]] == "checked"
        assert rules.basis_refused(read, line["basis_title"], line["basis_clause"]) is None, line["code"]
    assert {line["category"] for line in table("phrases")} <= set(categories)
