"""The reading pages as a browser gets them: 在线帮助, an article, a notice that becomes 已读 by being opened."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from anlan.domain.news import pages
from anlan.domain.news.models import NoticeReceipt
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import jobs
from anlan.kernel.doors import portal
from anlan.kernel.doors.files import take_in
from anlan.kernel.doors.portal import Group, Page, Portal, Screen
from anlan.kernel.people.models import UserSession
from anlan.kernel.testing import Cast

KEY = "reading"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture
def reading(county: Any) -> Iterator[Any]:
    """The county's people in a portal that has nothing but news."""
    items = (
        Page("notices", "公告通知", "noticereceipt"),
        Screen(pages.HELP_SLUG, "在线帮助", pages.online_help, permission="article.view"),
    )
    portal.add_portal(Portal(KEY, "阅读", "阅读", (Group("在线帮助", items),), (), home=("messages", "news")))
    for seat in (county.office, county.cook, county.weaver):
        seat.role.portal = KEY
        seat.role.save()
    yield county
    del portal._portals[KEY]


def browser(seat: Any) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(seat.user, backend="anlan.kernel.people.backends.NameBackend")
    UserSession.objects.create(user=seat.user, session_key=client.session.session_key)
    return client


def article(seat: Any, **values: Any) -> Any:
    """A published article."""
    entered = {"title": "安全生产月", "kind": "news", "body": "**主题**"} | values
    row = deliver(Act(seat, "article", "create", values=entered)).row
    return deliver(Act(seat, "article", "publish", record=row.pk)).row


def notice(seat: Any, **values: Any) -> Any:
    """A notice in the hands of its receivers."""
    entered = {"title": "汛期安全", "body": "请检查排水。", "needs_receipt": "否"} | values
    row = deliver(Act(seat, "notice", "create", values=entered)).row
    deliver(Act(seat, "notice", "send", record=row.pk))
    jobs.run_waiting()
    return row


def test_online_help_has_its_four_lists_and_the_text(reading: Any) -> None:
    row = article(reading.office)
    cook = browser(reading.cook)
    page = cook.get(f"/{KEY}/help/").content.decode()
    for title in ("新闻动态列表", "公告通知列表", "在线帮助列表", "常见问题列表"):
        assert title in page
    assert "安全生产月" in page
    text = cook.get(pages.reading_url(KEY, "news", row.pk)).content.decode()
    assert "<strong>主题</strong>" in text
    assert cook.get(pages.reading_url(KEY, "faq", row.pk)).status_code == 404
    assert cook.get(f"/{KEY}/help/?list=else").status_code == 404


def test_a_list_is_searched_by_title(reading: Any) -> None:
    article(reading.office, title="高温作业提示")
    article(reading.office, title="消防月活动")
    found = browser(reading.cook).get(f"/{KEY}/help/?list=news&q=高温").content.decode()
    assert "高温作业提示" in found
    assert "消防月活动" not in found


def test_opening_a_notice_makes_it_read(reading: Any) -> None:
    notice(reading.office, area="3204012100")
    receipt = NoticeReceipt.objects.get(organisation=reading.cook.organisation_id)
    cook = browser(reading.cook)
    listed = cook.get(f"/{KEY}/help/?list=notices").content.decode()
    assert "汛期安全" in listed
    assert "未读" in listed
    opened = cook.get(f"/{KEY}/notices/{receipt.pk}/")
    assert "请检查排水。" in opened.content.decode()
    receipt.refresh_from_db()
    assert (receipt.state, receipt.read_by_id) == ("read", reading.cook.user_id)
    assert cook.get(f"/{KEY}/notices/{receipt.pk}/").status_code == 200
    assert browser(reading.weaver).get(f"/{KEY}/notices/{receipt.pk}/").status_code == 404


def test_the_senders_look_does_not_count_as_reading(reading: Any) -> None:
    notice(reading.office, area="3204012100")
    receipt = NoticeReceipt.objects.get(organisation=reading.cook.organisation_id)
    page = browser(reading.office).get(f"/{KEY}/notices/{receipt.pk}/").content.decode()
    assert "尚未阅读" in page
    receipt.refresh_from_db()
    assert receipt.state == "unread"


def test_notices_are_found_by_time_and_title(reading: Any) -> None:
    notice(reading.office, title="汛期安全")
    notice(reading.office, title="冬季防火")
    cook = browser(reading.cook)
    assert "冬季防火" not in cook.get(f"/{KEY}/notices/?title=汛期").content.decode()
    assert "汛期安全" not in cook.get(f"/{KEY}/notices/?received_at_to=2000-01-01").content.decode()


def test_the_home_page_counts_and_leads_on(reading: Any) -> None:
    notice(reading.office)
    row = article(reading.office, kind="policy", title="新法施行")
    cook = browser(reading.cook)
    home = cook.get(f"/{KEY}/").content.decode()
    assert "<strong>1</strong> 条" in home
    assert pages.reading_url(KEY, "policy", row.pk).replace("&", "&amp;") in home
    assert cook.get("/web/notices/").headers["Location"] == f"/{KEY}/notices/"


@pytest.mark.django_db
def test_the_water_home_hands_out_files(cast: Cast) -> None:
    kept = str(take_in("报告时限提要.pdf", PDF, cast.province.user_id).pk)
    for title, files in (("报告时限提要", [kept]), ("没有附件的政策", [])):
        values = {"title": title, "kind": "policy", "body": "提要", "area": "32", "files": files}
        made = cast.does("province", "article", "create", **values).record
        cast.does("province", "article", "publish", made)
    home = cast.browser("engineer").get("/web/home/").content.decode()
    panel = home.split("相关政策", 1)[1]
    assert f'href="/files/{kept}/" download="报告时限提要.pdf"' in panel and "没有附件的政策" not in panel
    assert "还没有可以下载的文件" in panel.split("安全生产标准规范", 1)[1]
    assert cast.browser("engineer").get(f"/files/{kept}/")["Content-Type"] == "application/pdf"
    assert "没有附件的政策" in cast.browser("engineer").get("/water_works/help/?list=policy").content.decode()
