"""Words that reach the house beside the fields: opinions, reasons, signatures, titles, names, addresses, acts that are kept."""

import json
from typing import Any

import pytest
from django.db import transaction

from .hostile import PAYLOADS, broken, running
from .visitor import verbs
from .world import World

pytestmark = pytest.mark.slow
BESIDE = ("opinion", "item", "answer", "category", "signed_by", "checker", "hazard")
ASKED = (
    *(
        "q",
        "kind",
        "tab",
        "order",
        "size",
        "page",
        "month",
        "by",
        "area",
        "list",
        "read",
        "a",
        "b",
        "class",
        "item",
        "level",
    ),
    *(
        "start",
        "format",
        "pdf",
        "back",
        "title",
        "at_from",
        "state",
        "unit",
        "ids",
        "parent",
        "path",
        "f.state",
        "next",
        "portal",
        "way",
        "do",
    ),
)
PLACES = {
    "owner": ("ledger/", "history/", "help/", "compare/", "selfcheck-new/", "notice/", "photos/new/"),
    "office": ("hazards/", "missing/", "accounts/", "log/", "hazards/export/", "hazards/print/"),
}
HOUSE = (
    "/people/sign-in/",
    "/people/sign-in/sms/",
    "/people/sign-in/scan/",
    "/web/inbox/",
    "/web/reminders/",
    "/web/figures/hazards-self/",
    "/areas/",
    "/doors/pick/hazard/item/",
)


def tried(call: Any, url: str, *args: Any, **more: Any) -> Any:
    """An answer; what it did is taken back when the door broke, so that the next is still asked in order."""
    with transaction.atomic():
        answer = call(url, *args, **more)
        transaction.set_rollback(answer.status_code >= 500)
    return answer


@pytest.mark.parametrize("what", ["nothing", "half", "no character", "script"])
@pytest.mark.parametrize("member", ["owner", "office"])
def test_a_verb_takes_no_harm_from_what_is_sent_along(world: World, member: str, what: str) -> None:
    text, faults, kept = PAYLOADS[what], [], 0
    client, key = world.client(member), world.cast.token(member)
    for case in (c for c in world.cases if c.pk in world.rows[member][c.key]):
        said = {n: text for n in (*BESIDE, *case.tests.register.specs)}
        for verb in ["", *verbs(case.key)]:
            body = json.dumps({"values": said, "base_version": None if verb else 99, "keep": True})
            url = f"/api/v1/{case.key}/{case.pk}/{verb}{'/' if verb else ''}"
            call = client.post if verb else client.patch
            answer = tried(call, url, body, content_type="application/json", HTTP_AUTHORIZATION=key)
            kept += answer.status_code in (403, 409)
            if answer.status_code >= 500:
                faults.append(f"{url}: {broken(answer)}")
    page = client.get("/web/waiting/")
    if page.status_code != 200:
        faults.append(f"/web/waiting/: {broken(page)}")
    else:
        faults += running(page.content.decode())
    # What the database can't hold is refused whole and never waits.
    assert bool(kept) == (what not in ("nothing", "half")), f"{kept} were kept for a person to decide"
    assert not faults, "\n".join(dict.fromkeys(faults))


@pytest.mark.parametrize("what", ["nothing", "no character", "script", "long"])
def test_a_post_outside_the_registers_takes_no_harm(world: World, what: str) -> None:
    text, faults = PAYLOADS[what], []
    sheet = f"/self_check/selfcheck-new/{next(c.pk for c in world.cases if c.name == 'TestSelfCheck')}/screen/"
    category = world.cast.does("office", "category", "create", standard=_draft(world), code="Z", name="丙").record
    task = next((t for t in _tasks(world)), 0)
    for member, url, said in (
        ("owner", sheet, {"do": "rest", "category": category, "signed_by": text}), ("owner", sheet, {"do": "save", "checker": text}),
        ("owner", sheet, {"do": "rest", "category": _first_class(world), "signed_by": text}),
        ("owner", "/self_check/quick/", {"problem": text, "place": text, "photos": text}),
        ("owner", "/people/tokens/", {"title": text}), ("owner", "/people/password/", {"old": text, "new": text, "again": text}),
        ("owner", "/people/sessions/", {"session": text}), ("owner", "/web/waiting/", {"act": text}),
        ("office", f"/web/inbox/{task}/hand-over/", {"to": text, "reason": text}),
        ("office", f"/web/inbox/{task}/hand-over/", {"to": world.cast.department.organisation_id, "reason": text}),
        ("office", "/web/brief/make/", {"start": text, "end": text}), ("platform", "/self_check/flow-settings/", {"step": text}),
        ("nobody", "/people/sign-in/", {"username": text, "password": text, "captcha_0": text, "captcha_1": text, "next": text}),
        ("nobody", "/people/forgot/", {"username": text, "phone": text, "code": text, "captcha_0": text, "captcha_1": text}),
        ("nobody", "/people/sign-in/sms/", {"phone": text, "captcha_0": text, "captcha_1": text}),
        ("nobody", "/people/sign-in/sms/", {"code": text}), ("nobody", "/people/sign-in/sms/pick/", {"user": text}),
        ("nobody", "/people/sign-in/scan/", {"next": text}), ("owner", "/people/scan/x/", {"do": text}),
        ("owner", "/people/phone/", {"phone": text, "captcha_0": text, "captcha_1": text}),
        ("owner", "/people/phone/", {"code": text, "password": text}), ("owner", "/people/phone/", {"remove": text, "password": text}),
        ("nobody", "/join/construction/", {"phone": text, "captcha_0": text, "captcha_1": text}), ("nobody", "/join/construction/", {"code": text}),
        ("nobody", "/join/construction/details/", {"act": text, "code": text}), ("nobody", "/join/construction/check/", {"name": "code", "value": text}),
        ("nobody", "/join/construction/forgot/", {"code": text, "contact": text, "citizen_id": text, "phone": text}),
        ("nobody", "/people/new-password/", {"username": text, "code": text, "new": text, "again": text}),
    ):  # fmt: skip
        answer = tried(world.client(member).post, url, said)
        if answer.status_code >= 500:
            faults.append(f"{member} {url}: {broken(answer)}")
        elif answer.status_code == 422:
            faults += running(answer.content.decode())
    assert not faults, "\n".join(faults)


def _draft(world: World) -> int:
    return next(c.pk for c in world.cases if c.name == "TestCheckStandard")


def _first_class(world: World) -> int:
    from anlan.domain.standard.models import Item

    item = Item.objects.filter(state="published").first() or Item.objects.earliest("pk")
    return int(item.category_id)


def _tasks(world: World) -> list[int]:
    from anlan.kernel.flow.models import Task

    return list(
        Task.objects.filter(organisation=world.cast.office.organisation_id, lead=True).values_list("pk", flat=True)
    )


@pytest.mark.parametrize("what", ["nothing", "no character", "script", "wild", "long"])
@pytest.mark.parametrize("member", PLACES)
def test_an_address_takes_anything(world: World, member: str, what: str) -> None:
    text, client, faults = PAYLOADS[what][:200], world.client(member), []
    # One bad condition may spare the rest from being looked at, so the worst of them is sent in each place alone.
    sent = [{name: text} for name in ASKED] if what == "nothing" else [{name: text for name in ASKED}, {"q": text}]
    for url in (*(f"/self_check/{u}" for u in PLACES[member]), *HOUSE):
        for asked in sent:
            answer = tried(client.get, url, asked)
            if answer.status_code >= 500:
                faults.append(f"{member} {url}?{'&'.join(asked)}: {broken(answer)}")
            elif answer.status_code == 200 and "html" in answer["Content-Type"]:
                faults += [f"{url}: {one}" for one in running(answer.content.decode())]
    assert not faults, "\n".join(dict.fromkeys(faults))
