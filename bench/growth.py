"""The same pages of the same seats over 10,000, 100,000 and 1,000,000 hazards: what grows with the rows, and what does not.

``python -m bench.growth`` (SQLite) or ``python scripts/throwaway_pg.py python -m bench.growth``. Areas, authorities, firms and
people are the same every time. Each size is filled and measured by a process of its own, in a database of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from typing import Any
from urllib.parse import urlparse

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
os.environ.setdefault("ANLAN_MODE", "test")

SIZES = (10_000, 100_000, 1_000_000)
SEATS = ("county", "department", "province")
LIST = "/self_check/hazards/"
PAGES = {
    "list": LIST, "list, general, by deadline": f"{LIST}?level=general&order=due_on", "list, open": f"{LIST}?state=open",
    "list, last page": f"{LIST}?page={{last}}", "search 消防": f"{LIST}?q=%E6%B6%88%E9%98%B2", "待办": "/web/inbox/",
    "home": "/web/home/", "figure by area": "/web/figures/hazards-self/?by=area",
    "figure by month": "/web/figures/hazards-self/?by=month:found_on",
}  # fmt: skip


def one(hazards: int, firms: int, seed: int, seconds: float) -> dict[str, Any]:
    """Fills this process's database and measures it: by seat and page, milliseconds of SQL and without it."""
    from anlan.kernel.register import registry

    from .cases import seats
    from .province import build
    from .run import client_of, measure_page

    build(hazards, firms, 10_000, 5_000, seed)
    found = {}
    for name, seat in seats().items():
        if name not in SEATS:
            continue
        rows, client = registry.register("hazard").rows(seat).count(), client_of(seat)
        for title, url in PAGES.items():
            line = measure_page(client, url.format(last=-(-rows // 20)), seconds)
            found[f"{name} · {title}"] = {k: line[k] for k in ("sql", "less_sql", "queries")} | {"rows": rows}
    return found


def apart(hazards: int, options: argparse.Namespace) -> dict[str, Any]:
    """One size in a process of its own."""
    asked = ["--one", str(hazards), "--firms", str(options.firms), "--seed", str(options.seed)]
    with tempfile.TemporaryDirectory() as home:
        told = {"ANLAN_HOME": home} | _database(hazards)
        done = subprocess.run(
            [sys.executable, "-m", "bench.growth", *asked, "--seconds", str(options.seconds)],
            env=os.environ | told, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _database(hazards: int) -> dict[str, str]:
    """A new database beside PostgreSQL's present one; SQLite's lies in the home."""
    from django.db import connection

    address = os.environ.get("ANLAN_DATABASE_URL", "")
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS growth_{hazards}")
        cursor.execute(f"CREATE DATABASE growth_{hazards}")
    return {"ANLAN_DATABASE_URL": urlparse(address)._replace(path=f"/growth_{hazards}").geturl()}


def show(found: dict[int, dict[str, Any]]) -> None:
    """The table: SQL and the rest, by rows."""
    sizes = list(found)
    head = "".join(f"{size:>12,}" for size in sizes)
    print(f"{'':<42}{'SQL, ms':^{12 * len(sizes)}}{'less SQL, ms':^{12 * len(sizes)}}\n{'':<42}{head}{head}")
    for name in found[sizes[0]]:
        cells = [f"{found[size][name][part]:>12.1f}" for part in ("sql", "less_sql") for size in sizes]
        print(f"{name:<42}{''.join(cells)}", flush=True)


def main() -> None:
    """Measures each size, prints the table and keeps it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--firms", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=0.4, help="per page")
    parser.add_argument("--seed", type=int, default=32)
    parser.add_argument("--one", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    django.setup()
    if options.one:
        print(json.dumps(one(options.one, options.firms, options.seed, options.seconds), ensure_ascii=False))
        return
    from .results import keep

    found = {}
    for size in options.sizes:
        print(f"{size:,} hazards, load average {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
        found[size] = apart(size, options)
    show(found)
    keep(False, {"growth": {str(size): lines for size, lines in found.items()}})


if __name__ == "__main__":
    main()
