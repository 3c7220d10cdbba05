"""The generated walks of this subject's Registers."""

from typing import Any

from anlan.kernel.clock import today
from anlan.kernel.testing import Cast, RegisterTests

EDITION = {"title": "自查标准", "edition": "2026版", "area": "3204012", "valid_from": "2020-01-01"}


def publish(cast: Cast) -> int:
    """A published edition with one item; the item's id."""
    standard = cast.does("office", "checkstandard", "create", **EDITION).record
    first = cast.does("office", "category", "create", standard=standard, code="JC", name="基础管理").record
    leaf = {"standard": standard, "code": "JC01", "name": "责任制", "parent": first}
    item = {"category": cast.does("office", "category", "create", **leaf).record, "code": "JC01-01"}
    item |= {"text": "建立责任制", "applies_to": ["all"], "basis_state": "open"}
    made = cast.does("office", "item", "create", **item).record
    cast.does("office", "checkstandard", "publish", standard)
    return made


class TestSelfCheck(RegisterTests):
    """A sheet that is being filled in stays inside the firm."""

    register_key = "selfcheck"
    sees = ("owner", "colleague")
    change = {"checker": "王五"}
    item = 0

    def arrange(self, cast: Cast) -> None:
        self.item = publish(cast)

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"checked_on": today().isoformat(), "checker": "张三"}

    def say(self, cast: Cast, action: str) -> dict[str, Any]:
        return {"item": self.item, "answer": "none"} if action == "answer" else {}


class TestReportedSelfCheck(TestSelfCheck):
    """Reported: the firm's authorities see it."""

    sees = RegisterTests.sees
    change = {}

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("owner", "selfcheck", "answer", pk, item=self.item, answer="none")
        cast.does("owner", "selfcheck", "save", pk, checker="张三")
        cast.does("owner", "selfcheck", "report", pk)


class TestUrge(RegisterTests):
    register_key = "urge"
    maker = "locality"
    sees = ("owner", "colleague", "locality", "department", "office")
    change = {"text": "请于月底前完成自查"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"unit": cast.owner.organisation_id, "month": today().isoformat(), "text": "请尽快自查"}
