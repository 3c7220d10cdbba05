"""The basin's year: what its parties and authorities do from month to month."""

from . import basin_accidents, basin_hazards, basin_hero, basin_papers, basin_people, basin_risks
from .agenda import Agenda
from .basin import Basin
from .world import World

PARTS = (basin_people, basin_hazards, basin_hero, basin_risks, basin_accidents, basin_papers)


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """Every subject's plays, in the order in which one may look for another's rows."""
    for part in PARTS:
        part.set_up(world, agenda, basin)
