"""Reading: 在线帮助 with its four lists, an article, and a notice that becomes 已读 by being opened."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from anlan.kernel.act.act import Act, Forbidden, Stale, deliver
from anlan.kernel.doors.listing import place, tabs
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.show import file_views, moment_text
from anlan.kernel.register.plain import storable, whole
from anlan.kernel.register.registry import register

from .text import html_of

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

HELP_SLUG = "help"
"""The slug under which a portal puts the ``online_help`` screen; links to articles lead there."""

LISTS = (("news", "新闻动态列表"), ("notices", "公告通知列表"), ("help", "在线帮助列表"), ("faq", "常见问题列表"))
MORE_LISTS = (("policy", "政策法规列表"), ("spec", "标准规范列表"))
A_PAGE = 20


@dataclass(frozen=True)
class Line:
    """One line of a list to read."""

    title: str
    day: str
    url: str
    state: str = ""
    tone: str = ""


def published(seat: "Seat", kind: str) -> QuerySet[Any]:
    """The articles of a kind that a seat reads, the last updated first."""
    return register("article").rows(seat).filter(kind=kind, state="published").order_by("-published_on", "-id")


def latest(seat: "Seat", kind: str, n: int = 5) -> list[Any]:
    """The newest articles of a column of the home page, pinned ones first; ``reading_url`` is where each is read."""
    rows = published(seat, kind).only("title", "kind", "published_on", "pinned")
    return list(rows.order_by("-pinned", "-published_on", "-id")[:n])


def with_files(seat: "Seat", kind: str, n: int) -> list[Any]:
    """The newest articles of a kind that bring a file, pinned ones first."""
    rows = published(seat, kind).exclude(files=[]).only("title", "published_on", "pinned", "files")
    return list(rows.order_by("-pinned", "-published_on", "-id")[:n])


def reading_url(portal: str, kind: str, pk: int | None = None) -> str:
    """Where a list, or one article of it, is read."""
    tail = f"&read={pk}" if pk else ""
    return f"{reverse('page:list', args=[portal, HELP_SLUG])}?list={kind}{tail}"


def online_help(request: Any, screen: Any) -> HttpResponse:
    """在线帮助: four buttons at the left; at the right the list, or what was chosen from it."""
    kind = request.GET.get("list", "news")
    titles = dict(LISTS + MORE_LISTS)
    if kind not in titles:
        raise Http404
    asked = request.GET.get("read", "")
    context: dict[str, Any] = {
        "title": screen.title, "tabs": tabs(request, screen), "list_title": titles[kind], "kind": kind,
        "lists": [{"title": t, "url": reading_url(request.portal.key, k), "here": k == kind} for k, t in LISTS],
        "back": reading_url(request.portal.key, kind),
    }  # fmt: skip
    if asked and kind != "notices":
        context["text"] = article_text(request.seat, kind, asked)
    else:
        context |= _page_of(request, kind)
    return render(request, "news/help.html", context)


def article_text(seat: "Seat", kind: str, pk: str) -> dict[str, Any]:
    """An article ready to be read; 404 when it is not the seat's to read."""
    row = published(seat, kind).filter(pk=whole(pk)).first()
    if row is None:
        raise Http404
    facts = [("类别", row.get_kind_display()), ("更新日期", moment_text(row.published_on))]
    return {"title": row.title, "facts": facts, "body": html_of(row.body), "files": file_views(row.files)}


def _page_of(request: Any, kind: str) -> dict[str, Any]:
    """One page of a list, narrowed by title."""
    asked = storable(request.GET.get("q", ""))[:100]
    rows = _notices(request.seat) if kind == "notices" else published(request.seat, kind)
    if asked:
        rows = rows.filter(title__icontains=asked)
    total = rows.count()
    number, pages = place(request, total, A_PAGE)
    shown = rows[(number - 1) * A_PAGE : number * A_PAGE]
    line = _notice_line if kind == "notices" else _article_line
    return {
        "lines": [line(request, row) for row in shown],
        "q": asked,
        "pager": _pager(kind, asked, total, number, pages),
    }


def _notices(seat: "Seat") -> QuerySet[Any]:
    if seat.organisation.is_unit:
        return register("noticereceipt").rows(seat).order_by("-received_at", "-id")
    return register("notice").rows(seat).filter(state="sent").order_by("-sent_at", "-id")


def latest_notices(request: Any, n: int) -> list[Line]:
    """The newest notices of a firm, or those an authority's areas were sent."""
    return [_notice_line(request, row) for row in _notices(request.seat)[:n]]


def _article_line(request: Any, row: Any) -> Line:
    return Line(row.title, moment_text(row.published_on), reading_url(request.portal.key, row.kind, row.pk))


def _notice_line(request: Any, row: Any) -> Line:
    flow = register(row.register_key()).flows[0]
    state = flow.state(row.state)
    url = reverse("doors:go", args=[row.register_key(), row.pk])
    return Line(row.title, moment_text(getattr(row, "received_at", None) or row.sent_at), url, state.label, state.tone)


def _pager(kind: str, asked: str, total: int, number: int, pages: int) -> dict[str, Any]:
    def address(n: int) -> str:
        return "?" + urlencode([("list", kind), *([("q", asked)] if asked else []), ("page", n)])

    near = range(max(1, number - 3), min(pages, number + 3) + 1)
    return {
        "total": total, "pages": [{"n": n, "url": address(n), "here": n == number} for n in near],
        "prev": address(number - 1) if number > 1 else "", "next": address(number + 1) if number < pages else "",
    }  # fmt: skip


def read_notice(request: Any, page: Any, pk: int) -> HttpResponse:
    """A notice as its receiver or its sender sees it. The receiver's opening it makes it 已读."""
    row = one_row(page, request.seat, pk)
    if row.state == "unread" and row.organisation_id == request.seat.organisation_id:
        row = _opened(request, row)
    notice = row.notice
    facts = [
        ("发送单位", row.sender.name if row.sender else "系统"), ("接收单位", row.organisation.name),
        ("接收时间", moment_text(row.received_at)),
        ("状态", row.get_state_display()),
        ("阅读时间", f"{moment_text(row.read_at)} {row.read_by or ''}" if row.read_at else "尚未阅读"),
    ]  # fmt: skip
    text = {"title": notice.title, "facts": facts, "body": html_of(notice.body), "files": file_views(notice.files)}
    context = {
        "page": page, "title": notice.title, "tabs": tabs(request, page), "text": text,
        "back": page.url(request.portal.key), "confirm_url": _confirm_url(request, page, row),
    }  # fmt: skip
    return render(request, "news/notice.html", context)


def _opened(request: HttpRequest, row: Any) -> Any:
    """Delivers the reading. A colleague who opened it in the same moment has read it for the firm."""
    try:
        return deliver(Act(request.seat, "noticereceipt", "read", record=row.pk)).row  # type: ignore[attr-defined]
    except (Forbidden, Stale):
        row.refresh_from_db()
        return row


def _confirm_url(request: Any, page: Any, row: Any) -> str:
    flow, move = register("noticereceipt").find_move("confirm") or (None, None)
    if flow is None or move is None or register("noticereceipt").move_refused(row, request.seat, flow, move):
        return ""
    return str(page.url(request.portal.key, "move", row.pk, "confirm"))
