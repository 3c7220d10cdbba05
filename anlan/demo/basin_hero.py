"""What the engineer of the reservoir finds on a morning: something new, returned, overdue, supervised, and to re-check."""

from dataclasses import dataclass
from datetime import timedelta

from .agenda import Agenda, Play
from .basin import Basin, Site
from .basin_hazards import Case, begun, ended, enter, supervised
from .basin_words import named
from .world import World, moment


@dataclass(frozen=True)
class Scene:
    """One hazard of the reservoir: the section's number, who found it, how many days ago, due in how many days."""

    section: int
    finder: str
    name: str
    ago: int
    due: int
    moves: tuple[str, ...]


SCENES = (
    Scene(0, "contractor", "临边防护缺失", 1, 6, ()),
    Scene(1, "contractor", "气瓶间距不足", 1, 4, ()),
    Scene(0, "engineer", "脚手架连墙件缺失", 5, 5, ("send_back",)),
    Scene(1, "engineer", "吊索具达到报废标准", 14, -3, ("confirm", "report", "rectify")),
    Scene(0, "engineer", "基坑边堆载超限", 11, -6, ("confirm", "report", "notify")),
    Scene(0, "engineer", "配电箱防护缺失", 6, 3, ("confirm", "report", "finish")),
    Scene(2, "contractor", "隧洞通风不足", 5, 2, ("confirm", "finish")),
    Scene(2, "contractor", "未戴安全帽", 4, 3, ("engineer_return",)),
    Scene(1, "authority", "防汛物资不足", 9, 8, ("rectify",)),
)
SAID = {
    "send_back": "部位只写了“大坝”，请补坝段号、层数，并补一张全景照片后再报。",
    "engineer_return": "请写清人数和班组，并附当时的照片。",
    "notify": "已超过整改期限，请今天内完成卸载并报送观测数据。",
    "rectify": "新吊索具已订货，预计后天到场。",
}
GRAVE = (
    (0, "深基坑未按专项方案支护", 26, ("supervise",)),
    (2, "隧洞围岩变形超限", 40, ("supervise", "finish", "apply")),
)
"""Under 督办: one whose work goes on, one that waits for the city's answer."""


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """All that the first account of the portal's sign-in page shall find."""
    for number, scene in enumerate(SCENES):
        agenda.add(_play(world, basin.sites[scene.section], scene, number))
    for section, name, ago, moves in GRAVE:
        agenda.add(_grave(world, basin.sites[section], name, ago, moves))


def _play(world: World, site: Site, scene: Scene, number: int) -> Play:
    random = world.dice("reservoir", number)
    seat = site.supervisor if scene.finder == "authority" else getattr(site, scene.finder)
    yield moment(world.today - timedelta(days=scene.ago), 15, 10 + number)
    case = Case(world, site, seat, named(scene.name), random)
    photo = world.album.give(case.found.scene, number, seat.user_id)
    due = (world.today + timedelta(days=scene.due)).isoformat()
    enter(case, "general", party="contractor", due_on=due, photos=[photo])
    for step, verb in enumerate(scene.moves):
        yield moment(world.today - timedelta(days=max(1, scene.ago - 1 - step)), 16, 20 + number)
        doer = {"engineer_return": site.engineer, "rectify": site.contractor, "finish": site.contractor}
        values = {"rectify": begun, "finish": lambda c: begun(c) | ended(c)}
        told = values[verb](case) if verb in values else {}
        case.act(doer.get(verb, site.owner), verb, **told, **({"opinion": SAID[verb]} if verb in SAID else {}))


def _grave(world: World, site: Site, name: str, ago: int, moves: tuple[str, ...]) -> Play:
    yield moment(world.today - timedelta(days=ago), 9, 30)
    case = Case(world, site, site.engineer, named(name), world.dice("reservoir", name))
    enter(case, "major", party="contractor")
    case.act(site.owner, "confirm")
    case.act(site.owner, "report")
    yield moment(world.today - timedelta(days=ago - 1), 10)
    yield from supervised(case, moves)
