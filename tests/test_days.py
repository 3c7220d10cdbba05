"""A moment's day is Shanghai's, wherever in the house it is asked for."""

import ast
from pathlib import Path

import pytest

import anlan

HOUSE = Path(anlan.__file__).parent


@pytest.mark.once
def test_nobody_takes_the_day_of_a_moment_in_whatever_zone_it_was_kept() -> None:
    # Between midnight and eight in the morning UTC is still at yesterday: a deadline is a day off, a day's entry refused.
    files = [f for f in HOUSE.rglob("*.py") if "tests" not in f.parts and f.parent != HOUSE / "kernel" / "clock"]
    found = [
        f"{file.relative_to(HOUSE)}:{node.lineno}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
    ]
    # Only whether a typed value lies between 1900 and 2100.
    assert [one for one in found if not one.startswith("kernel/register/entry.py")] == [], (
        "ask anlan.kernel.clock.day_of"
    )
    assert len(files) > 500


@pytest.mark.once
def test_nobody_writes_the_day_of_now_as_it_is_in_utc() -> None:
    found = [
        f"{file.relative_to(HOUSE)}:{node.lineno}"
        for file in HOUSE.rglob("*.py")
        if "tests" not in file.parts
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None
        and ast.unparse(node.value) == "now()" and "%d" in ast.unparse(node.format_spec)
    ]  # fmt: skip
    assert found == [], "ask anlan.kernel.clock.today"
