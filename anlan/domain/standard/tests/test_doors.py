"""The generated walks of this subject's Registers."""

from typing import Any

from anlan.domain.standard.models import Category
from anlan.kernel.testing import Cast, RegisterTests
from anlan.kernel.testing.cast import DISTRICT

DRAFT = {"title": "自查标准", "edition": "2026版", "area": "3204012", "valid_from": "2026-01-01"}
PART = {"basis_state": "open", "applies_to": ["all"]}


class DraftTests(RegisterTests):
    """A part of an edition that is still being written: seen by those who oversee the county."""

    __test__ = False
    maker = "office"
    sees = ("department", "other_department", "office", "viewer")
    change = {"code": "GX-09"}
    standard = leaf = 0

    def arrange(self, cast: Cast) -> None:
        self.draft(cast)

    def draft(self, cast: Cast, **judged: str) -> None:
        """An edition in the making, with one second-level category."""
        edition = DRAFT | {"edition": f"{type(self).__name__}版"} | judged
        self.standard = cast.does(self.maker, "checkstandard", "create", **edition).record
        first = cast.does(self.maker, "category", "create", standard=self.standard, code="JC", name="基础管理").record
        leaf = {"standard": self.standard, "code": "JC01", "name": "责任制", "parent": first}
        self.leaf = cast.does(self.maker, "category", "create", **leaf).record


class TestCheckStandard(DraftTests):
    __test__ = True
    register_key = "checkstandard"
    change = {"note": "改过的说明"}

    def arrange(self, cast: Cast) -> None:
        """Nothing: it is the edition itself."""

    def make(self, cast: Cast) -> dict[str, Any]:
        return dict(DRAFT)

    def twin(self, row: Any, number: int) -> Any:
        row.edition = f"第{number}版"
        return super().twin(row, number)


class TestCategory(DraftTests):
    __test__ = True
    register_key = "category"

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"standard": self.standard, "code": "XC", "name": "现场管理"}


class TestItem(DraftTests):
    __test__ = True
    register_key = "item"

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"category": self.leaf, "code": "JC01-01", "text": "建立全员安全生产责任制", **PART}


class TestMajorCriterion(DraftTests):
    __test__ = True
    register_key = "majorcriterion"

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"standard": self.standard, "code": "ZD-01", "title": "未设紧急切断", "text": "未按要求设置", **PART}


class TestPhrase(DraftTests):
    __test__ = True
    register_key = "phrase"
    change = {"text": "改过的表述"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"category": self.leaf, "text": "责任制未上墙"}


class OfSites(DraftTests):
    """A part of a standard that sites are inspected by, kept by the body that supervises them."""

    maker = "inspectorate"
    members = (*DISTRICT, "director", "inspectorate", "overseer")
    sees = ("inspectorate", "overseer")

    def arrange(self, cast: Cast) -> None:
        self.draft(cast, kind="own", judging="marks")

    def item(self) -> dict[str, Any]:
        """The values of an item with its marks; where another of these arranged the edition, its category is found."""
        leaf = self.leaf or Category.objects.filter(standard__judging="marks", parent__isnull=False).latest("pk").pk
        return {"category": leaf, "code": "B.1-01", "text": "施工方案", "full_marks": "10", **PART}


class TestMarkedItem(OfSites):
    __test__ = True
    register_key = "item"
    sees = ("department", "other_department", "office", "viewer", "inspectorate", "overseer")

    def make(self, cast: Cast) -> dict[str, Any]:
        return self.item()


class TestDeduction(OfSites):
    __test__ = True
    register_key = "deduction"
    change = {"text": "方案没有审批"}

    def make(self, cast: Cast) -> dict[str, Any]:
        item = cast.does(self.maker, "item", "create", **self.item()).record
        return {"item": item, "text": "没有方案", "how": "once", "marks": "10", "basis_state": "open"}
