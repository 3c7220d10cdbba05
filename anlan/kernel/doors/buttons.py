"""Buttons: what may be done here, and why the grey ones may not."""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from .portal import Page, address

TOP = {"create": "新增", "import": "导入", "export": "导出全部", "print": "打印"}
ICONS = {"create": "plus", "import": "table-import", "export": "table-export", "print": "printer"}


@dataclass
class Button:
    """A button; ``reason`` makes it grey and says why. ``post``: pressing it does it, after a question; no page between.

    ``many``: it does it to the ticked rows.
    """

    name: str
    label: str
    url: str
    reason: str | None = None
    tone: str = ""
    icon: str = ""
    confirm: str = ""
    small: bool = False
    post: dict[str, Any] | None = None
    many: bool = False


def batch_steps(page: Page, seat: Any) -> list[Any]:
    """The moves and actions that this seat may make for many ticked rows at once."""
    register = page.register
    return [s for s in register.batch_steps if seat.may(register.permission(getattr(s, "permission", s.name)))]


def top_buttons(page: Page, request: Any) -> list[Button]:
    """The buttons above a list. What the seat has no permission for at all is left out."""
    found = []
    seat, key, register = request.seat, request.portal.key, page.register
    together = {step.name: step for step in batch_steps(page, seat)}
    for name in page.top:
        if step := together.get(name):
            label = page.word(f"{name}:many", page.word(name, step.label))
            many = page.url(key, "batch", name)
            found.append(
                Button(
                    name,
                    label,
                    many,
                    tone=step.tone,
                    confirm=step.confirm or f"确定要“{label}”勾选的记录吗？",
                    many=True,
                )
            )
            continue
        if name not in TOP:
            if name not in request.portal.pages:
                continue
            item = request.portal.pages[name]
            if item.open_to(seat):
                found.append(Button(name, page.word(name, item.title), item.url(key), tone=item.tone))
            continue
        permission = {"print": "view"}.get(name, name)
        if not seat.may(register.permission(permission)):
            continue
        url = page.url(key, name) + (
            "?" + request.GET.urlencode() if name in ("export", "print") and request.GET else ""
        )
        label = page.word(name, TOP[name])
        found.append(Button(name, label, url, tone="primary" if name == "create" else "", icon=ICONS[name]))
    return found


def row_buttons(page: Page, row: Any, request: Any, back: str, names: tuple[str, ...] | None = None) -> list[Button]:
    """The buttons of a row, grey with their reason where they are not allowed now."""
    found = []
    tail = "?" + urlencode({"back": back})
    for name in names if names is not None else page.row:
        button = _button(page, row, request, name, back, tail)
        if button:
            found.append(button)
    return found


def _button(page: Page, row: Any, request: Any, name: str, back: str, tail: str) -> Button | None:
    register, seat, key = page.register, request.seat, request.portal.key
    if name == "change":
        if not seat.may(register.permission("change")):
            return None
        url = page.url(key, "edit", row.pk) + tail
        return Button(
            name, page.word(name, "修改"), url, register.change_refused(row, seat), page.tones.get(name, ""), small=True
        )
    if found := register.find_move(name):
        flow, move = found
        if not seat.may(register.permission(name)):
            return None
        why = register.move_refused(row, seat, flow, move) or register.scope.acts_refused(seat, row)
        url = page.url(key, "move", row.pk, name) + tail
        return _doing(page, row, name, move, url, why, back)
    if action := register.find_action(name):
        if not seat.may(register.permission(action.permission)):
            return None
        why = register.action_refused(row, seat, action)
        url = page.url(key, "move", row.pk, name) + tail
        return _doing(page, row, name, action, url, why, back)
    item = request.portal.pages[name]
    return (
        Button(name, item.title, address("page:screen", key, name, row.pk), small=True) if item.open_to(seat) else None
    )


def _doing(page: Page, row: Any, name: str, step: Any, url: str, why: str | None, back: str) -> Button:
    """The button of a move or an action; one that asks for nothing is posted at once, behind its question."""
    label = page.word(name, step.label)
    button = Button(name, label, url, why, tone=page.tones.get(name, step.tone), small=True)
    if (
        not (step.fields or getattr(step, "needs", ()) or getattr(step, "asks", ()))
        and f"move:{name}" not in page.register.pages
    ):
        button.confirm = step.confirm or f"确定要“{label}”吗？"
        button.post = {"act": uuid.uuid4(), "version": row.version, "back": back}
    return button


def all_buttons(page: Page, row: Any, request: Any, back: str) -> list[Button]:
    """Everything the seat's role could ever do to the row: what is possible now first, the rest grey with its reason."""
    names = list(page.row)
    names += [m.name for flow in page.register.flows for m in flow.moves] + [a.name for a in page.register.actions]
    if "change" not in names and page.register.sections:
        names.append("change")
    buttons = row_buttons(page, row, request, back, tuple(dict.fromkeys(names)))
    return sorted(buttons, key=lambda b: b.reason is not None)
