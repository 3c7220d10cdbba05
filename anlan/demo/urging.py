"""The towns press who has not checked this month."""

import uuid
from datetime import timedelta

from anlan.domain.enterprise.models import Enterprise
from anlan.domain.selfcheck.models import SelfCheck
from anlan.domain.selfcheck.pressing import ask_to_urge
from anlan.kernel.clock import today

from .agenda import Agenda, Play
from .authorities import HERO_TOWN
from .world import NAMES, World, moment, month_start

TOWNS, MOST = 4, 12
"""How many towns press, and how many firms each at once."""


def set_up(world: World, agenda: Agenda) -> None:
    """In the last months; a few towns, the hero's among them."""
    for back in range(min(world.months, 3)):
        agenda.add(_press(world, back))


def _press(world: World, back: int) -> Play:
    """Before the 25th, or some days ago where this month has not come so far."""
    month = month_start(world.today, back)
    yield moment(min(month + timedelta(days=21), max(month, world.today - timedelta(days=4))), 10, 20)
    others = world.dice("urging", back).sample(sorted(set(world.localities) - {HERO_TOWN}), TOWNS - 1)
    for town in (HERO_TOWN, *others):
        done = SelfCheck.objects.filter(month=month_start(today()), is_reported=True).values("unit")
        firms = Enterprise.objects.filter(area__path__startswith=town).exclude(pk__in=done).order_by("pk")
        asked = uuid.uuid5(NAMES, f"urge:{world.seed}:{month}:{town}")
        ask_to_urge(world.localities[town], firms.values_list("pk", flat=True)[:MOST], month_start(today()), asked)
