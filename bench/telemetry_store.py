"""How fast readings are stored and asked for: ``python -m bench.telemetry_store [--quick] [--engines sqlite,clickhouse]``.

4,000 series (500 devices of eight quantities, a value every 30 s) in batches of 10,000. Each store's rate stands beside its
engine's own rate for the same rows, as a ratio; then one quantity of one device for one day is asked for 200 times.
"""

import argparse
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SERIES, BATCH, TICK = 4_000, 10_000, 30_000
T0 = 1_789_948_800_000
"""2026-09-21, midnight UTC."""
DAY = 86_400_000
QUESTIONS = 200
ENGINES = ("sqlite", "clickhouse", "postgres")


def batches(rows: int) -> Iterator[list[Any]]:
    """The same rows each time."""
    from anlan.telemetry.words import Reading

    for first in range(0, rows, BATCH):
        numbers = range(first, first + BATCH)
        yield [Reading(n % SERIES // 8, n % 8 + 1, T0 + n // SERIES * TICK, 20 + n * 7919 % 1000 / 10) for n in numbers]


def rate(rows: int, take: Callable[[list[Any]], object]) -> float:
    """Rows a second; making the rows is not counted."""
    spent = 0.0
    for batch in batches(rows):
        began = time.perf_counter()
        take(batch)
        spent += time.perf_counter() - began
    return rows / spent


def asked(store: Any, rows: int) -> dict[str, float]:
    """Milliseconds of one day of one quantity of one device, its values and its curve."""
    rnd, found = random.Random(6), {}
    days = max(1, rows // SERIES * TICK // DAY)
    for name in ("raw", "series"):
        times = []
        for _ in range(QUESTIONS):
            start = T0 + rnd.randrange(days) * DAY
            began = time.perf_counter()
            got = getattr(store, name)(rnd.randrange(SERIES // 8), rnd.randrange(1, 9), start, start + DAY)
            times.append((time.perf_counter() - began) * 1000)
            assert got
        found |= {f"{name}_p50_ms": statistics.median(times), f"{name}_p95_ms": statistics.quantiles(times, n=20)[18]}
    return found


def measure_sqlite(rows: int, folder: Path) -> dict[str, Any]:
    """The file; beside it a bare table with the same key, filled by executemany in commits of the same size."""
    from anlan.telemetry.store.sqlite import PRAGMAS, open_sqlite

    line = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for pragma in ("PRAGMA journal_mode=WAL", *PRAGMAS):
        line.execute(pragma)
    line.execute("CREATE TABLE r (d INT, q INT, a INT, v REAL, f TEXT, PRIMARY KEY (d, q, a)) WITHOUT ROWID")

    def bare(batch: list[Any]) -> None:
        line.execute("BEGIN IMMEDIATE")
        line.executemany("INSERT OR IGNORE INTO r VALUES (?, ?, ?, ?, ?)", batch)
        line.execute("COMMIT")

    own = rate(rows, bare)
    line.close()
    store = open_sqlite(folder / "store.sqlite3")
    ours = rate(rows, lambda batch: store.append(batch, [], batch[-1].at))
    found = asked(store, rows) | {"bytes_a_row": (folder / "store.sqlite3").stat().st_size / rows}
    store.close()
    return {"rows": rows, "append_s": ours, "engine_s": own, "ratio": ours / own} | found


def measure_postgres(rows: int, folder: Path) -> dict[str, Any]:
    """A throw-away server; beside it COPY into a table with the same key."""
    import psycopg

    from anlan.telemetry.store.postgres import open_postgres

    address = os.environ["ANLAN_TEST_PG"]
    line = psycopg.connect(address, autocommit=True)
    line.execute("DROP SCHEMA IF EXISTS telemetry CASCADE; DROP TABLE IF EXISTS bare")
    line.execute("CREATE TABLE bare (d BIGINT, q BIGINT, a BIGINT, v FLOAT8, f TEXT, PRIMARY KEY (d, q, a))")

    def bare(batch: list[Any]) -> None:
        with line.cursor().copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int8", "int8", "int8", "float8", "text"])
            for row in batch:
                copy.write_row(row)

    own = rate(rows, bare)
    line.close()
    store = open_postgres(address)
    ours = rate(rows, lambda batch: store.append(batch, [], batch[-1].at))
    found = asked(store, rows)
    store.close()
    return {"rows": rows, "append_s": ours, "engine_s": own, "ratio": ours / own} | found


def bulk(client: Any, rows: int) -> float:
    """Rows a second of the client's own insert into a table with the same key."""
    client.command(
        "CREATE TABLE bare (d Int64, q UInt16, a Int64, v Float64, f LowCardinality(String)) ENGINE MergeTree "
        f"PARTITION BY intDiv(a, {DAY}) ORDER BY (d, q, a) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1"
    )
    own = rate(rows, lambda batch: client.insert("bare", batch, column_names=["d", "q", "a", "v", "f"]))
    client.command("DROP TABLE bare")
    return own


def measure_clickhouse(rows: int, folder: Path, stored: int) -> dict[str, Any]:
    """chDB; beside it ``bulk``. Asked with ``stored`` rows there."""
    from anlan.telemetry.store.clickhouse import ClickHouseStore

    store = ClickHouseStore(f"chdb://{folder}/chdb", own=True)
    store.heard()
    with store.lines.line() as client:
        own = bulk(client, rows)
        ours = rate(rows, lambda batch: store.append(batch, [], batch[-1].at))
        # The rest is made by the engine itself: it is there to be asked.
        for first in range(rows, stored, 10_000_000):
            number = min(10_000_000, stored - first)
            client.command(
                f"INSERT INTO raw (device, quantity, at, value, flag, heard) SELECT intDiv(n % {SERIES}, 8), n % 8 + 1, "
                f"{T0} + intDiv(n, {SERIES}) * {TICK}, 20 + n * 7919 % 1000 / 10, '', {T0} "
                f"FROM (SELECT number + {first} AS n FROM numbers({number}))"
            )
    store.roll_up(T0 + DAY)
    found = asked(store, stored) | {"asked_of_rows": stored}
    store.close()
    return {"rows": rows, "append_s": ours, "engine_s": own, "ratio": ours / own} | found


def main() -> None:
    """Measures and keeps the figures."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="a tenth of the rows")
    words.add_argument("--engines", default="sqlite,clickhouse", help=f"of {', '.join(ENGINES)} (postgres: make pg)")
    words.add_argument("--trial", action="store_true", help="print only, keep nothing")
    said = words.parse_args()
    rows, found = 1_000_000 if said.quick else 10_000_000, {}
    for engine in said.engines.split(","):
        if engine == "clickhouse" and find_spec("chdb") is None:
            print("clickhouse: not measured, chdb is not installed (scripts/setup.sh chdb)", flush=True)
            continue
        with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
            load = os.getloadavg()[0]
            if engine == "clickhouse":
                figures = measure_clickhouse(min(rows, 2_000_000), Path(folder), rows * 10)
            else:
                figures = {"sqlite": measure_sqlite, "postgres": measure_postgres}[engine](rows, Path(folder))
            found[engine] = {name: round(value, 2) for name, value in figures.items()} | {
                "load": [load, os.getloadavg()[0]]
            }
            print(engine, found[engine], flush=True)
    from bench import results

    if not said.trial:
        results.keep(said.quick, {"telemetry_store": found})


if __name__ == "__main__":
    os.environ.setdefault("ANLAN_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    import django

    django.setup()
    main()
