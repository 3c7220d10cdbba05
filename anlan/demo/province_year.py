"""The province's year: sites are filed from month to month, inspected, evaluated, finished."""

from datetime import date

from . import province_ends, province_evaluations, province_inspections, province_machines, province_scenes
from .agenda import Agenda, Play
from .province import Company, Province, Yard
from .province_sites import file_site, filed_on, plan
from .world import World, moment


def prepare(world: World, province: Province, sites: int) -> None:
    """The first site at once: its account is the one that the sign-in page shows."""
    plan(world, province, sites)
    file_site(world, province, *province.waiting.pop(0))


def set_up(world: World, agenda: Agenda, province: Province) -> None:
    """Those that are there from the beginning are filed at once; the others join on their days."""
    _begin(world, agenda, province, province.yards[0])
    for number, company, begun in province.waiting:
        if begun < world.start:
            _begin(world, agenda, province, file_site(world, province, number, company, begun))
        else:
            agenda.add(_joins(world, agenda, province, number, company, begun))
    province_scenes.set_up(world, agenda, province)


def _joins(world: World, agenda: Agenda, province: Province, number: int, company: Company, begun: date) -> Play:
    yield moment(filed_on(begun), 9, number % 60)
    _begin(world, agenda, province, file_site(world, province, number, company, begun))


def _begin(world: World, agenda: Agenda, province: Province, yard: Yard) -> None:
    for subject in (province_inspections, province_evaluations, province_machines):
        subject.begin(world, agenda, yard)
    for part in (province_ends, province_scenes):
        part.begin(world, agenda, province, yard)
