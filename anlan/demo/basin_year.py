"""The basin's year: what its parties and authorities do from month to month."""

from . import (
    basin_accidents,
    basin_cover,
    basin_hazards,
    basin_hero,
    basin_papers,
    basin_people,
    basin_reports,
    basin_risks,
)
from .agenda import Agenda, Play
from .basin import Basin, join_day, works
from .world import World, moment

SUBJECTS = (basin_hazards, basin_hero, basin_risks, basin_accidents, basin_papers, basin_cover, basin_reports)
OF_SECTIONS = (basin_people, basin_hazards, basin_risks, basin_papers, basin_cover)


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """Every subject's plays: for the basin as a whole, for the sections that are there, and for those that join."""
    for subject in SUBJECTS:
        subject.set_up(world, agenda, basin)
    _begin(world, agenda, basin, 0)
    for number, word in basin.waiting:
        agenda.add(_joins(world, agenda, basin, number, word))


def _begin(world: World, agenda: Agenda, basin: Basin, first: int) -> None:
    for number, site in enumerate(basin.sites[first:], first):
        for subject in OF_SECTIONS:
            subject.begin(world, agenda, site, number)
    basin_reports.begin(world, agenda, basin.sites[first:])


def _joins(world: World, agenda: Agenda, basin: Basin, number: int, word: str) -> Play:
    """A project joins: it is entered, divided and assigned, and its sections begin."""
    yield moment(join_day(world, number), 9, number)
    first = len(basin.sites)
    works(world, basin, word, number)
    _begin(world, agenda, basin, first)
