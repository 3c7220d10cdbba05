"""Which works are dangerous: the worked cases, every threshold from just below it, and what has no number."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from anlan.domain.dangerous_work.rules import CURRENT, DANGEROUS, FACTS, NOT, QUANTITIES, SUPER, judge

CASES = json.loads((Path(__file__).parent / "data/weida.json").read_text())
ASKED = {
    "基坑开挖深度m": ("pit", "depth"), "模板支撑搭设高度m": ("form_support", "height"), "模板支撑跨度m": ("form_support", "span"),
    "模板施工总荷载kN/m2": ("form_support", "area_load"), "集中线荷载kN/m": ("form_support", "line_load"),
    "非常规起吊单件kN": ("lifting", "piece_weight"), "起重机械搭设总高度m": ("crane_install", "height"),
    "落地脚手架高度m": ("scaffold_ground", "height"), "悬挑脚手架分段高度m": ("scaffold_cantilever", "height"),
    "钢结构跨度m": ("steel", "span"), "人工挖孔桩深m": ("hand_pile", "depth"),
}  # fmt: skip
SAID = {"否": NOT, "危大": DANGEROUS, "超危大": SUPER}
BOUNDS = [(kind, bound) for kind in CURRENT.kinds for bound in kind.bounds]
A_HAIR = Decimal("0.01")


@pytest.mark.parametrize("case", CASES, ids=[f"{c['quantity']}={c['value']}" for c in CASES])
def test_the_worked_cases(case: dict[str, Any]) -> None:
    kind, quantity = ASKED[case["quantity"]]
    assert judge(kind, {quantity: Decimal(str(case["value"]))}).level == SAID[case["result"]]


@pytest.mark.parametrize(("kind", "bound"), BOUNDS, ids=[f"{k.key}-{b.quantity}" for k, b in BOUNDS])
def test_every_threshold_includes_itself(kind: Any, bound: Any) -> None:
    for level, at in ((SUPER, bound.super), (DANGEROUS, bound.dangerous)):
        if at is not None:
            assert judge(kind.key, {bound.quantity: at}).level == level
            assert judge(kind.key, {bound.quantity: at - A_HAIR}).level != level or kind.least == level


@pytest.mark.parametrize(("kind", "said", "level"), [
    ("pit", {"depth": Decimal("2.5"), "complex_ground": True}, DANGEROUS), ("form_tool", {}, SUPER),
    ("form_support", {"height": Decimal(4), "free_standing": True}, DANGEROUS),
    ("bearing_support", {}, DANGEROUS), ("basket", {}, DANGEROUS), ("tunnelling", {}, SUPER), ("underwater", {}, SUPER),
    ("novel", {}, SUPER), ("moving", {"weight": Decimal(999)}, NOT), ("demolition", {}, NOT),
    ("demolition", {"affects_others": True}, DANGEROUS), ("demolition", {"affects_others": True, "grave_demolition": True}, SUPER),
])  # fmt: skip
def test_what_facts_and_kinds_make_of_it(kind: str, said: dict[str, Any], level: str) -> None:
    assert judge(kind, said).level == level


def test_the_reason_names_the_number_and_its_threshold() -> None:
    found = judge("form_support", {"height": Decimal("8.00"), "span": Decimal(12)})
    assert found.because == ("搭设（施工、提升）高度 8 m（8 m及以上）",)
    assert found.edition == "31-2018"
    assert found.lacking == ("施工总荷载（设计值）", "集中线荷载（设计值）")


def test_numbers_of_another_kind_say_nothing() -> None:
    assert judge("scaffold_ground", {"depth": Decimal(99)}).level == NOT
    with pytest.raises(KeyError):
        judge("balloon", {})


def test_every_quantity_and_fact_is_asked_by_some_kind() -> None:
    asked = {b.quantity for k in CURRENT.kinds for b in k.bounds} | {f for k in CURRENT.kinds for f, _ in k.facts}
    assert asked == set(QUANTITIES) | set(FACTS)
