"""A notice reaches exactly whom it names, once; reading it makes it 已读; who has not read can be pressed."""

from typing import Any

import pytest

from anlan.domain.news.models import Notice, NoticeReceipt
from anlan.domain.news.sending import unread_notices
from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.clock import jobs
from anlan.kernel.notice.models import Reminder
from anlan.kernel.register.registry import register
from anlan.kernel.scope.models import Organisation

ALL = {"湖塘化工有限公司", "湖塘饭店", "牛塘纺织有限公司"}


def sent(seat: Any, **values: Any) -> Notice:
    """A notice that was written, sent and handed out."""
    entered = {"title": "汛期安全", "body": "请检查排水。", "needs_receipt": "否"} | values
    row = deliver(Act(seat, "notice", "create", values=entered)).row
    deliver(Act(seat, "notice", "send", record=row.pk))
    jobs.run_waiting()
    return Notice.objects.get(pk=row.pk)


def receivers(notice: Notice) -> set[str]:
    """Names of the firms that have a receipt."""
    return set(notice.receipts.values_list("organisation__name", flat=True))


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, ALL),
        ({"area": "3204012100"}, {"湖塘化工有限公司", "湖塘饭店"}),
        ({"audience": "kind", "industries": ["textile", "catering"]}, {"湖塘饭店", "牛塘纺织有限公司"}),
        ({"audience": "kind", "firm_kinds": ["dust"]}, {"湖塘化工有限公司"}),
        ({"audience": "kind", "industries": ["textile"], "firm_kinds": ["dust"]}, set()),
        (
            {"audience": "chosen", "firm_names": "湖塘饭店\n 牛塘纺织有限公司 \n湖塘饭店"},
            {"湖塘饭店", "牛塘纺织有限公司"},
        ),
    ],
)
def test_it_reaches_whom_it_names(county: Any, values: dict[str, Any], names: set[str]) -> None:
    notice = sent(county.office, **values)
    assert receivers(notice) == names
    assert notice.received_count == len(names)


def test_a_sender_reaches_no_further_than_its_grants(county: Any) -> None:
    assert receivers(sent(county.department)) == {"湖塘化工有限公司"}
    assert receivers(sent(county.town)) == {"湖塘化工有限公司", "湖塘饭店"}
    with pytest.raises(Refused, match="管辖"):
        deliver(Act(county.town, "notice", "create", values={
            "title": "越级", "body": "x", "needs_receipt": "否", "area": "3204012"}))  # fmt: skip
    with pytest.raises(Refused, match="牛塘纺织有限公司"):
        sent(county.town, audience="chosen", firm_names="湖塘饭店\n牛塘纺织有限公司")


def test_sending_is_heard_once_and_ten_thousand_fit(county: Any) -> None:
    Organisation.objects.bulk_create(
        Organisation(name=f"企业{n}", kind="enterprise", area_id="3204012100", industry="light") for n in range(10_000)
    )
    notice = sent(county.office)
    assert notice.received_count == 10_003
    assert notice.make_receipts() == 10_003
    assert NoticeReceipt.objects.filter(notice=notice).count() == 10_003


def test_reading_counts_once(county: Any) -> None:
    notice = sent(county.office)
    assert unread_notices(county.chemist).count() == 1
    mine = register("noticereceipt").rows(county.chemist).get()
    deliver(Act(county.chemist, "noticereceipt", "read", record=mine.pk))
    mine.refresh_from_db()
    assert (mine.state, mine.read_by_id) == ("read", county.chemist.user_id)
    with pytest.raises(Forbidden):
        deliver(Act(county.chemist, "noticereceipt", "read", record=mine.pk))
    notice.refresh_from_db()
    assert notice.read_count == 1
    assert (unread_notices(county.chemist).count(), unread_notices(county.cook).count()) == (0, 1)


def test_a_receipt_belongs_to_its_receiver_and_its_sender(county: Any) -> None:
    notice = sent(county.office, area="3204012100")
    theirs = notice.receipts.get(organisation=county.chemist.organisation_id)
    with pytest.raises(NotYours):
        deliver(Act(county.cook, "noticereceipt", "read", record=theirs.pk))
    assert register("noticereceipt").rows(county.office).filter(notice=notice).count() == 2
    assert not register("noticereceipt").rows(county.town).exists()
    with pytest.raises(Forbidden, match="接收单位"):
        deliver(Act(county.office, "noticereceipt", "read", record=theirs.pk))
    assert register("notice").rows(county.chemist).filter(pk=notice.pk).exists()
    assert not register("notice").rows(county.weaver).filter(pk=notice.pk).exists()


def test_only_a_notice_that_asks_for_it_is_confirmed(county: Any) -> None:
    for asks in ("是", "否"):
        notice = sent(county.office, title=f"回执{asks}", needs_receipt=asks, area="3204012100")
        mine = notice.receipts.get(organisation=county.cook.organisation_id)
        deliver(Act(county.cook, "noticereceipt", "read", record=mine.pk))
        confirm = Act(county.cook, "noticereceipt", "confirm", record=mine.pk, values={"opinion": "已组织检查"})
        if asks == "是":
            assert deliver(confirm).row.state == "confirmed"
        else:
            with pytest.raises(Forbidden, match="不需要回执"):
                deliver(confirm)


def test_the_unread_are_reminded_once_a_day(county: Any) -> None:
    notice = sent(county.office)
    read = notice.receipts.get(organisation=county.cook.organisation_id)
    deliver(Act(county.cook, "noticereceipt", "read", record=read.pk))
    for _ in range(2):
        deliver(Act(county.office, "notice", "press", record=notice.pk))
        jobs.run_waiting()
    reminded = Reminder.objects.values_list("organisation__name", flat=True)
    assert sorted(reminded) == sorted(ALL - {"湖塘饭店"})
    one = notice.receipts.get(organisation=county.weaver.organisation_id)
    deliver(Act(county.office, "noticereceipt", "press", record=one.pk))
    assert Reminder.objects.count() == 2
    with pytest.raises(Forbidden, match="已阅读"):
        deliver(Act(county.office, "noticereceipt", "press", record=read.pk))


def test_what_was_sent_cannot_be_changed_but_withdrawn(county: Any) -> None:
    notice = sent(county.office)
    with pytest.raises(Forbidden):
        deliver(Act(county.office, "notice", "change", record=notice.pk, values={"title": "改"}))
    with pytest.raises(Forbidden, match="发布单位"):
        deliver(Act(county.department, "notice", "withdraw", record=notice.pk))
    deliver(Act(county.office, "notice", "withdraw", record=notice.pk))
    assert unread_notices(county.chemist).count() == 0
    assert not register("noticereceipt").rows(county.chemist).exists()
    assert not register("notice").rows(county.chemist).exists()
    assert Notice.objects.get(pk=notice.pk).state == "withdrawn"


def test_withdrawn_before_the_receipts_were_made(county: Any) -> None:
    values = {"title": "错发", "body": "x", "needs_receipt": "否"}
    row = deliver(Act(county.office, "notice", "create", values=values)).row
    deliver(Act(county.office, "notice", "send", record=row.pk))
    deliver(Act(county.office, "notice", "withdraw", record=row.pk))
    jobs.run_waiting()
    assert not NoticeReceipt.objects.exists()


def test_nobody_writes_a_receipt_by_hand(county: Any) -> None:
    with pytest.raises(Refused, match="发送公告通知"):
        deliver(Act(county.office, "noticereceipt", "create"))
