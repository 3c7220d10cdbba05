"""The generated walks of 监理文书: a draft, each kind once it is issued, and the answer."""

from typing import Any

from anlan.domain.project.testing import NEAR_WORKS, WorksTests
from anlan.domain.site_supervision.tests.making import KEY, facts_of
from anlan.kernel.testing import Cast


class TestDraftPaper(WorksTests):
    register_key, maker, change = "supervisionpaper", "engineer", {"text": "请补设防护栏杆。"}
    sees = ("engineer",)
    kind = "notice"

    def make(self, cast: Cast) -> dict[str, Any]:
        return facts_of(cast, self.kind, photos=[cast.photo("engineer")])

    def say(self, cast: Cast, action: str) -> dict[str, Any]:
        return {"scans": [cast.photo("engineer", 5)]}

    def twin(self, row: Any, number: int) -> Any:
        row.sequence = None
        return super().twin(row, number)


class TestIssuedPaper(TestDraftPaper):
    change, sees = {}, NEAR_WORKS

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("engineer", KEY, "issue", pk)
        cast.does("engineer", KEY, "file_scan", pk, scans=[cast.photo("engineer", 3)])


class TestStop(TestIssuedPaper):
    kind = "stop"


class TestReport(TestIssuedPaper):
    kind, sees = "report", ("builder", "engineer", "bureau", "province")


class TestReply(TestIssuedPaper):
    """The answer is a row of the house, made when the contractor answers."""

    def build(self, cast: Cast) -> Any:
        asked = super().build(cast)
        cast.does("engineer", KEY, "issue", asked)
        text = (
            cast.marked(KEY, {"title": "x", "text": "已补设"})["text"] if hasattr(cast, "marked") else "已补设防护栏杆"
        )
        cast.does("contractor", KEY, "reply", asked, reply_text=text, reply_photos=[cast.photo("contractor", 2)])
        return self.register.model.objects.get(origin_type=KEY, origin_id=asked).pk

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("contractor", KEY, "file_scan", pk, scans=[cast.photo("contractor", 4)])

    def made_by(self, cast: Cast) -> Any:
        return None
