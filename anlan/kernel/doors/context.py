"""What every template knows."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Value
from django.template.backends.utils import csrf_input

from anlan.kernel import notice
from anlan.kernel.flow import desk

from .pages import portal_of

_unread: list[Any] = []


def unread_rows(find: Any) -> Any:
    """Lets a subject say which 公告通知 a seat has not read."""
    _unread.append(find)
    return find


def badges_of(seat: Any) -> dict[str, int]:
    """The three counts of the top bar, asked in one question."""
    asked = {"inbox": desk.inbox(seat), "reminders": notice.unread(seat)}
    asked |= {f"notices{i}": unread(seat) for i, unread in enumerate(_unread)}
    parts = [_counted(name, rows) for name, rows in asked.items()]
    found = dict(parts[0].union(*parts[1:], all=True).values_list("name", "n"))
    notices = sum(n for name, n in found.items() if name.startswith("notices"))
    return {"inbox": found.get("inbox", 0), "notices": notices, "reminders": found.get("reminders", 0)}


def _counted(name: str, rows: Any) -> Any:
    return rows.order_by().annotate(name=Value(name)).values("name").annotate(n=Count("pk")).values_list("name", "n")


def page_context(request: Any) -> dict[str, Any]:
    """portal, menu, seat, seats, badges, messages, demo."""
    found = portal_of(request)
    seat = getattr(request, "seat", None)
    context: dict[str, Any] = {"portal": found, "demo": settings.DEMO, "seat": seat, "messages": take_messages(request)}
    context["user"] = request.user
    # A colon and a port: the page's own host, which only the browser knows.
    context["live"] = settings.LIVE_URL or (f":{settings.LIVE_PORT}" if settings.LIVE_PORT else "")
    context["kept_offline"] = getattr(getattr(request, "page", None), "offline", False)
    # Masked once a page, not once for each of its buttons.
    context["csrf_input"] = csrf_input(request)
    if seat is not None and "badges" not in context and not request.headers.get("HX-Request"):
        here = getattr(getattr(request, "page", None), "slug", "")
        context |= {
            "menu": found.menu(seat, here or ("" if request.path.endswith("/home/") else "-")),
            "seats": [s for s in request.seats if s.pk != seat.pk],
            "badges": badges_of(seat),
        }
    return context


def tell(request: Any, level: str, text: str) -> None:
    """Leaves a sentence for the next page: success, info, warning or error."""
    request.session.setdefault("messages", []).append({"level": level, "text": text})
    request.session.modified = True


def take_messages(request: Any) -> list[dict[str, str]]:
    """The sentences left for this page; each is shown once."""
    if not hasattr(request, "session") or "messages" not in request.session:
        return []
    return list(request.session.pop("messages"))
