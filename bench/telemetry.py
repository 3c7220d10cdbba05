"""What one gateway takes: ``python -m bench.telemetry``, all over real sockets.

``anlan gateway`` runs as in operation; crowds of devices (``bench.devices``) in processes beside it send as fast as they are
answered, then at the rate of the goal, which gives the times to an answer. Every answered value has to be in the store.
The parts: ``flow`` (how many a second), ``alarms`` (from a value to a page), ``clickhouse`` (the same with that engine),
``viewers`` (1,000 open pages), ``strangers`` (50,000 lines of nobody); ``--store`` adds questions about one day of one
quantity among millions, ``--soak 20`` twenty minutes of memory.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
os.environ.setdefault("ANLAN_MODE", "test")

PARTS = ("flow", "alarms", "clickhouse", "viewers", "strangers")


def missing(found: Any) -> int:
    """Answered frames that no part found in the store."""
    if not isinstance(found, dict):
        return 0
    return sum(value if key == "missing" else missing(value) for key, value in found.items())


def measure(options: argparse.Namespace, tell: Callable[[str, dict[str, Any]], None]) -> None:
    """All parts that were asked for, each told when it is done."""
    from django.core.management import call_command

    from .alarms import alarms
    from .engine import clickhouse
    from .gateways import Moments, make_devices
    from .strangers import strangers
    from .throughput import flow, soak
    from .viewers import viewers

    call_command("migrate", verbosity=0)
    session, moments = make_devices(options.lines + 3 * options.alarms), Moments()
    parts: dict[str, Callable[[Path], dict[str, Any]]] = {
        "flow": lambda folder: flow(options, folder, moments),
        "alarms": lambda folder: alarms(options, folder, moments, session),
        "clickhouse": lambda folder: clickhouse(options, folder, moments),
        "viewers": lambda folder: viewers(options, folder, session),
        "strangers": lambda folder: strangers(options, folder, moments),
        "soak": lambda folder: soak(options, folder, moments),
    }
    for name in (*options.parts, *(["soak"] if options.soak else [])):
        with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
            before = round(os.getloadavg()[0], 1)
            tell(name, {"load_before": before} | parts[name](Path(folder)))


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """What the command was told."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="5 seconds a phase, 15 of alarms, a tenth of the rows")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"of {', '.join(PARTS)}; - for none")
    parser.add_argument("--seconds", type=float, default=0.0, help="of a phase; default 30")
    parser.add_argument("--lines", type=int, default=400, help="devices of each kind")
    parser.add_argument("--crowds", type=int, default=2, help="processes that play them")
    parser.add_argument("--window", type=int, default=16, help="frames a device sends ahead of their answers")
    parser.add_argument("--alarms", type=int, default=0, help="devices that cross a limit; default 300")
    parser.add_argument("--viewers", type=int, default=1_000, help="open pages")
    parser.add_argument("--strangers", type=int, default=50_000, help="lines of nobody")
    parser.add_argument("--store", action="store_true", help="10 million rows on SQLite, 100 million on ClickHouse")
    parser.add_argument("--soak", type=float, default=0.0, help="minutes of both kinds at a third of the goals")
    parser.add_argument("--trial", action="store_true", help="print only, keep nothing")
    options = parser.parse_args(arguments)
    options.parts = [one for one in options.parts.split(",") if one != "-"]
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}")
    options.seconds = options.seconds or (5.0 if options.quick else 30.0)
    options.alarms = options.alarms or (60 if options.quick else 300)
    options.alarm_seconds = 15.0 if options.quick else 40.0
    options.siege_seconds = 80.0
    return options


def main() -> None:
    """Measures, prints, keeps; the exit status tells whether an answered value is not in the store."""
    options = options_of()
    django.setup()
    from .results import keep

    found: dict[str, Any] = {"lines": options.lines}

    def tell(name: str, said: dict[str, Any]) -> None:
        found[name] = said
        print(name, json.dumps(said, ensure_ascii=False), file=sys.stderr, flush=True)

    measure(options, tell)
    if options.store:
        # A process of its own: an embedded ClickHouse is of one folder as long as its process lives.
        more = [name for name, on in (("--quick", options.quick), ("--trial", options.trial)) if on]
        subprocess.run([sys.executable, "-m", "bench.telemetry_store", *more], check=True)
    print(json.dumps(found, ensure_ascii=False, indent=1), flush=True)
    if not options.trial:
        keep(options.quick, {"telemetry": found})
    sys.exit(bool(missing(found)))


if __name__ == "__main__":
    main()
