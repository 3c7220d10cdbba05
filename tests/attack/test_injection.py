"""What is typed stays text: by every text field of every register, by form, API and sheet, out of every door."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from anlan.kernel.clock import jobs
from anlan.kernel.clock.models import Job
from anlan.kernel.doors import workbook, xlsx
from anlan.kernel.doors.portal import Page, every_portal
from anlan.kernel.register import registry
from anlan.kernel.register.plain import storable

from .cases import Case, walked_classes
from .hostile import FORMULA, FORMULAS, PAYLOADS, broken, entered, formulas, running, texts
from .world import World

pytestmark = pytest.mark.slow
CHANGED = sorted({c.__name__: c for c in walked_classes() if c.change}.items())
NAMES = [n for n, c in CHANGED if [s for s in texts(c.register_key)]]


def pages_of(case: Case, world: World) -> list[tuple[str, Page]]:
    """The pages of the maker that show the case's row."""
    seat = world.cast.seat(case.tests.maker)
    return [
        (portal.key, page)
        for portal in every_portal()
        for page in portal.pages.values()
        if isinstance(page, Page) and page.register_key == case.key and page.open_to(seat)
        and portal.key == seat.role.portal and page.rows(seat).filter(pk=case.pk).exists()
    ]  # fmt: skip


def read(client: Any, url: str, faults: list[str]) -> bytes:
    """A door's answer, which must come, and in which nothing may run."""
    response = client.get(url)
    body = b"".join(response) if response.streaming else response.content
    if response.status_code >= 500:
        faults.append(f"{url}: {response.status_code} {broken(response)}")
    elif "html" in response.headers.get("Content-Type", ""):
        faults += [f"{url}: {one}" for one in running(body.decode())]
    elif body[:4] == b"PK\x03\x04" and response.headers["Content-Type"] == xlsx.XLSX:
        faults += [f"{url}: {one}" for one in formulas(body)]
    return body


def doors_for(what: str, case: Case, shown: list[tuple[str, Page]]) -> list[str]:
    """Where a payload could do what it is made for: formulas in sheets, marks of HTML in pages, the rest in both."""
    urls = [p.url(k, d) for k, p in shown[:1] for d in ("list", "export")]
    if what in FORMULAS:
        return urls
    urls += [p.url(k, d, case.pk) for k, p in shown[:1] for d in ("detail", "paper", "edit")]
    if what in ("script", "attribute", "markdown"):
        urls += [f"/web/answerability/{case.key}/{case.pk}/", "/web/home/", "/web/inbox/", "/web/reminders/"]
        urls += [p.url(k, "print") for k, p in shown[:1]]
    return urls


@pytest.mark.parametrize("name", NAMES)
def test_every_text_comes_out_as_text(world: World, name: str) -> None:
    case = next(c for c in world.cases if c.name == name)
    client, token = world.client(case.tests.maker), world.cast.token(case.tests.maker)
    faults: list[str] = []
    taken: dict[str, set[str]] = {}
    shown = pages_of(case, world)
    for what, payload in PAYLOADS.items():
        with transaction.atomic():
            taken[what], wrong = entered(client, f"/api/v1/{case.key}/{case.pk}/", case.key, token, payload)
            faults += wrong
            urls = doors_for(what, case, shown)
            for url in urls if taken[what] else ():
                read(client, url, faults)
            stored = " ".join(v for v in vars(case.row).values() if isinstance(v, str))
            assert storable(stored) == stored.strip(), f"{what}: what no database can hold was taken"
            if taken[what]:
                answer = client.get(f"/api/v1/{case.key}/{case.pk}/", HTTP_AUTHORIZATION=token)
                assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
            transaction.set_rollback(True)
    assert not faults, "\n".join(dict.fromkeys(faults))
    assert taken["script"] and taken["equals"], f"{name}: no text took them, so nothing was tried"


@pytest.mark.parametrize("name", sorted({c.__name__ for c in walked_classes()}))
def test_a_form_takes_or_refuses_but_never_breaks(world: World, name: str) -> None:
    case = next(c for c in world.cases if c.name == name)
    seat, client, faults = world.cast.seat(case.tests.maker), world.client(case.tests.maker), []
    if case.tests.register.create_refused(seat):
        pytest.skip("the maker of this row makes none by a form")
    found = [
        (portal.key, p)
        for portal in every_portal()
        for p in portal.pages.values()
        if portal.key == seat.role.portal and isinstance(p, Page) and p.register_key == case.key and p.open_to(seat)
    ]
    for key, page in found[:1]:
        url = page.url(key, "create")
        for payload in (p for p in PAYLOADS.values() if p != PAYLOADS["half"]):
            said = {s.name: payload for s in page.register.specs.values()} | {
                "act": payload,
                "back": payload,
                "version": payload,
            }
            with transaction.atomic():
                answer = client.post(url, said)
                transaction.set_rollback(True)
            # 400: more than a request may bring.
            if answer.status_code not in (302, 422, *([400] if payload == PAYLOADS["long"] else [])):
                faults.append(f"{url} {payload[:20]!r}: {answer.status_code} {broken(answer)}")
            elif answer.status_code == 422:
                faults += [f"{url} {payload[:20]!r}: {one}" for one in running(answer.content.decode())]
    assert not faults, "\n".join(faults)


def importing() -> list[tuple[str, str, str, str]]:
    """(portal, page, register, member) of every page whose sheet somebody of the cast may import."""
    seeds = {r.key: (p.key, set(r.permissions)) for p in every_portal() for r in p.roles}
    units = {"owner": "enterprise_safety_officer", "builder": "works_owner", "contractor": "works_contractor",
             "engineer": "works_engineer", "director": "construction_company", "foreman": "construction_site"}  # fmt: skip
    authorities = {"office": "office_officer", "locality": "locality_officer", "platform": "system_administrator",
                   "bureau": "water_authority", "inspectorate": "construction_authority"}  # fmt: skip
    sides = {"unit": units, "authority": authorities}
    found = {}
    for portal in every_portal():
        for page in (p for p in portal.pages.values() if isinstance(p, Page) and p.register.sections):
            wanted = {f"{page.register_key}.import", f"{page.register_key}.*"}
            fits = sides.get(page.audience, units | authorities)
            named = page.audience.split() if page.audience not in ("both", *sides) else list(seeds)
            able = (
                m
                for m, role in fits.items()
                if role in named and seeds[role][0] == portal.key and wanted & seeds[role][1]
            )
            member = next(able, "")
            if member and page.register_key not in found and not page.register.read_only:
                found[page.register_key] = (portal.key, page.slug, page.register_key, member)
    return sorted(found.values())


@pytest.mark.parametrize(("portal", "slug", "key", "member"), importing())
def test_a_sheet_brings_text_and_gives_text_back(world: World, portal: str, slug: str, key: str, member: str) -> None:
    client, faults = world.client(member), []
    specs = workbook.import_specs(registry.register(key), world.cast.seat(member))
    book = openpyxl.Workbook()
    book.active.append([s.label for s in specs])
    # What openpyxl itself would not write down cannot come in a sheet.
    for payload in (p for n, p in PAYLOADS.items() if n not in ("nothing", "bell", "no character", "half", "long")):
        book.active.append([payload] * len(specs))
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    book.active.append(["=1+1"] * len(specs))
    book.save(out := io.BytesIO())
    answer = client.post(f"/{portal}/{slug}/import/", {"file": SimpleUploadedFile("=1+1.xlsx", out.getvalue())})
    assert answer.status_code == 302, answer.content.decode()[-500:]
    jobs.run_waiting()
    state = Job.objects.filter(kind="check-sheet").latest("pk").progress
    assert state.get("checked"), state
    read(client, answer["Location"], faults)
    body = read(client, answer["Location"] + "errors/", faults)
    assert not state["file"] or body[:2] == b"PK", "the marked copy is missing"
    client.post(answer["Location"])
    jobs.run_waiting()
    for door in ("", "print/", "export/"):
        read(client, f"/{portal}/{slug}/{door}", faults)
    assert not faults, "\n".join(dict.fromkeys(faults))


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    made = xlsx.harmless(text)
    assert not FORMULA.match(made) and made.removeprefix("'") in (text, text.removeprefix("'"))


def test_papers_hold_text(world: World) -> None:
    """PDF and Word are made of hostile texts as of any: nothing in them is taken for the paper's own language."""
    owner, faults = world.client("owner"), []
    for what in ("typst", "script", "jinja", "turned", "no character", "bell", "wild", "long"):
        text = PAYLOADS[what][:2000]
        with transaction.atomic():
            values = {
                "problem": text,
                "place": text[:60],
                "responsible": text[:20],
                "level": "general",
                "found_on": "2020-05-06",
            }
            made = world.cast.does("owner", "hazard", "create", **values, photos=[world.cast.photo()]).record
            world.cast.does("owner", "hazard", "report", made)
            for url in (
                f"/web/answerability/hazard/{made}/?pdf=1", f"/self_check/notice/{made}/screen/?pdf=1", "/self_check/book/",
            ):  # fmt: skip
                assert read(owner, url, faults).startswith(b"%PDF"), f"{url} of {what}"
            office = world.client("office")
            brief = office.post("/web/brief/make/", {"start": "2020-01-01", "end": "2099-12-31"})["Location"]
            body = read(office, brief + "word/", faults)
            word = zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml").decode()
            assert "<w:instrText" not in word and "<w:hyperlink" not in word and "<script>" not in word
            read(office, brief, faults)
            transaction.set_rollback(True)
    assert not faults, "\n".join(faults)
