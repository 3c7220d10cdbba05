"""Small published editions to inspect by, and what inspectors say: for the tests of this subject and of those above it."""

from datetime import timedelta
from typing import Any

from anlan.domain.standard.kinds import Kind
from anlan.domain.standard.models import CheckStandard
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import today

TABLES = (("安全管理", 40, "安全管理"), ("施工用电", 60, "施工用电"))
"""(line, weight, table) of the edition of marks: six guarantee items and four others of ten marks in each table."""


def publish(kind: Kind, area: str = "32") -> CheckStandard:
    """A published edition of that kind, made once in an area."""
    found = CheckStandard.objects.filter(kind=kind, area=area, state="published").first()
    if found is not None:
        return found
    facts = {"title": kind.label, "edition": "试用版", "kind": kind.value, "area": area, "valid_from": "2020-01-01"}
    row: CheckStandard = _make("checkstandard", **facts)
    for number, (line, weight, name) in enumerate(TABLES, 1):
        head = {"standard": row.pk, "code": str(number), "name": line}
        group = _make("category", **head, **({} if kind == Kind.PROVINCE_WORDING else {"weight": str(weight)}))
        table = _make("category", standard=row.pk, code=f"{number}.1", name=f"{name}检查", parent=group.pk)
        if kind == Kind.PROVINCE_WORDING:
            _wordings(table, name)
        else:
            _marks(table, number)
    deliver(Act(None, "checkstandard", "publish", row.pk))
    row.refresh_from_db()
    return row


def _make(register: str, **values: Any) -> Any:
    return deliver(
        Act(None, register, "create", values={k: str(v) if isinstance(v, int) else v for k, v in values.items()})
    ).row


def _wordings(table: Any, name: str) -> None:
    for number in range(1, 5):
        _make("phrase", category=table.pk, text=f"{name}用语{number}", requirement=f"按规范整改{number}")


def _marks(table: Any, number: int) -> None:
    for place in range(1, 11):
        code, is_guarantee = f"{number}.{place:02d}", place <= 6
        item = _make(
            "item", category=table.pk, code=code, text=f"第{code}项", full_marks="10", applies_to=["all"],
            is_guarantee="true" if is_guarantee else "false",
        )  # fmt: skip
        for text, how, marks in (
            (f"{code}未设置", "once", "10"),
            (f"{code}不符合要求", "each", "2"),
            (f"{code}不齐全", "range", "5"),
        ):
            _make(
                "deduction", item=item.pk, text=text, how=how, marks=marks, **({"least": "3"} if how == "range" else {})
            )


def entry(slot: str, base: Any = "", **content: Any) -> dict[str, Any]:
    """One thing said, as pages send it."""
    return {"slot": slot, "base": str(base or ""), "content": content}


def ordered_values(**more: Any) -> dict[str, Any]:
    """What is said of an inspection as a whole, with something to put right."""
    return {
        "inspected_on": today().isoformat(), "inspectors": "沈安", "comment": "总体受控", "needs_rectification": "true",
        "rectifier": "周正", "requirement": "立即整改", "due_on": (today() + timedelta(days=7)).isoformat(),
    } | more  # fmt: skip
