"""The generated walks of this subject's Registers."""

from typing import Any

from anlan.domain.news.models import Notice, NoticeReceipt
from anlan.kernel.clock import jobs
from anlan.kernel.scope.models import Organisation
from anlan.kernel.testing import Cast, RegisterTests
from anlan.kernel.trail.models import Entry

OVERSEERS = ("department", "other_department", "office", "viewer", "bureau")
TOWN = "3204012100"


class TestArticle(RegisterTests):
    """Published for the county: whoever lives or works there reads it."""

    register_key = "article"
    maker = "office"
    sees = ("owner", "colleague", "neighbour", "builder", "locality", "other_locality", *OVERSEERS)
    change = {"title": "改过的标题"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"title": "冬季防火", "kind": "news", "body": "# 防火\n- 清理杂物", "area": "3204012"}

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("office", "article", "publish", pk)


class TestDraftArticle(TestArticle):
    """Not published yet: only who oversees the county."""

    sees = OVERSEERS

    def prepare(self, cast: Cast, pk: int) -> None:
        """Stays a draft."""


class TestNotice(RegisterTests):
    """A draft to the firms of a town."""

    register_key = "notice"
    maker = "office"
    sees = ("locality", *OVERSEERS)
    change = {"title": "改过的通知"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"title": "停电通知", "body": "周五停电", "area": TOWN, "audience": "area", "needs_receipt": "true"}


class TestSentNotice(TestNotice):
    """Sent: the firms that got a receipt see it too, and it can't be changed any more."""

    sees = ("owner", "colleague", "neighbour", "locality", *OVERSEERS)
    change = {}

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("office", "notice", "send", pk)
        jobs.run_waiting()


class TestNoticeReceipt(RegisterTests):
    """A receipt is the receiver's and the sender's, nobody else's."""

    register_key = "noticereceipt"
    maker = "office"
    sees = ("owner", "colleague", "office", "viewer")

    def build(self, cast: Cast) -> Any:
        values = {"title": "停电通知", "body": "周五停电", "area": TOWN, "audience": "area", "needs_receipt": "true"}
        notice = cast.does("office", "notice", "create", **values).record
        cast.does("office", "notice", "send", notice)
        jobs.run_waiting()
        return NoticeReceipt.objects.get(notice=notice, organisation=cast.owner.organisation_id).pk

    def twin(self, row: Any, number: int) -> Any:
        """One receipt a notice and firm: another firm and notice each."""
        row.notice = Notice.objects.create(
            title=f"通知{number}", body="无", area_id=TOWN, state="sent", made_for_id=row.sender_id
        )
        row.organisation = Organisation.objects.create(name=f"某厂{number}", kind="enterprise", area_id=TOWN)
        return super().twin(row, number)

    def test_the_trail_tells_of_it(self, cast: Cast, row: Any) -> None:
        cast.does("owner", "noticereceipt", "read", row.pk)
        entry = Entry.objects.get(register="noticereceipt", record=str(row.pk))
        assert (entry.verb, entry.user_id) == ("read", cast.owner.user_id)
