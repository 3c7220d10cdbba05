"""The tables made at once are those that the migrations make."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder

from anlan.demo import foundation

Tables = dict[str, Any]
pytestmark = pytest.mark.once


def tables() -> Tables:
    """Columns, foreign keys and indexes of each table, in no order."""
    found: Tables = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'PRAGMA table_info("{table}")')
            columns = {tuple(row[1:]) for row in cursor.fetchall()}
            cursor.execute(f'PRAGMA foreign_key_list("{table}")')
            keys = {tuple(row[2:]) for row in cursor.fetchall()}
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s", [table])
            indexes = {(name, sql) for name, sql in cursor.fetchall() if sql}
            found[table] = columns, keys, indexes
    return found


@pytest.fixture
def migrated(transactional_db: None, tmp_path: Path) -> Iterator[Tables]:
    """The tables that the migrations made; the connection then leads to an empty database."""
    found = tables()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    connection.settings_dict["NAME"], connection.connection = str(tmp_path / "empty.sqlite3"), None
    yield found
    connection.close()
    connection.settings_dict["NAME"], connection.connection = name, in_memory


def test_both_ways_make_the_same_tables(migrated: Tables) -> None:
    assert foundation.lay()
    made = tables()
    assert made.keys() == migrated.keys()
    assert {name for name in made if made[name] != migrated[name]} == set()
    assert set(MigrationRecorder(connection).applied_migrations()) == set(MigrationLoader(None).disk_migrations)
    assert not foundation.lay()


def test_no_migration_of_ours_does_more_than_change_tables() -> None:
    ours = [one for one in MigrationLoader(None).disk_migrations.values() if one.__module__.startswith("anlan.")]
    assert len(ours) > 30
    doing = {str(one) for one in ours for step in one.operations if isinstance(step, RunPython | RunSQL)}
    assert not doing, "做表之外的迁移：demo/foundation.py 不能再一次建好全部表"
