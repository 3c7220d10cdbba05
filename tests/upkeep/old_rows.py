"""Builds the tables of an earlier release and fills in its rows. Run inside a house: ``python -m tests.upkeep.old_rows FILE``."""

import json
import lzma
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

BATCH = 200


def lines_of(path: Path) -> Iterator[Any]:
    """Each line's JSON."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def head_of(path: Path) -> dict[str, Any]:
    """What the file says of itself."""
    return dict(next(lines_of(path)))


def build(path: Path) -> None:
    """Tables as the release's migrations made them, then its rows, in one transaction."""
    from django.core.management.color import no_style
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    lines = lines_of(path)
    head = next(lines)
    targets = [(app, name) for app, names in head["migrations"].items() for name in names]
    executor = MigrationExecutor(connection)
    executor.migrate([one for one in targets if one in executor.loader.graph.nodes])
    state = MigrationExecutor(connection).loader.project_state(targets)
    table: dict[str, Any] = {}
    with transaction.atomic():
        for is_head, group in groupby(lines, key=lambda line: isinstance(line, dict)):
            if is_head:
                table = list(group)[-1]
            else:
                fill(table["table"], table["columns"], list(group))
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), list(state.apps.get_models())):
                cursor.execute(sql)


def fill(table: str, columns: list[str], rows: list[list[Any]]) -> None:
    """Inserts stored values. PostgreSQL reads each from its text, so that SQLite's 1 is also its yes."""
    from django.db import connection

    if connection.vendor == "postgresql":
        rows = [[None if v is None else str(v) for v in row] for row in rows]
    names = ", ".join(f'"{c}"' for c in columns)
    marks = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            values = [v for row in part for v in row]
            cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES {", ".join([marks] * len(part))}', values)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    django.setup()
    build(Path(sys.argv[1]))
