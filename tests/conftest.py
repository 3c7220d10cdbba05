"""What every test of the house needs: the reports of the browser walks, gathered from all processes into one file each."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

REPORTS = Path(__file__).resolve().parent.parent / "reports"
KINDS = ("walked", "moments", "attack_matrix")
ATTACKED = pytest.StashKey[str]()


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
        if kind == "attack_matrix":
            rows = summed(rows)
            session.config.stash[ATTACKED] = attacked(rows)
        rows.sort(key=lambda row: json.dumps(row, ensure_ascii=False))
        text = json.dumps(rows, ensure_ascii=False, indent=1)
        (REPORTS / f"{kind}.json").write_text(text + "\n", encoding="utf-8")
        for part in parts:
            part.unlink()


def summed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tries at each door by verb and visitor, over all processes."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        counts[row["door"], row["verb"], row["member"]] += row["asked"]
    return [{"door": d, "verb": v, "member": m, "asked": n} for (d, v, m), n in counts.items()]


def attacked(rows: list[dict[str, Any]]) -> str:
    """One line of what was tried."""
    found = {key: len({row[key] for row in rows}) for key in ("door", "verb", "member")}
    tries = sum(row["asked"] for row in rows)
    return f"attack matrix: {found['door']} doors x {found['verb']} verbs x {found['member']} visitors, {tries} tries"


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Says how much of the attack matrix was walked."""
    if line := config.stash.get(ATTACKED, ""):
        terminalreporter.write_line(f"{line} (reports/attack_matrix.json)")
