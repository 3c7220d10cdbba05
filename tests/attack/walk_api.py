"""The API: every register, every row, every verb, by the key of every member of the cast."""

import itertools

from anlan.kernel.register import registry
from anlan.kernel.register.register import Register

from .cases import MARK, Case
from .visitor import ABSENT, Answer, Visitor, verbs
from .walk_house import source_of
from .walk_pages import condition_of

WALKED = {"api": {"api:rows", "api:row", "api:verb"}}
FORGED = {
    "state": "closed", "unit_id": 1, "made_by": 1, "made_for": 1, "area_id": "32", "industry": "trade", "supervisor": 1,
    "is_reported": True, "version": 99, "id": ABSENT,
}  # fmt: skip


def api(v: Visitor) -> None:
    """Lists with counts, searches and conditions; rows; changes; moves."""
    refused = set() if v.key else {401, 403}
    for register in registry.every_register():
        mine = v.world.rows[v.name][register.key]
        url = f"/api/v1/{register.key}/"
        if refused:
            for method, path in (
                ("get", url),
                ("post", url),
                ("get", f"{url}1/"),
                ("patch", f"{url}1/"),
                ("post", f"{url}1/x/"),
            ):
                v.expect(
                    v.ask(path, {}, method=method).status in {*refused, 404, 405}, f"{method} {path} without a key"
                )
            for verb in verbs(register.key)[:1]:
                v.expect(v.ask(f"{url}1/{verb}/", {}).status in refused, f"{url}1/{verb}/ without a key")
            continue
        for method in ("put", "delete"):
            for path in (url, f"{url}1/"):
                answer = v.ask(path, {}, method=method, verb=method)
                v.expect(answer.status in (404, 405), f"{method} {path}: {answer.status}")
        _listed(v, register, url, mine)
        for case in v.world.of(register.key):
            _row(v, register, f"{url}{case.pk}/", f"{url}{ABSENT}/", case)


MOST = 200
"""Rows of one answer."""


def _listed(v: Visitor, register: Register, url: str, mine: set[int]) -> None:
    def shows(asked: str) -> set[int]:
        ids: set[int] = set()
        for page in itertools.count(1):
            answer = v.ask(f"{url}?size={MOST}&page={page}&{asked}")
            v.expect(answer.status == 200, f"{answer.url}: {answer.status} {answer.text[:100]}")
            body = answer.json if answer.status == 200 else {"rows": [], "total": 0}
            ids |= {r["id"] for r in body["rows"]}
            if len(body["rows"]) < MOST:
                break
        v.expect(ids <= mine, f"{answer.url}: rows {ids - mine} of others")
        v.expect(body["total"] == len(ids), f"{answer.url}: says {body['total']}, shows {len(ids)}")
        return ids

    v.expect(shows("") == mine, f"{url}: not all rows")
    for order in register.order:
        v.expect(shows(f"order={order}") == mine, f"{url}: other rows when sorted by {order}")
    for case in v.world.of(register.key):
        row = case.row
        for name in register.filters:
            spec = register.spec(name)
            value = getattr(row, spec.column.attname)
            if spec.kind == "pick" and value is not None:
                _picked(v, url, name, value, source_of(register, name))
            elif value not in (None, "", []) and (asked := condition_of(spec, value)):
                v.expect((case.pk in shows(asked)) == (case.pk in mine), f"{url}?{asked}: row {case.pk}")
        for column in (c for c in register.search if c not in ("initials", "code")):
            for one in MARK.findall(str(getattr(row, column, "")))[:1]:
                v.expect((case.pk in shows(f"q={one}")) == (case.pk in mine), f"{url}?q={one}")


def _picked(v: Visitor, url: str, name: str, value: int, source: Register | None) -> None:
    """A condition on something that is not the visitor's says what it says of something that is not there."""
    answer = v.ask(f"{url}?{name}={value}")
    if source is not None and value in v.world.rows[v.name][source.key]:
        v.expect(answer.status == 200, f"{answer.url}: {answer.status}")
    elif answer.status != 200:
        v.same_as_absent(answer, value, v.ask(f"{url}?{name}={ABSENT}"))


def _row(v: Visitor, register: Register, url: str, nowhere: str, case: Case) -> None:
    held = v.holds(case)
    if register.read_only:
        return
    answer = v.ask(url)
    v.expect(answer.status == (200 if held else 404), f"{url}: {answer.status}")
    v.expect(not held or answer.json["id"] == case.pk, f"{url}: another row")
    named = {n: "改" for n in list(register.specs)[:3]}
    # What no field is called is refused before any row is looked for, wherever it is sent.
    tried = [
        ("patch", "", {"values": FORGED | named}, "change"),
        ("patch", "", {"values": named}, "change"),
        *(("post", f"{verb}/", {"values": {"opinion": "x"}}, verb) for verb in verbs(case.key)),
    ]
    for method, tail, body, verb in tried:
        answer = v.ask(url + tail, body, method=method, verb=verb)
        if not held:
            unknown = FORGED.keys() & body["values"].keys()
            v.expect(answer.status == (400 if unknown else 404), f"{method} {url}{tail}: {answer.status}")
            absent = v.ask(nowhere + tail, body, method=method, verb=verb)
            v.same_as_absent(answer, case.pk, absent)
            continue
        v.expect(answer.status in (200, 400, 403, 404, 409), f"{method} {url}{tail}: {answer.status}")
        _not_forged(v, answer, f"{method} {url}{tail}")


def _not_forged(v: Visitor, answer: Answer, what: str) -> None:
    """What nobody enters stays what it was, whatever was sent along."""
    if answer.status in (200, 201) and answer.json.get("row"):
        row = answer.json["row"]
        v.expect(row["id"] != ABSENT and row["version"] < 90, f"{what}: forged {row['id']} {row['version']}")
