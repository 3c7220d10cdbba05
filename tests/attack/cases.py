"""The rows of the world under attack: one of every RegisterTests, each text of it a mark of its own.

Whoever adds a record type adds its RegisterTests, and with that it stands here too.
"""

import importlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction

from anlan.kernel.act.act import Receipt, Refused
from anlan.kernel.doors.files import take_in
from anlan.kernel.register import registry
from anlan.kernel.register.spec import Spec
from anlan.kernel.testing import Cast, RegisterTests, picture

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r"KQXJ\d{3}[a-z]+ZQ")
MARKED_KINDS = ("text", "textarea")


def letters(number: int) -> str:
    """0 -> a, 25 -> z, 26 -> ba."""
    return (letters(number // 26) if number > 25 else "") + chr(97 + number % 26)


def mark(case: int, field: int) -> str:
    """A word that stands nowhere else."""
    return f"KQXJ{case:03d}{letters(field)}ZQ"


def walked_classes() -> list[type[RegisterTests]]:
    """Every RegisterTests of the house, in the order of its files."""
    found: list[type[RegisterTests]] = []
    for path in sorted((ROOT / "anlan").glob("**/tests/test_*.py")):
        if "register_key" not in path.read_text(encoding="utf-8"):
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        found += [
            c for c in vars(module).values()
            if isinstance(c, type) and issubclass(c, RegisterTests) and c.__module__ == module.__name__
            and c.register_key and c.__dict__.get("__test__", True)
        ]  # fmt: skip
    return told_apart(found)


def told_apart(classes: list[type[RegisterTests]]) -> list[type[RegisterTests]]:
    """The same classes. ValueError when two bear one name: tests ask for them by name, and one would hide the other."""
    for name, number in Counter(one.__name__ for one in classes).items():
        if number > 1:
            where = "、".join(one.__module__ for one in classes if one.__name__ == name)
            raise ValueError(f"{name} stands in {where}: give each its own name")
    return classes


class MarkedCast(Cast):
    """A cast whose new rows and uploads carry marks: one for each text field, so that a text that is public by its
    nature (a firm's name) does not hide that another one is not."""

    case = 0
    uploads = 0

    def does(self, member: str, register: str, verb: str, record: int | None = None, /, **values: Any) -> Receipt:
        if verb != "create":
            return super().does(member, register, verb, record, **values)
        marked = values | self.marked(register, values)
        while True:
            try:
                with transaction.atomic():
                    return super().does(member, register, verb, record, **marked)
            except Refused as refused:
                # A field with rules of its own takes no mark.
                changed = [n for n in marked if marked.get(n) != values.get(n)]
                taken = [n for n in changed if n in refused.errors] or changed[-1:]
                if not taken:
                    raise
                for name in taken:
                    marked.pop(name)
                    marked |= {name: values[name]} if name in values else {}

    def marked(self, register: str, values: dict[str, Any]) -> dict[str, str]:
        """The text fields of a register with a mark behind what they hold."""
        specs = list(registry.register(register).specs.values())
        return {
            s.name: text for n, s in enumerate(specs) if (text := self._text(s, values.get(s.name), mark(self.case, n)))
        }

    def _text(self, spec: Spec, said: Any, one: str) -> str:
        if spec.kind not in MARKED_KINDS or (said is not None and not isinstance(said, str)) or MARK.search(said or ""):
            return ""
        most = getattr(spec.column, "max_length", None) or 10_000
        text = f"{one}{said or ''}"
        return text if len(text) <= most else one if len(one) <= most else ""

    def photo(self, name: str = "owner", seed: int = 1) -> str:
        self.uploads += 1
        file = f"照片{mark(self.case, 600 + self.uploads)}.jpg"
        return str(take_in(file, picture(self.case * 20 + self.uploads), getattr(self, name).user_id).pk)


class Case:
    """One RegisterTests at work in the shared world."""

    def __init__(self, number: int, walked: type[RegisterTests]) -> None:
        self.number, self.tests, self.pk = number, walked(), 0

    @property
    def name(self) -> str:
        """Of which test it is."""
        return type(self.tests).__name__

    @property
    def key(self) -> str:
        """Of which register it is."""
        return self.tests.register_key

    def build(self, cast: MarkedCast, arranged: dict[Any, dict[str, Any]]) -> None:
        """What must stand before is made once for all that need the same; then the row itself."""
        kind = type(self.tests)
        if kind.arrange not in arranged:
            cast.case = 900 + len(arranged)
            self.tests.arrange(cast)
            arranged[kind.arrange] = dict(vars(self.tests))
        vars(self.tests).update(arranged[kind.arrange])
        cast.case = self.number
        self.pk = int(self.tests.build(cast))
        if not self.holds_a_mark():
            self.mark_afterwards(cast)

    @property
    def row(self) -> Any:
        """The row as it stands."""
        return self.tests.register.model._default_manager.get(pk=self.pk)

    def holds_a_mark(self) -> bool:
        """Does any text of the row carry a mark?"""
        return any(MARK.search(str(v)) for v in vars(self.row).values() if isinstance(v, str))

    def mark_afterwards(self, cast: MarkedCast) -> None:
        """A row that the system made gets its marks by a change, one field at a time."""
        for name, text in cast.marked(self.key, {}).items():
            if getattr(self.row, name) not in (None, ""):
                continue
            try:
                with transaction.atomic():
                    cast.does(self.tests.maker, self.key, "change", self.pk, **{name: text})
            except Refused:
                continue
