"""The doors that change something: posted with what is not the visitor's."""

import uuid
from typing import Any

from django.contrib.sessions.backends.db import SessionStore

from anlan.kernel.act.models import Delivered, WaitingAct
from anlan.kernel.doors.portal import Page
from anlan.kernel.flow.models import Task
from anlan.kernel.people.models import ApiToken, UserSession
from anlan.kernel.register import registry
from anlan.kernel.register.spec import Spec
from anlan.kernel.scope.models import Organisation

from .visitor import ABSENT, Visitor, verbs
from .walk_house import NO_FILE, source_of

WALKED = {
    "writes": {"page:create", "page:edit", "page:move", "page:batch", "page:import", "page:progress"},
    "desks": {"web:hand_over", "web:waiting", "people:switch", "people:sessions", "people:tokens", "web:home"},
}
ELSEWHERE = ("https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)")


def writes(v: Visitor) -> None:
    """Moves, changes and new rows, on one page of each register; of a page that is not in the menu, nothing."""
    once: set[str] = set()
    for portal, page, open_ in v.pages():
        if not isinstance(page, Page):
            continue
        if not open_ or page.register_key in once:
            case = next(iter(v.world.of(page.register_key)), None)
            if not open_ and case is not None:
                for door, *args in (
                    ("edit", case.pk),
                    ("move", case.pk, "change"),
                    ("batch", "press"),
                    ("create",),
                    ("import",),
                ):
                    answer = v.ask(page.url(portal, door, *args), {"ids": case.pk}, verb="forge")
                    v.expect(answer.status in v.gone, f"post {answer.url}: {answer.status}")
            continue
        once.add(page.register_key)
        _moves(v, portal, page)
        _batches(v, portal, page)
        _forms(v, portal, page)
        job = v.ask(page.url(portal, "progress", v.world.job), {}, verb="import")
        own = v.name == "office" and page.slug == v.world.job_page
        v.expect(job.status == 404 or own, f"post {job.url}: {job.status}")


def _moves(v: Visitor, portal: str, page: Page) -> None:
    """A stranger's row is changed by nobody and moved by nobody, and the refusal says nothing of it."""
    for case in v.world.of(page.register_key):
        held, here = v.holds(case), v.seat is not None and page.rows(v.seat).filter(pk=case.pk).exists()
        before = case.row.version if hasattr(case.row, "version") else 0
        for door, *args in [("edit",), *(("move", verb) for verb in verbs(page.register_key))]:
            said = {
                "opinion": "x",
                "version": before,
                "back": ELSEWHERE[case.pk % 4],
                "photos": NO_FILE,
                "state": "closed",
            }
            answer = v.ask(page.url(portal, door, case.pk, *args), said, verb=args[0] if args else "change")
            if held or here:
                v.expect(answer.status in (200, 302, 403, 404, 409, 422), f"post {answer.url}: {answer.status}")
                v.expect(
                    "evil.example" not in answer.raw.headers.get("Location", ""), f"post {answer.url} leads elsewhere"
                )
                continue
            v.expect(answer.status == 404, f"post {answer.url}: {answer.status}")
            v.same_as_absent(answer, case.pk, v.ask(page.url(portal, door, ABSENT, *args), said, verb="absent"))


def _batches(v: Visitor, portal: str, page: Page) -> None:
    """Ticking rows that are not one's own does what ticking nothing real does."""
    for action in page.register.actions:
        url = page.url(portal, "batch", action.name)
        if not action.batch:
            v.expect(v.ask(url, {"ids": 1}, verb="batch").status == 404, f"{url}: no batch, yet it answers")
            continue
        for case in v.world.of(page.register_key):
            answer = v.ask(url, {"ids": case.pk}, verb="batch", follow=True)
            v.expect(answer.status == 200, f"post {answer.url}: {answer.status}")
            if not v.holds(case):
                absent = v.ask(url, {"ids": ABSENT}, verb="batch", follow=True)
                alike = absent.plain.replace(f"第 {ABSENT} 号", f"第 {case.pk} 号")
                v.expect(answer.plain == alike, f"post {answer.url}: {case.pk} is told from what is not there")
    v.expect(
        v.ask(page.url(portal, "batch", "nothing"), {"ids": 1}, verb="batch").status == 404,
        f"{page.slug}: batch of nothing",
    )


def _forms(v: Visitor, portal: str, page: Page) -> None:
    """Rows and files of others, typed into a form: refused as if they did not exist, and nothing of them is told."""
    assert v.seat is not None
    register, url = page.register, page.url(portal, "create")
    if register.create_refused(v.seat) or "create" in register.pages:
        return
    for spec in register.specs.values():
        for foreign, nothing in _foreign(v, spec):
            for ask in (
                lambda said: v.ask(url, said, verb="create"),
                lambda said: v.ask(url, said, method="get", verb="create"),
            ):
                answer, absent = ask({spec.name: foreign}), ask({spec.name: nothing})
                v.same_as_absent(answer, foreign, absent, nothing)
    for odd in ("x", "\x00", "9" * 30, "[]", "{}"):
        every = {s.name: odd for s in register.specs.values()} | {
            f"{s.name}-count": "9" * 9 for s in register.specs.values()
        }
        v.ask(url, every, verb="create")
        v.ask(url, every, method="get", verb="create")
    taken = Delivered.objects.exclude(user=v.seat.user_id).order_by("-pk").first()
    if taken is not None:
        answer = v.ask(url, {"act": str(taken.uuid)}, verb="create")
        v.expect(answer.status in (404, 422), f"post {url} under somebody else's act: {answer.status}")


def _foreign(v: Visitor, spec: Spec) -> list[tuple[Any, Any]]:
    """(what is there but not the visitor's, what is not there) for a field that names rows or files."""
    if spec.kind == "files":
        others = [pk for pk, key, row in v.world.files.values() if row not in v.world.rows[v.name][key]]
        return [(pk, NO_FILE) for pk in others[:2]]
    source = source_of(registry.register_of(spec.column.model), spec.name) if spec.kind == "pick" else None
    if source is None:
        return []
    others = set(source.model._default_manager.values_list("pk", flat=True)) - v.world.rows[v.name][source.key]
    return [(pk, ABSENT) for pk in sorted(others)[-2:]]


def desks(v: Visitor) -> None:
    """Handing over to whom it is none of, acts and sessions and keys of others, a seat forged into the session."""
    if v.seat is None:
        for url in (
            "/web/inbox/1/hand-over/",
            "/web/waiting/",
            "/people/switch/",
            "/people/sessions/",
            "/people/tokens/",
            "/web/home/",
        ):
            v.expect(v.ask(url, {"act": 1}, verb="forge").status in v.gone, f"post {url}")
        return
    for task in Task.objects.filter(organisation=v.seat.organisation_id, lead=True)[:3]:
        url = f"/web/inbox/{task.pk}/hand-over/"
        if v.ask(url).status != 200:
            continue
        takes = v.ask(url).text
        for place in Organisation.objects.all():
            if f'value="{place.pk}"' not in takes:
                answer = v.ask(url, {"to": place.pk, "reason": "x"}, verb="hand over")
                v.expect(answer.status == 422, f"post {url} to {place}: {answer.status}")
    v.ask(f"/web/inbox/{ABSENT}/hand-over/", {"to": 1, "reason": "x"}, verb="hand over")
    for act in WaitingAct.objects.exclude(seat=v.seat):
        answer = v.ask("/web/waiting/", {"act": act.pk, "do": "drop"}, verb="settle")
        v.expect(answer.status == 404, f"somebody else's waiting act: {answer.status}")
        v.same_as_absent(answer, act.pk, v.ask("/web/waiting/", {"act": ABSENT}, verb="settle"))
    v.ask("/web/waiting/")
    _account(v)


def _account(v: Visitor) -> None:
    assert v.seat is not None
    other = next(s for n, s in v.world.seats.items() if s is not None and s.user_id != v.seat.user_id)
    theirs = UserSession.objects.create(user_id=other.user_id, session_key=uuid.uuid4().hex[:30])
    key = ApiToken.issue(other, "theirs")[0]
    for url, said in (("/people/sessions/", {"session": theirs.pk}), ("/people/tokens/", {"revoke": key.pk})):
        with_it, without = (
            v.ask(url, said, verb="forge", follow=True),
            v.ask(url, {n: ABSENT for n in said}, verb="forge", follow=True),
        )
        v.expect(with_it.plain == without.plain, f"post {url}: somebody else's is told from none")
    store = SessionStore(session_key=v.client.session.session_key)
    own = store["seat"]
    for forged in (other.pk, ABSENT, "x", None):
        store["seat"] = forged
        store.save()
        answer = v.ask("/web/home/", verb="forge")
        v.expect(answer.status == 200, f"a session with seat {forged!r}: {answer.status}")
        shown = f"{other.organisation.name} {other.role.title}"
        v.expect(v.seat.organisation.name in answer.text, f"a session with seat {forged!r} sits elsewhere, {shown}")
    store["seat"] = own
    store.save()
    v.ask("/people/switch/", {"seat": other.pk}, verb="forge")
