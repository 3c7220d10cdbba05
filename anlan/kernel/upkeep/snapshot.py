"""What a backup knows of the one moment it was taken at, asked of that moment itself."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from anlan.kernel.clock.models import Job
from anlan.kernel.trail.models import Attachment, Head

Ask = Callable[[str], Iterator[tuple[Any, ...]]]


@dataclass(frozen=True)
class Snapshot:
    """``path``: the database's copy or dump; ``ask`` answers SQL as of the same moment."""

    kind: str
    server: str
    path: Path
    ask: Ask

    def tables(self) -> dict[str, int]:
        """How many rows each table has."""
        names = sorted(n for (n,) in self.ask(TABLES[self.kind]))
        return {name: next(self.ask(f'SELECT count(*) FROM "{name}"'))[0] for name in names}

    def migrations(self) -> dict[str, list[str]]:
        """The applied migrations of each app."""
        found: dict[str, list[str]] = {}
        for app, name in self.ask("SELECT app, name FROM django_migrations ORDER BY id"):
            found.setdefault(app, []).append(name)
        return found

    def trail(self) -> dict[str, Any]:
        """The head of the chain."""
        row = next(self.ask(f"SELECT count, hash FROM {Head._meta.db_table} WHERE id = 1"), (0, ""))
        return {"count": row[0], "hash": row[1]}

    def files(self) -> Iterator[tuple[str, bool]]:
        """(name below the files folder, must it be there) of each file that a row names.

        What a record names is never removed. An upload that no record has taken up yet may be given up at any time.
        """
        sql = f"SELECT id, record, kind FROM {Attachment._meta.db_table} WHERE ready ORDER BY id"
        for pk, record, kind in self.ask(sql):
            name = str(uuid.UUID(str(pk)))
            yield f"{name[:2]}/{name}", bool(record)
            if kind in ("jpg", "png"):
                yield f"{name[:2]}/{name}.thumb.jpg", bool(record)
        yield from ((name, False) for name in self._sheets())

    def _sheets(self) -> Iterator[str]:
        """Sheets that were handed in to be imported, and their annotated copies."""
        for (payload,) in self.ask(f"SELECT payload FROM {Job._meta.db_table} WHERE kind = 'check-sheet'"):
            facts = json.loads(payload) if isinstance(payload, str) else payload
            path = Path(facts.get("path", ""))
            if path.parent == settings.FILES_ROOT / "imports":
                yield f"imports/{path.name}"
                yield f"imports/{path.name}.errors.xlsx"


TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def count_tables() -> dict[str, int]:
    """How many rows each table of Django's present database has."""

    def ask(sql: str) -> Iterator[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            yield from cursor.fetchall()

    return Snapshot(connection.vendor, "", Path(), ask).tables()
