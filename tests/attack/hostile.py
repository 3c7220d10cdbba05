"""Texts that somebody types to make something run, and what an answer must look like when they come out again."""

import io
import json
import re
from typing import Any

import openpyxl
from django.db import transaction
from lxml import html

from anlan.kernel.register import registry
from anlan.kernel.register.spec import Spec

PAYLOADS = {
    "equals": "=1+1", "plus": "+1+1", "minus": "-1+1", "at": "@SUM(A1)", "tab": "\t=1+1", "return": "\r=1+1", "line": "\n=1+1",
    "wide equals": "＝1+1", "wide plus": "＋1+1", "wide minus": "－1+1", "wide at": "＠SUM(A1)", "dde": "=cmd|' /C calc'!A0",
    "link formula": '=HYPERLINK("http://evil.example","x")', "quoted formula": "'=1+1", "marked formula": "\ufeff=1+1",
    "unseen formula": "\u200b=1+1", "turned formula": "\u202e=1+1",
    "script": "<script>alert(1)</script>", "attribute": '"><img src=x onerror=alert(1)>', "quote": "' onmouseover='alert(1)' x='",
    "tail": "</textarea></title></script><svg/onload=alert(1)>", "entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "jinja": "{{ 7*7 }}{% raw %}{# x #}${7*7}", "typst": '#panic("x") $x$ #include "/etc/passwd" *b* @ref <label> \\', "markdown":
    "[甲](javascript:alert(1)) ![x](http://evil.example/x.png) <javascript:alert(1)>", "address": "javascript:alert(1)",
    "nothing": "\x00", "bell": "甲\x07\x1b[31m\x0b乙", "turned": "甲\u202egnp.exe", "no character": "甲\ufffe\uffff乙",
    "half": "\ud800", "wild": "%_%\\", "sql": "' OR '1'='1' --", "long": "长" * 60_000,
}  # fmt: skip
FORMULAS = tuple(PAYLOADS)[: tuple(PAYLOADS).index("script")]
FORMULA = re.compile(r"^[\s\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2064]*[=+\-@＝＋－＠|]")
ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "data-url")


def texts(key: str) -> list[Spec]:
    """The fields of a register that take free text."""
    return [s for s in registry.register(key).specs.values() if s.kind in ("text", "textarea", "email")]


def running(page: str) -> list[str]:
    """What could run in a page: our pages hold no inline script, no handler, no style and no address but http's."""
    found = []
    for one in html.fromstring(page).iter():
        if not isinstance(one.tag, str):
            continue
        if one.tag == "script" and (one.text or "").strip() and one.get("type") not in ("application/json",):
            found.append(f"<script>{(one.text or '')[:60]}")
        if one.tag in ("iframe", "object", "embed", "base") or (one.tag == "svg" and "onload" in one.attrib):
            found.append(one.tag)
        for name, value in one.attrib.items():
            told = value.replace("\t", "").replace("\n", "").strip().lower()
            if name.startswith("on") or (
                name in ADDRESSES and told.startswith(("javascript:", "data:text", "vbscript:"))
            ):
                found.append(f"<{one.tag} {name}={value[:60]!r}>")
            if name == "src" and "evil.example" in value:
                found.append(f"<{one.tag} {name}={value[:60]!r}> fetches from elsewhere")
    return found


def formulas(body: bytes) -> list[str]:
    """Cells that a spreadsheet program would compute, now or after saving the sheet as csv."""
    book = openpyxl.load_workbook(io.BytesIO(body))
    found = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = "" if cell.value is None else str(cell.value)
                number = re.fullmatch(r"[+-]?\d+(\.\d+)?", text)
                if cell.data_type == "f" or cell.hyperlink is not None or (FORMULA.match(text) and not number):
                    found.append(f"{cell.coordinate} {text[:40]!r}")
    return found


def entered(client: Any, url: str, key: str, token: str, payload: str) -> tuple[set[str], list[str]]:
    """Changes a row by the API so that as many of its texts as will take it are the payload; (fields, faults)."""
    return _entered(client, url, key, token, payload, [s.name for s in texts(key)])


def _entered(client: Any, url: str, key: str, token: str, payload: str, names: list[str]) -> tuple[set[str], list[str]]:
    faults: list[str] = []
    while names:
        body = json.dumps({"values": {n: payload for n in names}})
        with transaction.atomic():
            answer = client.patch(url, body, "application/json", HTTP_AUTHORIZATION=token)
        if answer.status_code == 200:
            return set(names), faults
        if answer.status_code != 400:
            refused = answer.status_code == 403 and "固定信息" in answer.content.decode()
            fields = {n: registry.register(key).specs[n].field for n in names}
            known = [n for n, field in fields.items() if field.fixed or field.authority_only] if refused else []
            if not known:
                return set(), [*faults, f"patch {url} {payload[:20]!r}: {answer.status_code} {answer.content[:200]!r}"]
            names = [n for n in names if n not in known]
            continue
        told = set(answer.json()["errors"])
        if not told & set(names):
            # Which of them it is about is not said: each by itself.
            alone = [_entered(client, url, key, token, payload, [n]) for n in names] if len(names) > 1 else []
            return {n for taken, _ in alone for n in taken}, [*faults, *(f for _, wrong in alone for f in wrong)]
        names = [n for n in names if n not in told]
    return set(), faults


def broken(answer: Any) -> str:
    """What went wrong inside a door."""
    error = getattr(answer, "exc_info", None)
    return f"{answer.status_code} {error[1]!r}" if error else str(answer.status_code)
