"""A row of every Register that acts write, made as its own generated walks make it (house law 12)."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from anlan.kernel.act.act import Refused
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast, RegisterTests
from anlan.kernel.trail import book
from anlan.telemetry.models import Unreadable

ROOT = Path(settings.ROOT).parent


def makers() -> Iterator[RegisterTests]:
    """One of every RegisterTests of the house: it knows how to make a row and to bring it where it stands."""
    for path in sorted(ROOT.glob("anlan/**/tests/test_*.py")):
        if "register_key" not in path.read_text(encoding="utf-8"):
            continue
        found = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for one in vars(found).values():
            if (
                isinstance(one, type)
                and issubclass(one, RegisterTests)
                and one.__module__ == found.__name__
                and getattr(one, "__test__", True)
                and one.register_key
            ):
                yield one()


def makers_of(key: str) -> list[RegisterTests]:
    """The walks of one Register; none only for what acts do not write."""
    return [one for one in makers() if one.register_key == key]


def make(maker: RegisterTests, cast: Cast) -> int:
    """The id of a new row."""
    maker.arrange(cast)
    pk = maker.build(cast)
    maker.prepare(cast, pk)
    return int(pk)


def make_every(cast: Cast) -> dict[str, list[int]]:
    """Rows of every Register, by its key. Where two can't stand beside each other, one of them is enough."""
    for maker in makers():
        try:
            with transaction.atomic():
                make(maker, cast)
        except Refused:
            continue
    Unreadable.objects.create(protocol="hj212", peer="203.0.113.9:50123", reason="stranger")
    book.seal_today()
    book.verify_and_record()
    found = {
        one.key: list(one.model._default_manager.values_list("pk", flat=True)) for one in registry.every_register()
    }
    assert not [key for key, ids in found.items() if not ids and key != "signin"], "a Register without any row"
    return found


def values_of(row: Any) -> dict[str, Any]:
    """The row's columns as they are stored."""
    return {c.attname: getattr(row, c.attname) for c in row._meta.concrete_fields}


def governed() -> list[Any]:
    """The Registers with flows in which anything moves."""
    return [one for one in registry.every_register() if any(flow.moves for flow in one.flows)]
