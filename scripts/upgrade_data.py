"""Keeps a release's data for the upgrade test: ``.venv/bin/python scripts/upgrade_data.py NAME``.

Run in a clean clone of the release, before anything changes. Makes a small demo district (invented throughout) in a
temporary folder on SQLite, signs one person of each role in, issues a key for the API, and writes all rows by table to
``tests/upgrade/NAME.jsonl.xz`` with the migrations that were applied. Line 1 tells of the whole; then comes, for each
table, a line with its name and columns and a line for each row, with the values as they are stored.
"""

import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "upgrade"
MOST_BYTES = 400 * 1024
# Sessions are ended by the real time, which will have passed long before the test is last run.
SIGN_IN = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "anlan.config.settings"
import django
django.setup()
from datetime import datetime, UTC
from django.contrib.sessions.models import Session
from anlan.kernel.clock import now
from anlan.kernel.people.models import ApiToken
from anlan.kernel.scope.models import Seat
from anlan.kernel.testing.cast import signed_in
seats, sessions = Seat.objects.filter(user__must_choose=False, ends_on=None).select_related("user", "role"), {}
for seat in seats.order_by("id"):
    if seat.role.key not in sessions:
        sessions[seat.role.key] = signed_in(seat).session.session_key
Session.objects.update(expire_date=datetime(2100, 1, 1, tzinfo=UTC))
office = seats.filter(role__key="office_officer").order_by("id").first()
token = ApiToken.issue(office, "upgrade")[1]
print(json.dumps({"at": now().isoformat(), "sessions": sessions, "token": token}))
"""


def anlan(home: Path, code: str, *arguments: str) -> str:
    """Runs Python in a demo house; what it printed last."""
    given = {k: v for k, v in os.environ.items() if not k.startswith(("ANLAN_", "DJANGO_"))}
    given |= {"ANLAN_MODE": "demo", "ANLAN_HOME": str(home)}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=given, check=True, stdout=subprocess.PIPE, text=True).stdout


def rows_of(database: sqlite3.Connection, facts: dict[str, Any]) -> "list[str]":
    """The file's lines."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [n for (n,) in database.execute(names) if n != "django_migrations"]
    migrations: dict[str, list[str]] = {}
    for app, name in database.execute("SELECT app, name FROM django_migrations ORDER BY id"):
        migrations.setdefault(app, []).append(name)
    counts, lines = {}, []
    for table in tables:
        cursor = database.execute(f'SELECT * FROM "{table}" ORDER BY 1')
        lines.append({"table": table, "columns": [c[0] for c in cursor.description]})
        rows = cursor.fetchall()
        counts[table] = len(rows)
        lines += rows
    head = facts | {"migrations": migrations, "tables": counts}
    return [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (head, *lines)]


def main(name: str) -> None:
    """Makes the file and says how large it became."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        anlan(home, "from anlan.config.cli import main; main()", "demo_data", "--firms", "3", "--months", "1")
        facts = {"version": name} | json.loads(anlan(home, SIGN_IN).splitlines()[-1])
        with closing(sqlite3.connect(home / "anlan.sqlite3")) as database:
            lines = rows_of(database, facts)
    body = lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME)
    if len(body) > MOST_BYTES:
        sys.exit(f"{len(body)} bytes are too many to keep, at most {MOST_BYTES}")
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.jsonl.xz"
    path.write_bytes(body)
    print(f"{path.relative_to(ROOT)}: {len(lines)} lines, {len(body)} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
