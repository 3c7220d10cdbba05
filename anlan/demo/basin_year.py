"""The basin's year: what its parties and authorities do from month to month."""

from . import basin_hazards, basin_hero, basin_risks
from .agenda import Agenda
from .basin import Basin
from .world import World

PARTS = (basin_hazards, basin_hero, basin_risks)


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """Every subject's plays, in the order in which one may look for another's rows."""
    for part in PARTS:
        part.set_up(world, agenda, basin)
