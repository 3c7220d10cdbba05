"""The doors of portal pages that show: lists, sheets, records, screens."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl
from django.db import models
from django.utils import timezone

from anlan.kernel.doors.portal import Page, Screen
from anlan.kernel.register.spec import Spec

from .cases import MARK, Case
from .visitor import ABSENT, Answer, Visitor, verbs

LIST_DOORS = ("list", "create", "export", "import", "template", "print")
ROW_DOORS = ("detail", "paper", "edit")
A_PAGE = 100
"""Rows on the longest page of a list; of a longer one only the number is compared."""
NAMED = {
    "a={}": ("compare", "selfcheck"), "b={}": ("compare", "selfcheck"), "list=news&read={}": ("help", "article"),
    "item={}&level=major": ("selfcheck-new", "item"), "class={}": ("selfcheck-new", "category"),
}  # fmt: skip
"""Rows that an address may name beside its path: (screen that reads it, register). The screen that reads it is asked for every
row, each other one for a row that is not the visitor's."""
WALKED = {
    "lists": {f"page:{d}" for d in (*LIST_DOORS, "progress", "errors")},
    "records": {f"page:{d}" for d in (*ROW_DOORS, "move")},
    "screens": {"page:list", "page:screen", "page:portal"},
}


def lists(v: Visitor) -> None:
    """Every list with its numbers, conditions, search and sheets; of a page that is not the visitor's, nothing."""
    for portal, page, open_ in v.pages():
        if not isinstance(page, Page):
            continue
        job = [("progress", v.world.job), ("errors", v.world.job)]
        if not open_:
            for door, *args in [*((d,) for d in LIST_DOORS), *job]:
                answer = v.ask(page.url(portal, door, *args))
                v.expect(answer.status in v.gone, f"{answer.url}: {answer.status} of a page that is not in the menu")
            continue
        assert v.seat is not None
        mine = set(page.rows(v.seat).values_list("pk", flat=True))
        url = page.url(portal)
        if "list" not in page.register.pages:
            _narrowed(v, page, url, mine)
        _sheets(v, page, portal, mine)
        for door, number in job:
            answer = v.ask(page.url(portal, door, number))
            own = v.name == "office" and page.slug == v.world.job_page and door == "progress"
            v.expect(answer.status == (200 if own else 404), f"{answer.url}: {answer.status} of an import")


def _shows(v: Visitor, answer: Answer, mine: set[int], what: str = "") -> None:
    """Only one's own rows, and the number given is theirs."""
    v.expect(answer.status == 200, f"{answer.url}: {answer.status}")
    v.expect(answer.ids <= mine, f"{answer.url}: rows {answer.ids - mine} of others")
    v.expect(answer.total == len(answer.ids), f"{answer.url}: says {answer.total}, shows {len(answer.ids)}{what}")


def _narrowed(v: Visitor, page: Page, url: str, mine: set[int]) -> None:
    answer = v.ask(url + "?size=100")
    if len(mine) > A_PAGE:
        v.expect(answer.total == len(mine) and answer.ids <= mine, f"{url}: says {answer.total} of {len(mine)}")
        return
    _shows(v, answer, mine)
    v.expect(answer.ids == mine, f"{url}: {mine - answer.ids} missing")
    for order in page.order or page.register.order:
        v.expect(v.ask(f"{url}?size=100&order={order}").ids == mine, f"{url}: other rows when sorted by {order}")
    cases = v.world.of(page.register_key)
    # The API tries every row with every condition; here one that is the visitor's and one that is not.
    few = [next((c for c in cases if (c.pk in mine) == own), None) for own in (True, False)]
    for case in (c for c in few if c is not None):
        row = case.row
        for asked, sure in [
            *searches(page, row),
            *conditions(page, row),
            (f"f.{row._meta.pk.attname}={case.pk}", True),
        ]:
            answer = v.ask(f"{url}?size=100&{asked}")
            _shows(v, answer, mine, " to a condition")
            if sure:
                v.expect((case.pk in answer.ids) == (case.pk in mine), f"{answer.url}: {answer.ids} of {mine}")


def searches(page: Page, row: Any) -> list[tuple[str, bool]]:
    """The marks that a free search should find a row by."""
    texts = [str(getattr(row, c)) for c in page.register.search if "__" not in c and c not in ("initials", "code")]
    return [(f"q={one}", True) for text in texts for one in MARK.findall(text)[:1]]


def conditions(page: Page, row: Any) -> list[tuple[str, bool]]:
    """(a condition that the row meets, does the visitor's own row surely show by it?) for each declared filter."""
    found = []
    for name in page.filters or page.register.filters:
        spec = page.register.spec(name)
        value = getattr(row, spec.column.attname)
        if value not in (None, "", []) and (asked := condition_of(spec, value)):
            found.append((asked, spec.kind != "pick"))
    return found


def condition_of(spec: Spec, value: Any) -> str:
    if isinstance(spec.column, models.DateField):
        day = timezone.localtime(value).date() if isinstance(value, datetime) else value
        return f"{spec.name}_from={day}&{spec.name}_to={day}" if isinstance(day, date) else ""
    if isinstance(value, bool):
        return f"{spec.name}={'true' if value else 'false'}"
    return f"{spec.name}={value[0] if isinstance(value, list) else value}"


def _sheets(v: Visitor, page: Page, portal: str, mine: set[int]) -> None:
    assert v.seat is not None
    may = {verb: v.seat.may(page.register.permission(verb)) for verb in ("export", "import", "create")}
    answer = v.ask(page.url(portal, "export"), verb="export")
    v.expect(answer.status == (200 if may["export"] else 404), f"{answer.url}: {answer.status}")
    wanted = {c.pk for c in v.world.of(page.register_key)}
    if may["export"]:
        v.expect(lines(answer) == len(mine), f"{answer.url}: {lines(answer)} lines for {len(mine)} rows")
    if may["export"] and wanted:
        ticked = v.ask(page.url(portal, "export") + "?" + "&".join(f"ids={pk}" for pk in wanted), verb="export")
        v.expect(lines(ticked) == len(wanted & mine), f"{ticked.url}: {lines(ticked)} lines")
    answer = v.ask(page.url(portal, "print"), verb="print")
    v.expect(answer.status == 200 and answer.total == len(mine), f"{answer.url}: {answer.total} of {len(mine)}")
    for door in ("import", "template"):
        answer = v.ask(page.url(portal, door), verb="import")
        v.expect(answer.status == (200 if may["import"] else 404), f"{answer.url}: {answer.status}")
    answer = v.ask(page.url(portal, "create"), verb="create")
    v.expect(answer.status == (200 if may["create"] else 403), f"{answer.url}: {answer.status}")


def lines(answer: Answer) -> int:
    """How many rows a sheet holds."""
    return int(openpyxl.load_workbook(io.BytesIO(answer.body)).active.max_row) - 1


def records(v: Visitor) -> None:
    """Every row by every page that could show it; a stranger's row by every move on one page and by one move on others,
    since which rows a move finds does not hang on the page's other conditions. A page that is not in the menu is not there
    before any row is looked for: one row tells, the visitor's own if there is one."""
    once: set[str] = set()
    for portal, page, open_ in v.pages():
        if not isinstance(page, Page):
            continue
        absent: dict[str, Answer] = {}
        moves = [("move", (verb,)) for verb in verbs(page.register_key)]
        doors: list[tuple[str, tuple[str, ...]]] = [*((d, ()) for d in ROW_DOORS), *moves]
        few = len(doors) if open_ and page.register_key not in once else len(ROW_DOORS) + 1
        once |= {page.register_key} if open_ else set()
        cases = sorted(v.world.of(page.register_key), key=lambda case: not v.holds(case))
        for case in cases if open_ else cases[:1]:
            here = open_ and v.seat is not None and page.rows(v.seat).filter(pk=case.pk).exists()
            for door, args in doors if here else doors[:few]:
                answer = v.ask(page.url(portal, door, case.pk, *args), verb=args[0] if args else door)
                # A page of its own for a move asks for the row, not for the slice of the page.
                if here or (v.holds(case) and open_ and f"move:{args[0] if args else ''}" in page.register.pages):
                    _record(v, case, door, answer)
                    continue
                v.expect(answer.status in v.gone, f"{answer.url}: {answer.status}")
                what = f"{door} {args}"
                absent.setdefault(what, v.ask(page.url(portal, door, ABSENT, *args)))
                v.same_as_absent(answer, case.pk, absent[what])


def _record(v: Visitor, case: Case, door: str, answer: Answer) -> None:
    fitting = {"detail": {200}, "paper": {200}, "edit": {200, 302, 403}, "move": {200, 302, 403}}[door]
    v.expect(answer.status in fitting, f"{answer.url}: {answer.status} to who holds the row")
    if door in ("detail", "paper"):
        held = {m for m, held in v.world.holders.items() if case.pk in held.get(case.key, set())}
        own = {m for m in held if m.startswith(f"KQXJ{case.number:03d}")}
        v.expect(not own or bool(own & set(MARK.findall(answer.text))), f"{answer.url}: nothing of the row is shown")


def _named(v: Visitor, page: Screen, url: str, asked: str) -> None:
    slug, key = NAMED[asked]
    cases = v.world.of(key)
    foreign = [case for case in cases if not v.holds(case)]
    for case in cases if slug == page.slug else foreign[:1]:
        there = v.ask(f"{url}?{asked.format(case.pk)}")
        if slug == page.slug and case in foreign:
            v.same_as_absent(there, case.pk, v.ask(f"{url}?{asked.format(ABSENT)}"))


def screens(v: Visitor) -> None:
    """Every page no Register can say, bare and with the id of any row there is."""
    ids = sorted({case.pk for case in v.world.cases})
    for portal, page, open_ in v.pages():
        if not isinstance(page, Screen):
            if open_:
                v.expect(v.ask(f"/{portal}/{page.slug}/1/screen/").status == 404, f"{page.slug} is no screen")
            continue
        answer = v.ask(page.url(portal))
        fine = {200, 302, 403, 404, 409} if open_ else v.gone
        v.expect(answer.status in fine, f"{answer.url}: {answer.status}")
        absent = v.ask(f"/{portal}/{page.slug}/{ABSENT}/screen/")
        v.expect(absent.status in v.gone | ({403} if open_ else set()), f"{absent.url}: {absent.status}")
        for asked in NAMED if open_ else ():
            _named(v, page, page.url(portal), asked)
        # A screen that is of no row has no such address: one id tells.
        for pk in ids if open_ and page.of_a_row else ids[:1]:
            answer = v.ask(f"/{portal}/{page.slug}/{pk}/screen/")
            v.expect(answer.status in fine, f"{answer.url}: {answer.status}")
    for portal in {p for p, _, _ in v.pages()} | {"nowhere"}:
        answer = v.ask(f"/{portal}/")
        home = v.seat is not None and v.seat.role.portal == portal
        # Who belongs to another portal is led to his own home; an entrance that is not there answers like none.
        led = answer.raw.headers.get("Location") == "/web/home/"
        elsewhere = led if v.seat is not None and portal != "nowhere" else answer.status in v.gone
        v.expect(answer.status == 200 if home else elsewhere, f"{answer.url}: {answer.status}")
