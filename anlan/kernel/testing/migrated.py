"""A migrated database of the tests, kept from one run to the next: on SQLite, until a migration differs.

Migrating an empty database takes a process a quarter of a minute, a copy of one a moment. ``migrate`` runs on the copy all
the same, finds nothing to do, and tells whoever listens; so what is not in migrations (kept sums) is as new as ever.
"""

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connection


def fingerprint() -> str:
    """Of Django and of every migration there is."""
    found = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    for app in apps.get_app_configs():
        for path in sorted((Path(app.path) / "migrations").glob("*.py")):
            found.update(f"{app.label}/{path.name}".encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:20]


def lay(kept: Path, **told: Any) -> None:
    """Fills an empty database in memory, as soon as it is connected, with what was kept."""
    held = told["connection"].connection
    if not isinstance(held, sqlite3.Connection) or "mode=memory" not in told["connection"].settings_dict["NAME"]:
        return
    if held.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return
    with sqlite3.connect(kept) as file:
        file.backup(held)
    file.close()


def keep(kept: Path) -> None:
    """Puts the database that has just been migrated beside those of other states, and only it."""
    making = kept.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(making) as file:
        connection.ensure_connection()
        connection.connection.backup(file)
    file.close()
    for other in kept.parent.glob("*.sqlite3"):
        other.unlink(missing_ok=True)
    making.replace(kept)
