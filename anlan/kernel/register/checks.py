"""Start-up checks: no silent mistakes (house law 9)."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField

from anlan.kernel.trail.crypto import EncryptedTextField

from . import registry
from .register import Register
from .words import Share


def _close(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    return f", did you mean '{near[0]}'?" if near else ""


def _path_faults(model: Any, path: str) -> Iterable[str]:
    """Where a path over relations leads nowhere."""
    for part in path.split("__"):
        names = {f.name for f in model._meta.concrete_fields} if model is not None else set()
        if part not in names:
            yield f"no '{part}' in '{path}'{_close(part, names)}"
            return
        model = model._meta.get_field(part).related_model


def column_faults(one: Register) -> Iterable[str]:
    """Names in a Register that its model does not have."""
    names = {f.name for f in one.model._meta.concrete_fields}
    lists: dict[str, Iterable[str]] = {
        "columns": one.columns, "order": [o.lstrip("-") for o in one.order], "filters": one.filters,
        "share.hint": one.share.hint,
    }  # fmt: skip
    for word, used in lists.items():
        for name in used:
            if name not in names and not (word == "order" and name == "pk"):
                yield f"{type(one).__name__}.{word}: no '{name}'{_close(name, names)}"
    for word, used in (("search", one.search), ("share.search", one.share.search)):
        for path in used:
            yield from (f"{type(one).__name__}.{word}: {fault}" for fault in _path_faults(one.model, path))
    if one.share != Share() and not hasattr(one.model, one.share.label):
        yield f"{type(one).__name__}.share.label: no '{one.share.label}'{_close(one.share.label, names)}"
    for section in one.sections:
        for field in section.fields:
            if field.name not in names:
                yield f"{type(one).__name__}.sections: no '{field.name}'{_close(field.name, names)}"
            elif field.pick_beside and field.pick_beside[0] not in names:
                other = field.pick_beside[0]
                yield f"{type(one).__name__}.sections: {field.name} pick_beside no '{other}'{_close(other, names)}"
            elif field.when and field.when[0] not in names:
                yield f"{type(one).__name__}.sections: {field.name} when no '{field.when[0]}'{_close(field.when[0], names)}"


def address_faults(where: str, one: Register, names: Iterable[str]) -> Iterable[str]:
    """Conditions whose name in an address means something else there: the list would never see them."""
    from anlan.kernel.doors.conditions import RESERVED

    columns = {f.name: f for f in one.model._meta.concrete_fields}
    for name in names:
        is_date = isinstance(columns.get(name), DateField)
        for taken in sorted(RESERVED & ({f"{name}_from", f"{name}_to"} if is_date else {name})):
            yield f"{where}: '{taken}' in an address is no condition (conditions.RESERVED); give the column another name"


def secret_faults(one: Register) -> Iterable[str]:
    """Encrypted columns that a door would show in full, search, sort or use as a label."""
    name = type(one).__name__
    encrypted = {f.name for f in one.model._meta.concrete_fields if isinstance(f, EncryptedTextField)}
    entered = [field for section in one.sections for field in section.fields]
    moved = [f for flow in one.flows for m in flow.moves for f in m.fields] + [f for a in one.actions for f in a.fields]
    masked = {f.name for f in entered if f.secret}
    asked = {f.name for f in entered} | {f if isinstance(f, str) else f.name for f in moved}
    for column in sorted(encrypted & ({*one.columns, *one.share.hint} | asked) - masked):
        yield f"{name}.sections: '{column}' is encrypted: give it Field(\"{column}\", secret=…)"
    bare = {*(o.lstrip("-") for o in one.order), *one.filters, *one.search, *one.share.search, one.share.label}
    for column in sorted(encrypted & bare):
        yield f"{name}: '{column}' is encrypted and can't be searched, sorted, filtered or a label"


def flow_faults(one: Register) -> Iterable[str]:
    """Mistakes in the flows of a Register."""
    names = {f.name for f in one.model._meta.concrete_fields}
    for flow in one.flows:
        yield from flow.faults()
        if flow.column not in names:
            yield f"{type(one).__name__}.flow: no column '{flow.column}'{_close(flow.column, names)}"
        for desk in (d for d in flow.desks if d.link and d.link not in names):
            yield f"{type(one).__name__}.flow.{desk.key}: no link '{desk.link}'{_close(desk.link, names)}"
        for move in flow.moves:
            for field in move.fields:
                name = field if isinstance(field, str) else field.name
                if name not in names:
                    yield f"{type(one).__name__}.flow.{move.name}: no '{name}'{_close(name, names)}"


@register()
def check_registers(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every Register against its model, its flows and its scope."""
    found: list[str] = []
    for one in registry.every_register():
        if not hasattr(type(one), "scope"):
            found.append(f"{type(one).__name__}: scope 没有声明；公开的须写 Everyone(because=…)")
        try:
            found += [*column_faults(one), *flow_faults(one), *secret_faults(one)]
            found += address_faults(f"{type(one).__name__}.filters", one, one.filters)
        except FieldDoesNotExist as error:
            found.append(f"{type(one).__name__}: {error}")
    return [Error(text, id="anlan.E001") for text in found]


@register()
def check_portals(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every portal's pages, buttons and permissions against the Registers."""
    from anlan.kernel.doors.buttons import TOP
    from anlan.kernel.doors.home import panel_names
    from anlan.kernel.doors.portal import Page, Screen, every_portal
    from anlan.kernel.people.separation import seed_faults

    found, granted = [], {p for one in registry.every_register() for p, _ in one.permissions()}
    for portal in every_portal():
        granted |= {s.permission for s in portal.pages.values() if isinstance(s, Screen)}
        for name in set(portal.home) - panel_names():
            found.append(f"portal {portal.key}.home: no panel '{name}'{_close(name, panel_names())}")
        for page in (p for p in portal.pages.values() if isinstance(p, Page)):
            try:
                one = page.register
            except KeyError:
                found.append(f"portal {portal.key}.{page.slug}: no register '{page.register_key}'")
                continue
            names = {f.name for f in one.model._meta.concrete_fields}
            found += [f"{portal.key}.{page.slug}: no column '{n}'{_close(n, names)}"
                      for n in (*page.columns, *page.filters) if n not in names]  # fmt: skip
            found += address_faults(f"{portal.key}.{page.slug}.filters", one, page.filters)
            verbs = {"change"} | {m.name for f in one.flows for m in f.moves} | {a.name for a in one.actions}
            found += [f"{portal.key}.{page.slug}.row: no '{n}'{_close(n, verbs)}"
                      for n in page.row if n not in verbs and n not in portal.pages]  # fmt: skip
            above = {*TOP, *portal.pages, *(step.name for step in one.batch_steps)}
            found += [f"{portal.key}.{page.slug}.top: no '{n}'{_close(n, above)}" for n in page.top if n not in above]
        found += seed_faults(portal)
        for role in portal.roles:
            found += [f"{portal.key} role {role.key}: no permission '{p}'{_close(p, granted)}"
                      for p in role.permissions if p not in granted and not p.endswith(".*")]  # fmt: skip
    return [Error(text, id="anlan.E002") for text in found]
