"""The same gateway with ClickHouse behind it, beside what that engine takes by itself."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .gateways import GOALS, Moments, gateway
from .telemetry_store import SERIES, bulk, rate
from .throughput import Phase, run


def clickhouse(options: argparse.Namespace, folder: Path, moments: Moments) -> dict[str, Any]:
    """Each kind as fast as it is answered, and the engine's own bulk inserts of as many values."""
    if find_spec("chdb") is None:
        return {"not_measured": "chdb is not installed (scripts/setup.sh chdb)"}
    found: dict[str, Any] = {}
    where = f"chdb://{folder}/chdb"
    with kept_in(where), gateway(folder, ANLAN_TELEMETRY=where) as house:
        for kind in GOALS:
            found[f"{kind}_fast"] = run([Phase(kind, options, 0.0, options.seconds, moments)], house)[0]
        found["complaints"] = house.complaints()
    found |= alone(300_000 if options.quick else 1_000_000, folder)
    values = found["hj212_fast"]["values_a_second"]
    return found | {
        "load": round(os.getloadavg()[0], 1), "share_of_bulk": round(values / found["bulk_values_a_second"], 2),
        "share_of_store": round(values / found["store_values_a_second"], 2),
    }  # fmt: skip


def alone(rows: int, folder: Path) -> dict[str, Any]:
    """Values a second of the engine's own client (``bulk``), and of our store without sockets and frames."""
    from anlan.telemetry.store.clickhouse import ClickHouseStore

    store = ClickHouseStore(f"chdb://{folder}/alone", own=True)
    store.heard()
    with store.lines.line() as client:
        engine = bulk(client, rows)
    ours = rate(rows, lambda batch: store.append(batch, [], batch[-1].at))
    store.close()
    return {"bulk_values_a_second": round(engine), "store_values_a_second": round(ours), "series": SERIES}


@contextmanager
def kept_in(where: str) -> Iterator[None]:
    """This process looks for readings there."""
    from django.conf import settings

    from anlan.telemetry.store import close

    before, settings.TELEMETRY = settings.TELEMETRY, where
    try:
        yield
    finally:
        close()
        settings.TELEMETRY = before
