"""What every page view needs: the seat, the portal, and one way to answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as django_render

from anlan.kernel.people.newcomers import standing_of

from .envelope import with_claimed_time
from .portal import Page, Portal, Screen, front_portal, portal


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Renders a page; an htmx request for a part gets the same template and takes what it selects."""
    return django_render(request, template, context or {}, status=status)


def portal_of(request: Any) -> Portal:
    """The portal of the address, else that of the seat's role, else the one asked for, else the house's own."""
    chosen = getattr(request, "portal", None)
    if chosen is None and request.seat is not None:
        chosen = portal(request.seat.role.portal)
    return chosen or portal_asked(request) or front_portal()


def portal_asked(request: Any) -> Portal | None:
    """The portal that an address of signing in names: by ``?portal=``, else as the one that ``?next=`` leads into."""
    keys = request.GET.get("portal", ""), request.GET.get("next", "").strip("/").split("/")[0]
    return next((found for key in keys if (found := portal(key))), None)


def signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Only for people with a seat; others are led to sign in."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.seat is None:
            told = standing_of(request.user)
            request.portal = portal(told.portal) if told else None
            return render(request, "people/no_seat.html", {"told": told}, status=200 if told else 403)
        return with_claimed_time(view, request, *args, **kwargs)

    return guarded


def page_view(view: Callable[..., Any]) -> Callable[..., Any]:
    """Finds the portal and the page of an address; a page that is not the seat's is not there (404)."""

    @wraps(view)
    @signed_in
    def guarded(request: Any, portal_key: str, slug: str, *args: Any, **kwargs: Any) -> Any:
        found = portal(portal_key)
        item = found.pages.get(slug) if found else None
        if found is None or item is None or request.seat.role.portal != found.key or not item.open_to(request.seat):
            raise Http404
        request.portal, request.page = found, item
        return view(request, item, *args, **kwargs)

    return guarded


def only_register(item: Page | Screen) -> Page:
    """The doors below a list exist only for pages of a Register."""
    if not isinstance(item, Page):
        raise Http404
    return item


def one_row(page: Page, seat: Any, pk: int) -> Any:
    """A row of the page, or 404: a stranger's row and no row answer alike."""
    row = related(page.register, page.rows(seat)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def related(register: Any, rows: Any) -> Any:
    """Brings the foreign keys that labels and desks look at along in one query."""
    names = [c.name for c in register.model._meta.concrete_fields if c.is_relation]
    return rows.select_related(*names)
