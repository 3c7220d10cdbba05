"""Every door of both record types as every member of the cast."""

from typing import Any

from anlan.domain.selfcheck.answering import items_of
from anlan.domain.selfcheck.models import SelfCheck
from anlan.domain.standard.load import load_standard
from anlan.kernel.testing import Cast, RegisterTests

INSIDE = ("owner", "colleague")


class TestSavedSheet(RegisterTests):
    """Until it is reported it stays inside the firm."""

    register_key = "selfcheck"
    sees = INSIDE
    change = {"checker": "赵六"}

    def make(self, cast: Cast) -> dict[str, Any]:
        load_standard("3204012")
        return {}

    def prepare(self, cast: Cast, pk: int) -> None:
        item = next(iter(items_of(SelfCheck.objects.get(pk=pk))))
        cast.does("owner", "selfcheck", "answer", pk, item=item, answer="none")
        cast.does("owner", "selfcheck", "save", pk, checker="张三")


class TestReportedSheet(TestSavedSheet):
    """Then its authorities see it too."""

    sees = RegisterTests.sees
    change = {}

    def prepare(self, cast: Cast, pk: int) -> None:
        super().prepare(cast, pk)
        cast.does("owner", "selfcheck", "report", pk)


class TestUrge(RegisterTests):
    """An authority's reminder; the firm and who may urge it see that it was sent."""

    register_key = "urge"
    maker = "locality"
    sees = (*INSIDE, "locality", "department", "office")

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"unit": cast.owner.organisation_id, "month": "2026-11-01", "text": "请自查"}
