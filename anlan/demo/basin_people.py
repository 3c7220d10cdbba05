"""Key people of the sections, with the certificates they hold; some run out soon, one has run out."""

from datetime import date, timedelta
from random import Random

from anlan.kernel.clock import now
from anlan.kernel.scope.models import Seat

from .agenda import Agenda, Play
from .basin import Site
from .names import person_name
from .numbers import mobile
from .world import World, after

POSTS = (
    ("contractor", "project_manager", "manager", "苏水安A"), ("contractor", "safety_officer", "checker", "苏水安C"),
    ("engineer", "chief_engineer", "", "JLZ"), ("engineer", "supervisor", "", "JLG"),
    ("owner", "owner_representative", "", ""),
)  # fmt: skip


def begin(world: World, agenda: Agenda, site: Site, number: int) -> None:
    """A section's people; of an engineer the same ones serve all its sections of a project."""
    agenda.add(_named(world, site, number))


def _named(world: World, site: Site, number: int) -> Play:
    random = world.dice("people", number)
    yield after(random, now(), 0, 2)
    for side, post, part, series in POSTS:
        seat: Seat = getattr(site, side)
        _name(world, site, seat, random, (post, part, series), _until(world, random, number, post))


def _until(world: World, random: Random, number: int, post: str) -> date:
    """The hero's safety officer must renew in three weeks; one in twenty is late already."""
    if (number, post) == (0, "safety_officer"):
        return world.today + timedelta(days=20)
    if (number, post) == (1, "supervisor"):
        return world.today - timedelta(days=6)
    return world.today + timedelta(days=random.choice((25, 90, 200, 320, 480, 700, 900)))


def _name(world: World, site: Site, seat: Seat, random: Random, told: tuple[str, str, str], until: date) -> None:
    post, part, series = told
    name = site.people[part] if part else person_name(world.dice(post, site.project.pk), "m")
    values = {"section": site.section.pk, "post": post, "name": name, "phone": mobile(random)}
    if series:
        values |= {"certificate": f"{series}{random.randrange(10**7):07d}", "certificate_until": until.isoformat()}
    world.act(seat, "keyperson", "create", **values)
