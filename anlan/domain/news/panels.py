"""What news puts on the home page: unread counts, the four columns to read, and files to take along."""

from typing import Any

from django.urls import reverse

from anlan.kernel import notice
from anlan.kernel.doors.home import notice_page, panel
from anlan.kernel.doors.pages import portal_of
from anlan.kernel.doors.portal import Page
from anlan.kernel.doors.show import file_views

from .pages import HELP_SLUG, latest, latest_notices, reading_url, with_files
from .sending import unread_notices

COLUMNS = (("news", "新闻动态"), ("policy", "政策法规"), ("spec", "标准规范"), ("faq", "常见问题"))
DOWNLOADS = (("policy", "相关政策"), ("spec", "安全生产标准规范"))
LINES = 5


@panel("messages", "news/panel_messages.html")
def messages(request: Any) -> dict[str, Any]:
    """公告通知 and 系统提醒: how many are unread, and the newest notices."""
    return {
        "notices": unread_notices(request.seat).count(), "reminders": notice.unread(request.seat).count(),
        "lines": latest_notices(request, LINES),
    }  # fmt: skip


@panel("news", "news/panel_news.html")
def columns(request: Any) -> dict[str, Any] | None:
    """新闻动态, 政策法规, 标准规范, 常见问题; nothing for a seat that may not read articles."""
    if not request.seat.may("article.view"):
        return None
    key = portal_of(request).key
    return {
        "columns": [
            {
                "title": title, "more": reading_url(key, kind),
                "lines": [
                    {"title": row.title, "day": row.published_on, "url": reading_url(key, kind, row.pk)}
                    for row in latest(request.seat, kind, LINES)
                ],
            }
            for kind, title in COLUMNS
        ]
    }  # fmt: skip


@panel("downloads", "news/panel_downloads.html")
def downloads(request: Any) -> dict[str, Any] | None:
    """相关政策 and 安全生产标准规范 as files to take along (W-3.1.d, W-3.1.e)."""
    if not request.seat.may("article.view"):
        return None
    found = portal_of(request)
    return {
        "columns": [
            {
                "title": title, "more": reading_url(found.key, kind) if HELP_SLUG in found.pages else "",
                "lines": _files_of(with_files(request.seat, kind, LINES)),
            }
            for kind, title in DOWNLOADS
        ]
    }  # fmt: skip


def _files_of(rows: list[Any]) -> list[dict[str, Any]]:
    """A line for each file, under the article's title; where an article has several, each by its own name."""
    views = {view["id"]: view for view in file_views([i for row in rows for i in row.files])}
    return [
        {
            "title": row.title if len(row.files) == 1 else views[i]["name"], "day": row.published_on,
            "name": views[i]["name"], "url": views[i]["url"],
        }
        for row in rows for i in row.files if i in views
    ][:LINES]  # fmt: skip


@notice_page
def where_notices_are(request: Any) -> str:
    """The seat's own page of 公告通知, else the list in 在线帮助."""
    found = portal_of(request)
    key = "noticereceipt" if request.seat.organisation.is_unit else "notice"
    for item in found.pages.values():
        if isinstance(item, Page) and item.register_key == key and item.open_to(request.seat):
            return item.url(found.key)
    return reading_url(found.key, "notices") if HELP_SLUG in found.pages else reverse("web:home")
