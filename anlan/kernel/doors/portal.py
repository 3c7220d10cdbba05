"""A portal: menu, roles and words of one system over shared records. Data, like a Register."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from anlan.kernel.register import registry
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Section
from anlan.kernel.scope.aside import meeting
from anlan.kernel.tally import tally

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


ROW = 9_007_199_254_740_991
OWN = "@own"
"""In ``Page.where``: the organisation of whoever looks."""


@lru_cache(maxsize=4096)
def _pattern(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def address(name: str, *args: Any) -> str:
    """``reverse`` for addresses of which a page holds a hundred: resolved once, the row's number filled in."""
    numbers = [a for a in args if isinstance(a, int)]
    if len(numbers) != 1:
        return _pattern(name, *args)
    return _pattern(name, *(ROW if isinstance(a, int) else a for a in args)).replace(str(ROW), str(numbers[0]))


@dataclass(frozen=True)
class Page:
    """A slice of a Register: title, fixed condition, columns, conditions and buttons, in that manual's words.

    ``where``: a fixed condition (keyword lookups). ``top``: buttons above the list (create import export print, or the slug
    of a screen). ``row``: buttons of a row (change, moves, actions). ``words``: other labels for columns, fields and
    buttons. ``tones``: a button's look. ``audience``: unit, authority or both, or the keys of the roles whose page it is,
    with spaces between. ``menu``: whether menu and tabs show it. ``sections``: the titles of the sections that form and
    detail show, () for all. A new row made here has what ``where`` says of the fields it would ask for. ``words``
    may also say what is told once a row is ``saved``, and with a word for ``upload`` files are sent by a button of that
    name, not as soon as they are chosen.
    """

    slug: str
    title: str
    register_key: str
    where: dict[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    top: tuple[str, ...] = ("create", "import", "export", "print")
    row: tuple[str, ...] = ("change",)
    words: dict[str, str] = field(default_factory=dict)
    tones: dict[str, str] = field(default_factory=dict)
    audience: str = "both"
    icon: str = "list"
    empty: str = ""
    menu: bool = True
    sections: tuple[str, ...] = ()
    offline: bool = False

    @property
    def register(self) -> Register:
        """The Register it is a slice of."""
        return registry.register(self.register_key)

    def rows(self, seat: "Seat") -> QuerySet[Any]:
        """The rows of this slice that are the seat's."""
        return self.register.rows(seat).filter(**self.where_of(seat))

    def where_of(self, seat: "Seat") -> dict[str, Any]:
        """The fixed condition for a seat."""
        return {name: seat.organisation_id if value == OWN else value for name, value in self.where.items()}

    def count(self, seat: "Seat", where: dict[str, Any]) -> int:
        """How many of the seat's rows of this slice also meet ``where``."""
        told = None
        if not self.where.keys() & where.keys():
            told = tally.total(self.register, seat, self.where_of(seat) | where)
        return self.rows(seat).filter(*(meeting(*one) for one in where.items())).count() if told is None else told

    def open_to(self, seat: "Seat") -> bool:
        """Is this page in the seat's menu?"""
        return audience_fits(self.audience, seat) and seat.may(f"{self.register_key}.view")

    def shown_sections(self) -> list[Section]:
        """The sections of the Register that this page shows."""
        return [s for s in self.register.sections if not self.sections or s.title in self.sections]

    def url(self, portal: str, door: str = "list", *args: Any) -> str:
        """The address of one of its doors."""
        return address(f"page:{door}", portal, self.slug, *args)

    def word(self, name: str, default: str) -> str:
        """This portal's word for a column, field or button."""
        return self.words.get(name, default)


@dataclass(frozen=True)
class Screen:
    """A page no Register can say: an ordinary view ``view(request, screen)``; it starts at ``rows(seat)``.

    ``offline``: whoever has opened it once can open it again without signal.
    """

    slug: str
    title: str
    view: Callable[..., Any]
    permission: str = ""
    audience: str = "both"
    icon: str = "list"
    menu: bool = True
    tone: str = ""
    offline: bool = False

    def open_to(self, seat: "Seat") -> bool:
        """Is this page in the seat's menu?"""
        return audience_fits(self.audience, seat) and (not self.permission or seat.may(self.permission))

    @cached_property
    def of_a_row(self) -> bool:
        """Does its view take the id of a row (``pk``)?"""
        return "pk" in signature(self.view).parameters

    @cached_property
    def needs_a_row(self) -> bool:
        """Is it nothing without a row?"""
        row = signature(self.view).parameters.get("pk")
        return row is not None and row.default is Parameter.empty

    def url(self, portal: str, door: str = "list", *args: Any) -> str:
        """Its address; with the id of a row, its address for that row."""
        return address("page:screen" if args else "page:list", portal, self.slug, *args)


def audience_fits(audience: str, seat: "Seat") -> bool:
    """Does a page for units, authorities or some roles fit this seat?"""
    if audience in ("unit", "authority"):
        return (audience == "authority") == seat.is_authority
    return audience == "both" or seat.role.key in audience.split()


@dataclass(frozen=True)
class Group:
    """A module of the menu; its pages are tabs of one another. ``buttons`` are slugs shown at the right of the tabs.

    ``keeps``: a search condition that stays as it is when one goes from tab to tab.
    """

    title: str
    items: tuple[Page | Screen, ...]
    icon: str = "list"
    buttons: tuple[str, ...] = ()
    one_entry: bool = False
    keeps: str = ""


@dataclass(frozen=True)
class RoleSeed:
    """A role as the portal brings it; administrators may change it later. ``duty``: which of 三员 it is, if any."""

    key: str
    title: str
    kinds: tuple[str, ...]
    permissions: tuple[str, ...]
    duty: str = ""


def audience(*roles: str) -> str:
    """Whose page it is, by the keys of roles, as ``Page`` and ``Screen`` take it."""
    return " ".join(roles)


Rights = dict[str, tuple[str, ...]]
"""What each role may do with a subject, by the role's key."""


def role_seeds(titles: Mapping[str, tuple[str, tuple[str, ...]]], subjects: Iterable[Rights]) -> tuple[RoleSeed, ...]:
    """Roles by key (title and kinds of organisation), each with what all subjects of its portal together let it do."""
    rights: dict[str, dict[str, None]] = {key: {} for key in titles}
    for subject in subjects:
        for key, permissions in subject.items():
            rights[key] |= dict.fromkeys(permissions)
    return tuple(RoleSeed(key, title, kinds, tuple(rights[key])) for key, (title, kinds) in titles.items())


@dataclass(frozen=True)
class Entrance:
    """What a portal says to who is not in yet.

    ``name_help``: what the user name is here. ``links``: (label, name of an address that takes the portal's key), such as
    where a firm registers itself. ``forgot``: such an address in place of the house's own for a forgotten password.
    """

    name_help: str = "单位全称"
    links: tuple[tuple[str, str], ...] = ()
    forgot: str = ""


@dataclass(frozen=True)
class Portal:
    """One system: its menu, roles, words and brand.

    ``sign_in``: the way to sign in that its sign-in page shows first; the others are its tabs.
    """

    key: str
    title: str
    brand: str
    groups: tuple[Group, ...]
    roles: tuple[RoleSeed, ...]
    home: tuple[str, ...] = ()
    sign_in: Literal["password", "sms", "scan"] = "password"
    entrance: Entrance = Entrance()

    @cached_property
    def pages(self) -> dict[str, Page | Screen]:
        """All pages by slug."""
        return {item.slug: item for group in self.groups for item in group.items}

    def group_of(self, slug: str) -> Group:
        """The module a page belongs to."""
        return next(g for g in self.groups if any(i.slug == slug for i in g.items))

    def menu(self, seat: "Seat", here: str = "") -> list[dict[str, Any]]:
        """The menu as the templates draw it."""
        home = {"title": "首页", "url": reverse("web:home"), "icon": "home", "active": not here, "badge": 0}
        groups = [("home", [home])]
        for group in self.groups:
            items = [i for i in group.items if i.menu and i.open_to(seat)]
            if group.one_entry and items:
                active = any(i.slug == here for i in group.items)
                groups.append((group.icon, [_item(self.key, items[0], active, group.title, group.icon)]))
            elif items:
                groups.append((group.title, [_item(self.key, i, i.slug == here) for i in items]))
        return _merged(groups)

    def pages_of(self, register: str, seat: "Seat") -> list[Page]:
        """The pages of a Register that are open to a seat, in the order of the menu; those that it leaves out too."""
        items = (i for i in self.pages.values() if isinstance(i, Page) and i.register_key == register)
        return [i for i in items if i.open_to(seat)]

    def page_of(self, register: str, seat: "Seat") -> Page | None:
        """The first of them."""
        return next(iter(self.pages_of(register, seat)), None)

    def page_for(self, register: str, seat: "Seat", pk: Any) -> Page | None:
        """The first of them that shows a row."""
        return next((p for p in self.pages_of(register, seat) if p.rows(seat).filter(pk=pk).exists()), None)

    def new_url(self, register: str, seat: "Seat") -> str:
        """Where a seat enters a new row of a Register; "" where it can't."""
        page = self.page_of(register, seat)
        return page.url(self.key, "create") if page and page.register.create_refused(seat) is None else ""

    def screen_url(self, view: Callable[..., Any], seat: "Seat", *row: int) -> str:
        """The address of the screen with that view, of a row where it takes one; "" where the seat has no such screen."""
        items = (i for i in self.pages.values() if isinstance(i, Screen) and i.view is view)
        return next((i.url(self.key, "screen", *row) for i in items if i.open_to(seat)), "")


def _item(portal: str, item: Page | Screen, active: bool, title: str = "", icon: str = "") -> dict[str, Any]:
    return {
        "title": title or item.title,
        "url": item.url(portal),
        "icon": icon or item.icon,
        "active": active,
        "badge": 0,
    }


def _merged(groups: list[tuple[str, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """Single-entry modules that stand side by side share one heading, so that the menu stays short."""
    merged: list[dict[str, Any]] = []
    for title, items in groups:
        alone = len(items) == 1 and items[0]["icon"] == title
        if alone and merged and merged[-1]["alone"]:
            merged[-1]["items"] += items
        else:
            heading = title if not alone else "其他" if any(one["alone"] for one in merged) else "常用"
            merged.append({"title": heading, "items": list(items), "alone": alone})
    return merged


_portals: dict[str, Portal] = {}


def add_portal(portal: Portal) -> Portal:
    """Makes a portal known."""
    _portals[portal.key] = portal
    return portal


def every_portal() -> list[Portal]:
    """All portals."""
    return list(_portals.values())


def front_portal() -> Portal:
    """Whose brand somebody meets who came by no portal's entrance (``settings.PORTAL``)."""
    return _portals.get(settings.PORTAL) or every_portal()[0]


def portal(key: str) -> Portal | None:
    """The portal of that key."""
    return _portals.get(key)
