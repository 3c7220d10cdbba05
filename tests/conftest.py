"""What every test of the house needs: the reports of the browser walks, gathered from all processes into one file each."""

import json
from pathlib import Path

import pytest

REPORTS = Path(__file__).resolve().parent.parent / "reports"
KINDS = ("walked", "moments")


def pytest_configure(config: pytest.Config) -> None:
    """Leftovers of a run that was broken off would be counted as this one's."""
    if not hasattr(config, "workerinput"):
        for kind in KINDS:
            for part in REPORTS.glob(f"{kind}-*.json"):
                part.unlink()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that started the others joins what each of them wrote."""
    if hasattr(session.config, "workerinput"):
        return
    for kind in KINDS:
        parts = sorted(REPORTS.glob(f"{kind}-*.json"))
        rows = [row for part in parts for row in json.loads(part.read_text(encoding="utf-8"))]
        if not rows:
            continue
        rows.sort(key=lambda row: json.dumps(row, ensure_ascii=False))
        text = json.dumps(rows, ensure_ascii=False, indent=1)
        (REPORTS / f"{kind}.json").write_text(text + "\n", encoding="utf-8")
        for part in parts:
            part.unlink()
