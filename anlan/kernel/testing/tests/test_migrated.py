"""The kept database of the tests is the migrated one, and only an empty one is filled with it."""

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from anlan.kernel.testing import migrated

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def filled(kept: Path, before: str = "") -> list[Any]:
    """The tables of a database in memory that was connected."""
    held = sqlite3.connect(":memory:")
    held.executescript(before)
    migrated.lay(kept, connection=SimpleNamespace(connection=held, settings_dict={"NAME": "file:x?mode=memory"}))
    found = held.execute(TABLES).fetchall()
    held.close()
    return found


def test_a_copy_holds_what_was_migrated(tmp_path: Path) -> None:
    kept = tmp_path / "now.sqlite3"
    (tmp_path / "before.sqlite3").touch()
    migrated.keep(kept)
    assert [p.name for p in tmp_path.iterdir()] == ["now.sqlite3"]
    with connection.cursor() as cursor:
        assert filled(kept) == cursor.execute(TABLES).fetchall() != []
    assert filled(kept, "CREATE TABLE own (a)") == [("own",)]


def test_another_migration_is_another_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "migrations").mkdir()
    app = SimpleNamespace(path=str(tmp_path), label="x")
    monkeypatch.setattr(migrated.apps, "get_app_configs", lambda: [app])
    told = {migrated.fingerprint()}
    for text in ("a", "b"):
        (tmp_path / "migrations" / "0001_initial.py").write_text(text)
        told.add(migrated.fingerprint())
    assert len(told) == 3 and told == told | {migrated.fingerprint()}
