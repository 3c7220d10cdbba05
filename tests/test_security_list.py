"""docs/security.md claims nothing that is not there: every test and file it names exists, every requirement has an answer."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)#]+)\)")
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
# ASVS 5.0.0 has 70 requirements of level 1 and 183 of level 2.
LEVELS = {"1": 70, "2": 183}


def test_every_test_it_names_exists() -> None:
    named = [code for code in CODE.findall(TEXT) if "::" in code]
    assert len(named) > 150
    for code in sorted(set(named)):
        path, _, name = code.partition("::")
        assert (ROOT / path).is_file(), code
        assert re.search(rf"^\s*def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), code


def test_every_file_it_names_exists() -> None:
    paths = [code for code in CODE.findall(TEXT) if "/" in code and "::" not in code and " " not in code]
    paths = [path for path in paths if path.startswith(("anlan/", "docs/", "tests/", "requirements/", "scripts/"))]
    assert len(paths) > 40
    assert [path for path in sorted(set(paths)) if not (ROOT / path).exists()] == []
    assert [
        link for link in LINK.findall(TEXT) if not link.startswith("http") and not (ROOT / "docs" / link).exists()
    ] == []


def test_every_setting_it_names_is_read() -> None:
    settings = (ROOT / "anlan" / "config" / "settings.py").read_text(encoding="utf-8")
    named = {name for code in CODE.findall(TEXT) for name in re.findall(r"ANLAN_[A-Z_]+", code)}
    assert len(named) > 12
    assert sorted(name for name in named if name not in settings) == []


def test_every_requirement_is_answered_once() -> None:
    rows = ROW.findall(TEXT)
    ids = [row[0] for row in rows]
    assert len(ids) == len(set(ids))
    for level, count in LEVELS.items():
        assert sum(row[1] == level for row in rows) == count, f"level {level}"
    for name, _, _, answer in rows:
        said = answer.startswith(("no: ", "not applicable: "))
        assert said or len(answer) > 15, f"{name} has no answer"


def test_the_sum_at_its_head_is_right() -> None:
    answers = [row[3] for row in ROW.findall(TEXT)]
    no = sum(answer.startswith("no: ") for answer in answers)
    none = sum(answer.startswith("not applicable") for answer in answers)
    told = re.search(r"(\d+) requirements: (\d+) met as stated, (\d+) not met, (\d+) not applicable", TEXT)
    assert told is not None
    assert [int(n) for n in told.groups()] == [len(answers), len(answers) - no - none, no, none]
