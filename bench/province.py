"""A province in bulk: it fills the database, it tests nothing. The same seed on the same day makes the same rows.

``python -m bench.province --hazards 1000000 --firms 50000 --answers 500000 --users 5000 --waterhazards 1000000 --inspections 1000000
--seed 32``

Areas are the real ones of 江苏省 down to towns; names, people and hazards are made up. No act is delivered (apart from the
check standard's own), so there is no trail: use it to measure reading, never to try out rules.
"""

import argparse
import os
import sys
import time
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
os.environ.setdefault("ANLAN_MODE", "test")
QUICK = {
    "hazards": 100_000,
    "firms": 5_000,
    "answers": 50_000,
    "users": 5_000,
    "waterhazards": 100_000,
    "inspections": 100_000,
}
FULL = {
    "hazards": 1_000_000,
    "firms": 50_000,
    "answers": 500_000,
    "users": 5_000,
    "waterhazards": 1_000_000,
    "inspections": 1_000_000,
}


def build(
    hazards: int, firms: int, answers: int, users: int, seed: int, waterhazards: int = 0, inspections: int = 0
) -> dict[str, float]:  # fmt: skip
    """Migrates and fills an empty database; returns what it holds and the seconds it took."""
    from django.core.management import call_command

    from anlan.domain.standard.load import load_standard
    from anlan.kernel.scope.models import Organisation
    from anlan.kernel.tally import install

    from .checks import make_checks
    from .fill import analyse, unchecked
    from .hazards import make_hazards
    from .places import PROVINCE, make_places
    from .sites import make_sites
    from .works import make_works

    began = time.monotonic()
    call_command("migrate", verbosity=0)
    if Organisation.objects.exists():
        sys.exit("数据库里已有数据，不会往里填；请换一个空的 ANLAN_HOME 或 ANLAN_DATABASE_URL")
    # Rows in bulk are counted once at their end, as after an upgrade.
    install.before_migrating()
    with unchecked():
        places = make_places(Random(f"{seed}:places"), firms, users)
        load_standard(PROVINCE)
        _say(began, f"{len(places.firms)} firms, {len(places.authorities)} authorities")
        made: dict[str, float] = {"firms": firms, "authorities": len(places.authorities), "users": users}
        made |= make_hazards(Random(f"{seed}:hazards"), places, hazards)
        _say(began, f"{made['hazards']} hazards, {made['tasks']} tasks")
        made |= make_checks(Random(f"{seed}:checks"), places, answers)
        if waterhazards:
            made |= make_works(Random(f"{seed}:works"), waterhazards)
            _say(began, f"{waterhazards} hazards of works in {made['sections']} sections")
        if inspections:
            made |= make_sites(Random(f"{seed}:sites"), places, inspections)
            _say(began, f"{inspections} inspections of {made['sites']} building sites")
    _say(began, "counting")
    install.after_migrating()
    analyse()
    _say(began, "done")
    return made | {"seconds": round(time.monotonic() - began, 1)}


def _say(began: float, text: str) -> None:
    print(f"  {time.monotonic() - began:6.1f} s  {text}", file=sys.stderr, flush=True)


def sizes(parser: argparse.ArgumentParser) -> None:
    """The options that say how large the province is."""
    parser.add_argument("--quick", action="store_true", help="a tenth of a province")
    for name in FULL:
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--seed", type=int, default=32)


def chosen(options: argparse.Namespace) -> dict[str, int]:
    """The sizes asked for, the others from the quick or the full province."""
    base = QUICK if options.quick else FULL
    return {name: getattr(options, name) or base[name] for name in base} | {"seed": options.seed}


def main() -> None:
    """Fills the database of ``ANLAN_DATABASE_URL``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes(parser)
    options = parser.parse_args()
    django.setup()
    print(build(**chosen(options)))


if __name__ == "__main__":
    main()
