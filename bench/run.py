"""Measures reading at a province's size and writes ``bench/results.json``; makes the province first.

``python -m bench.run --quick`` (SQLite, 100,000 hazards) or ``python scripts/throwaway_pg.py python -m bench.run``.

One process, no network: Django's test client with a real session. *Page* is the whole request, *SQL* the same queries
with the same parameters run bare and fetched, *floor* those of them that count and fetch the listed rows, *peer*
Django admin's change list (``bench/peer.py``). They run in turn, so that a busy machine disturbs all alike.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import django

from .peer_settings import MIDDLEWARE as PEER_MIDDLEWARE
from .province import build, chosen, sizes
from .results import keep

# What takes longer than this is measured once instead of three times or more.
SLOW_MS = 800.0


def client_of(seat: Any, peer: bool = False) -> Any:
    """A signed-in client; the peer's goes through Django's standard middleware only."""
    from django.test import override_settings

    from anlan.kernel.testing.cast import signed_in

    client = signed_in(seat)
    if peer:
        # The middleware is read at the first request, then kept.
        with override_settings(MIDDLEWARE=PEER_MIDDLEWARE):
            client.handler.load_middleware()
    return client


def get(client: Any, url: str) -> None:
    """One request that must succeed."""
    answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url}: {answer.status_code}")


def measure_page(client: Any, url: str, seconds: float, table: str = "", peer: Any = None) -> dict[str, Any]:
    """Page, SQL and floor of one address, and the peer's page where it has one; and what its plans read whole."""
    from .measure import bare, p50, p95, plan_faults, rounds, timed, watched

    queries: list[Any] = []
    with watched(queries):
        first = timed(lambda: get(client, url))
    is_floor = [bool(table) and f'FROM "{table}"' in sql for sql, _ in queries]
    works: dict[str, Any] = {"page": lambda: timed(lambda: get(client, url)), "sql": lambda: bare(queries)}
    if peer:
        works["peer"] = lambda: timed(lambda: get(*peer))
    if first > SLOW_MS:
        found = {"page": [first], **rounds({k: v for k, v in works.items() if k != "page"}, 0, most=1)}
    else:
        for work in works.values():
            work()
        found = rounds(works, seconds)
    sql = [sum(one) for one in found["sql"]]
    floor = [sum(ms for ms, is_one in zip(one, is_floor, strict=True) if is_one) for one in found["sql"]]
    less = [page - all_of_it for page, all_of_it in zip(found["page"], sql, strict=True)]
    line = {
        "p50": p50(found["page"]), "p95": p95(found["page"]), "sql": p50(sql), "floor": p50(floor), "less_sql": p50(less),
        "queries": len(queries), "n": len(less), "slow_sql": _slow(queries, found["sql"][-1]),
        "plan": plan_faults(queries, table) if table else [],
    }  # fmt: skip
    if peer:
        line |= {"peer": p50(found["peer"]), "vs_peer": round(p50(found["peer"]) / p50(found["page"]), 2)}
    return line


def _slow(queries: list[Any], times: list[float]) -> list[tuple[float, str]]:
    """The two slowest queries of a page, shortened; only what takes at least 20 ms."""
    ranked = sorted(zip(times, (sql for sql, _ in queries), strict=True), reverse=True)[:2]
    return [(round(ms, 1), f"{sql[:60]} … {sql[sql.find(' FROM ') :][-420:]}") for ms, sql in ranked if ms >= 20]


def lists(seconds: float, only: str) -> dict[str, Any]:
    """隐患台账 of every seat with every declared condition and order."""
    from .cases import cases, seats, share

    found = {}
    for name, seat in seats().items():
        if only and name not in only:
            continue
        client, peer = client_of(seat), client_of(seat, peer=True)
        say(f"{name}: {share(seat)} % of the rows")
        for case in cases(name, seat):
            other = (peer, case.peer_url) if case.peer is not None else None
            line = measure_page(client, case.url, seconds, "hazard_hazard", other) | {"declared": case.declared}
            found[f"{name} · {case.name}"] = line
            show(f"{name} · {case.name}", line)
    return found


def others(seconds: float) -> dict[str, Any]:
    """待办, the home page, and figures by area and by month."""
    from .cases import seats

    pages = {
        "inbox": "/web/inbox/", "home": "/web/home/", "badges": "/web/badges/",
        "figure by area": "/web/figures/hazards-self/?by=area", "figure by month": "/web/figures/hazards-self/?by=month:found_on",
    }  # fmt: skip
    found = {}
    for name, seat in seats().items():
        client = client_of(seat)
        for title, url in pages.items():
            found[f"{name} · {title}"] = line = measure_page(client, url, seconds)
            show(f"{name} · {title}", line)
    return found


def say(text: str) -> None:
    """A line for whoever waits."""
    print(text, file=sys.stderr, flush=True)


def show(name: str, line: dict[str, Any]) -> None:
    """One line of the table."""
    peer = f"{line['peer']:9.1f} {line['vs_peer']:6.1f}x" if "peer" in line else " " * 17
    print(
        f"{name[:58]:<58}{line['p50']:9.1f}{line['p95']:9.1f}{line['sql']:9.1f}{line['floor']:9.1f}{line['less_sql']:8.1f}"
        f"{line['queries']:4d}{peer}  {'; '.join(line['plan'])[:90]}", flush=True,
    )  # fmt: skip


def summary(found: dict[str, Any]) -> dict[str, Any]:
    """The figures that goals are set for."""
    listed = found["lists"].values()
    quick = [x for x in listed if x["declared"]]
    ratios = [x["vs_peer"] for x in listed if "vs_peer" in x]
    rest = found["others"]

    def worst(word: str) -> float:
        return max((x["p95"] for name, x in rest.items() if word in name), default=0.0)

    return {
        "page_less_sql_ms": max(x["less_sql"] for x in listed if x["n"] >= 3), "list_vs_peer": min(ratios),
        "list_p95_ms": max(x["p95"] for x in quick), "list_p95_other_ms": max(x["p95"] for x in listed if not x["declared"]),
        "list_cases": len(listed), "list_declared_over_100_ms": sum(x["p95"] > 100 for x in quick),
        "list_declared": len(quick), "list_with_plan_faults": sum(bool(x["plan"]) for x in quick),
        "list_slower_than_twice_peer": sum(r < 2 for r in ratios), "list_queries": max(x["queries"] for x in listed),
        "inbox_ms": worst("inbox"), "home_ms": worst("home"), "figure_ms": worst("figure"),
    }  # fmt: skip


def sheet(rows: int) -> dict[str, Any]:
    """The export, measured in a fresh process, whose memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.sheet", "--rows", str(rows)], stdout=subprocess.PIPE, check=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def importing(rows: int, peer_rows: int) -> dict[str, Any]:
    """The import of a sheet in a fresh process, and django-import-export's of the first part of it."""
    asked = ["--rows", str(rows), "--peer-rows", str(peer_rows)]
    done = subprocess.run([sys.executable, "-m", "bench.importing", *asked], stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measures everything on the database of ``ANLAN_DATABASE_URL`` and keeps the other database's results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes(parser)
    parser.add_argument("--seconds", type=float, default=0.0, help="per page; default 0.8, quick 0.2")
    parser.add_argument(
        "--seats", default="", help="only lists of these, e.g. county,province; results are not written"
    )
    parser.add_argument("--again", action="store_true", help="measure the province that an earlier run has made there")
    options = parser.parse_args()
    django.setup()
    from django.db import connection

    from anlan.domain.hazard.models import Hazard

    from . import site_pages, water

    seconds = options.seconds or (0.2 if options.quick else 0.8)
    made = {} if options.again else build(**chosen(options))
    print(f"{'':<58}{'p50':>9}{'p95':>9}{'SQL':>9}{'floor':>9}{'less':>8}{'q':>4}{'peer':>9} ratio  plan")
    found: dict[str, Any] = {"lists": lists(seconds, options.seats)}
    if options.seats:
        return
    found["others"] = others(seconds)
    found["works"] = water.works(seconds)
    found["sites"] = site_pages.sites(seconds / 2)
    found["export"] = sheet(20_000 if options.quick else 100_000)
    found = (
        summary(found)
        | water.summary(found["works"])
        | site_pages.summary(found["sites"])
        | {k: found["export"][k] for k in ("export_vs_writer", "export_rss_mb")}
        | found
    )
    hazards = Hazard.objects.count()
    if not options.again:  # it adds its rows to the province
        found["import"] = importing(10_000, 2_000) if options.quick else importing(100_000, 10_000)
        found |= {k: v for k, v in found["import"].items() if k.startswith("import_")}
    found |= {
        "made": made, "hazards": hazards, "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}",
        "load": os.getloadavg()[0], "version": ".".join(map(str, connection.get_database_version())),
    }  # fmt: skip
    keep(options.quick, found, whole=True)
    print(
        json.dumps(
            {k: v for k, v in found.items() if k not in ("lists", "others", "works", "sites")},
            ensure_ascii=False,
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
