"""Random walks of self-check sheets."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from anlan.kernel.testing import Cast, make_cast
from anlan.kernel.testing.walks import Walk

EDITION = {"title": "自查标准", "edition": "2026版", "area": "3204012", "valid_from": "2020-01-01"}
FINDING = {"problem": "责任制未公示", "place": "办公楼", "responsible": "李四"}


def said(cast: Cast, member: str, move: str) -> dict[str, Any]:
    """What any move of a sheet asks for."""
    return {"checker": "张三"}


class SelfCheckWalks(HypothesisCase):
    """Eleven people and one sheet."""

    cast: Cast
    item: int

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = make_cast()
        standard = cast.does("office", "checkstandard", "create", **EDITION).record
        first = cast.does("office", "category", "create", standard=standard, code="JC", name="基础管理").record
        leaf = {"standard": standard, "code": "JC01", "name": "责任制", "parent": first}
        item = {"category": cast.does("office", "category", "create", **leaf).record, "code": "JC01-01"}
        item |= {"text": "建立责任制", "applies_to": ["all"], "basis_state": "open"}
        cls.item = cast.does("office", "item", "create", **item).record
        cast.does("office", "checkstandard", "publish", standard)

    @given(data=st.data(), found=st.booleans())
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def test_only_permitted_moves_move_it(self, data: Any, found: bool) -> None:
        pk = self.cast.does("owner", "selfcheck", "create", checker="张三").record
        answer = {"item": self.item, "answer": "general" if found else "none", "hazard": FINDING if found else {}}
        self.cast.does("owner", "selfcheck", "answer", pk, **answer)
        walk = Walk(self.cast, "selfcheck", pk, said)
        walk.check_tasks()
        for _ in range(8):
            walk.step(data)
