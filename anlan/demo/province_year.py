"""The province's year: sites are filed from month to month, inspected, evaluated, finished."""

from datetime import date

from . import province_evaluations, province_inspections
from .agenda import Agenda, Play
from .province import Company, Province
from .province_sites import file_site, filed_on, planned
from .world import World, moment

OF_SITES = (province_inspections, province_evaluations)


def set_up(world: World, agenda: Agenda, province: Province, sites: int) -> None:
    """Those that are there from the beginning are filed at once; the others join on their days."""
    for number, company, begun in planned(world, province, sites):
        if begun < world.start:
            _begin(world, agenda, province, number, company, begun)
        else:
            agenda.add(_joins(world, agenda, province, number, company, begun))


def _joins(world: World, agenda: Agenda, province: Province, number: int, company: Company, begun: date) -> Play:
    yield moment(filed_on(world, begun), 9, number % 60)
    _begin(world, agenda, province, number, company, begun)


def _begin(world: World, agenda: Agenda, province: Province, number: int, company: Company, begun: date) -> None:
    yard = file_site(world, province, number, company, begun)
    for subject in OF_SITES:
        subject.begin(world, agenda, yard)
