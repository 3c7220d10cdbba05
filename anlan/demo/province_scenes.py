"""What the first accounts of the construction portal find: a site for each reason, one that changed its company, urgings."""

from datetime import timedelta

from anlan.domain.inspection.kinds import By, Way
from anlan.domain.inspection.models import Inspection
from anlan.domain.site.kinds import Account
from anlan.domain.site.models import Site
from anlan.kernel.clock import now, today
from anlan.kernel.people.models import User
from anlan.kernel.scope.models import Seat

from . import province_ends as ends
from .accounts import password_hash
from .agenda import Agenda, Play
from .numbers import credit_code
from .province import BRANCH_OF, DISTRICT, Province, Yard, forget, register
from .province_inspections import begun, contents, generate, reply, walk
from .world import World, moment

SHOWN, FEW, OVERDUE, LATE = 0, 1, 2, 7
"""By the number of the hero's site: the one that the sign-in page shows; one that was inspected once; one whose
rectification is overdue; one that is past its planned completion by months."""
PASSED_ON, DELAYED, FINISHED = 0, 7, 8
"""By their number among the others' sites: passes to the hero half-way; 超期核实 with either verdict."""


def begin(world: World, agenda: Agenda, province: Province, yard: Yard) -> None:
    """What happens on one of these sites besides the ordinary."""
    place = yard.number - province.hero_share
    if yard.number == SHOWN:
        agenda.add(_ordered(world, yard, Way.JGJ59, By.COMPANY, 4))
        agenda.add(_ordered(world, yard, Way.WORDING, By.AUTHORITY, 2))
        agenda.add(_replied(world, yard))
    elif yard.number == FEW:
        agenda.add(_once(world, yard))
    elif yard.number == OVERDUE:
        agenda.add(_ordered(world, yard, Way.WORDING, By.COMPANY, 21))
        agenda.add(_urged(world, yard, 6))
    elif place == PASSED_ON:
        agenda.add(_passes_on(world, province, yard))
    elif place in (DELAYED, FINISHED):
        ends.checks(world, agenda, yard, "delayed" if place == DELAYED else "finished")


def set_up(world: World, agenda: Agenda, province: Province) -> None:
    """Companies that register these days: one waits, one was sent back."""
    agenda.add(_registers(world, province, "江苏澜筑建设有限公司", 2, ""))
    agenda.add(
        _registers(
            world, province, "常州市衡岳建筑工程有限公司", 6, "营业执照照片不清晰，看不出统一社会信用代码，请重新上传。"
        )
    )


def _ordered(world: World, yard: Yard, way: Way, by: By, ago: int) -> Play:
    """Inspected so many days ago; the site has not answered."""
    yield moment(world.today - timedelta(days=ago), 9, 40)
    seat = yard.station if by == By.AUTHORITY else yard.branch or yard.company.seat
    visit = begun(world, yard, seat, by, world.dice("scene", yard.number, by), way)
    told, found = contents(visit)
    visit.act(seat, "answer", entries=told, said="全部检查项")
    generate(visit, found or ["临边防护不到位，限期整改"])


def _replied(world: World, yard: Yard) -> Play:
    """Sent back once and answered again: it waits for the company."""
    yield moment(world.today - timedelta(days=12), 14, 20)
    visit = begun(world, yard, yard.company.seat, By.COMPANY, world.dice("scene", "replied"), Way.OWN)
    generate(visit, ["脚手架连墙件按方案恢复，每两步三跨一处。"])
    yield moment(world.today - timedelta(days=9), 10, 20)
    reply(visit)
    yield moment(world.today - timedelta(days=8), 16)
    due = (today() + timedelta(days=10)).isoformat()
    visit.act(visit.seat, "fail_recheck", opinion="照片看不出整改部位，请补拍同角度照片。", due_on=due)
    yield moment(world.today - timedelta(days=3), 11)
    reply(visit)


def _once(world: World, yard: Yard) -> Play:
    """Its company came once this year, and not again."""
    yield moment(max(world.today - timedelta(days=250), today() + timedelta(days=4)), 10)
    yield from walk(begun(world, yard, yard.company.seat, By.COMPANY, world.dice("scene", "once"), Way.OWN))


def _urged(world: World, yard: Yard, ago: int) -> Play:
    yield moment(world.today - timedelta(days=ago), 9, 5)
    late = Inspection.objects.filter(site=yard.row.pk, state="rectify").exists()
    text = "检查单整改已超过整改时间，请今天内完成整改并回复。" if late else "请按期完成整改并回复。"
    world.act(yard.company.seat, "siteurge", "create", site=yard.row.pk, matter="rectification", text=text)


def _passes_on(world: World, province: Province, yard: Yard) -> Play:
    """Half-way the site goes to the hero, who opens its account anew; what its former company made, that one still reads."""
    yield moment(world.start + timedelta(days=(world.today - world.start).days // 2), 9, 30)
    hero = province.companies[0]
    world.act(yard.station, "site", "change", yard.row.pk, unit=hero.unit.pk)
    branch, seat = hero.branches[BRANCH_OF[yard.row.area_id[:4]]]
    forget(hero.seat, seat)
    world.act(hero.seat, "site", "assign", yard.row.pk, branch=branch.pk)
    world.act(hero.seat, "site", "open_account", yard.row.pk)
    # The new account has a password that was shown once; the demo's is everybody's.
    user = User.objects.get(username=yard.row.number)
    User.objects.filter(pk=user.pk).update(password=password_hash(), must_choose=False, one_time_until=None)
    yard.company, yard.branch = hero, seat
    yard.row = Site.objects.select_related("department", "unit").get(pk=yard.row.pk)
    assert yard.row.account == Account.OPEN
    yard.foreman = Seat.objects.select_related("user", "organisation", "role").get(user=user)
    forget(yard.foreman, seat)


def _registers(world: World, province: Province, name: str, ago: int, refused: str) -> Play:
    yield moment(world.today - timedelta(days=ago), 10, 15)
    random = world.dice("registers", name)
    row = register(world, random, name, credit_code(random), DISTRICT)
    if refused:
        yield now() + timedelta(hours=5)
        world.act(province.reviewer, "registration", "refuse", row.pk, opinion=refused)
