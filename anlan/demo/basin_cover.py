"""Safety insurance of the sections, claims after accidents; emergency plans, drills and contacts of units and sections."""

from datetime import date, timedelta
from random import Random
from typing import Any

from anlan.domain.insurance.models import SafetyInsurance
from anlan.kernel.clock import now, today
from anlan.kernel.scope.models import Seat

from .agenda import Agenda, Play
from .basin import Basin, Site
from .names import person_name
from .numbers import mobile
from .world import World, after, moment

INSURERS = ("安江财产保险股份有限公司", "东屿财产保险股份有限公司", "恒泰水利互助保险社")
PLANS = (
    ("general", "生产安全事故综合应急预案", "适用于本单位全部生产安全事故的应对。"),
    ("special", "防洪度汛专项应急预案", "适用于超标准洪水、围堰险情的预警、撤离和抢险。"),
    ("site", "基坑坍塌现场处置方案", "适用于基坑边坡失稳、人员被埋的先期处置。"),
    ("site", "起重伤害现场处置方案", "适用于吊装作业事故的先期处置。"),
)
DRILLS = (
    ("practical", "围堰抢险与人员撤离演练", "接到洪水预警后停工、清点人数、撤离，抢险组封堵渗漏。"),
    ("single", "高处坠落救援演练", "模拟作业人员坠落，止血固定、担架转运、送医。"),
    ("tabletop", "基坑坍塌桌面推演", "按预案推演报告、警戒、搜救、善后各环节。"),
    ("single", "消防疏散与灭火器使用演练", "生活区起火，疏散清点，使用灭火器扑救。"),
)
FOUND = (
    "响应及时，分工明确；对讲机频道没有统一，已改进。",
    "人员到位用时六分钟，救援器材齐全。",
    "流程熟悉，担架转运动作需再练。",
)
OVERDUE, UNINSURED, ENDING = 1, 2, 0
"""By the number of the section: its contractor's drill is overdue, it has no policy, its policy runs out in some days."""


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """Units that work for themselves have their plans too; those whom they answer to file them."""
    for unit in basin.operators:
        agenda.add(_plan(world, unit, basin.bureaus["3204012"], {}, 0, 0))


def begin(world: World, agenda: Agenda, site: Site, number: int) -> None:
    """A policy, plans with drills, and contacts of a section; one section has no policy."""
    if number != UNINSURED:
        agenda.add(_insured(world, site, number))
    where = {"section": site.section.pk}
    for which in (1, 2 + number % 2):
        agenda.add(_plan(world, site.contractor, site.supervisor, where, which, number))
    if number % 4 == 0:
        agenda.add(_plan(world, site.owner, site.supervisor, {"project": site.project.pk}, 0, number))
    agenda.add(_contacts(world, site, number))


def _insured(world: World, site: Site, number: int) -> Play:
    random = world.dice("policy", number)
    yield after(random, now(), 1, 4)
    # Whose first policy ends within the year renews it, some with days between.
    ends = today() + timedelta(days=random.choice((60, 150, 240, 330, 420)))
    if number == ENDING:
        ends = world.today + timedelta(days=12)
    starts = ends - timedelta(days=364)
    while True:
        policy = _policy(world, site, random, starts, ends)
        if random.random() < 0.05:
            yield from _claimed(world, site, policy, random)
        yield max(moment(ends - timedelta(days=random.choice((2, 9, 20))), 10), now())
        gap = 6 if random.random() < 0.1 else 1
        starts, ends = ends + timedelta(days=gap), ends + timedelta(days=365)


def _policy(world: World, site: Site, random: Random, starts: date, ends: date) -> int:
    holder = site.contractor if random.random() < 0.8 else site.owner
    people = random.randint(25, 180)
    return world.act(
        site.owner, "safetyinsurance", "create", section=site.section.pk, unit=holder.organisation_id,
        insured=f"{holder.organisation}及其从业人员", insurer=random.choice(INSURERS),
        number=f"AZX{starts:%Y}{random.randrange(10**9):09d}", per_person=str(random.choice((60, 80, 100))), people=people,
        premium=str(people * random.randint(8, 14) / 100), starts_on=starts.isoformat(), due_on=ends.isoformat(),
        files=[world.album.document("保单", site.owner.user_id)],
    ).record  # fmt: skip


def _claimed(world: World, site: Site, policy: int, random: Random) -> Play:
    row = SafetyInsurance.objects.get(pk=policy)
    yield after(random, now(), 20, 60)
    happened = today() - timedelta(days=2)
    if not row.starts_on <= happened <= row.due_on:
        return
    pk = world.act(
        site.owner, "claim", "create", insurance=policy, happened_on=happened.isoformat(),
        happening="钢筋工搬运时手部被砸伤，住院治疗。", deaths=0, injured=1, reported_on=today().isoformat(),
        number=f"LP{random.randrange(10**8):08d}", claimed="3.6",
    ).record  # fmt: skip
    yield after(random, now(), 30, 60)
    world.act(site.owner, "claim", "pay", pk, paid="3.1", paid_on=today().isoformat())


def _plan(world: World, seat: Seat, files: Seat, where: dict[str, Any], which: int, number: int) -> Play:
    """Written, issued, filed with the authority (one in eight still waits), and drilled each half year."""
    kind, title, note = PLANS[which]
    random = world.dice("plan", seat.pk, which, number)
    yield after(random, now(), 3, 20)
    pk = world.act(
        seat, "emergencyplan", "create", title=title, kind=kind, note=note,
        files=[world.album.document(title, seat.user_id)], **where,
    ).record  # fmt: skip
    yield after(random, now(), 2, 8)
    world.act(seat, "emergencyplan", "issue", pk, issued_by=person_name(random, "m"), issued_on=today().isoformat())
    if kind != "site":
        yield after(random, now(), 1, 5)
        world.act(seat, "emergencyplan", "ask_filing", pk)
        if random.random() < 0.88:
            yield after(random, now(), 2, 12)
            code = f"水应备〔{today().year}〕{pk:03d}号"
            world.act(files, "emergencyplan", "file", pk, filing_number=code, filed_on=today().isoformat())
    if number == OVERDUE:
        return
    yield from _drills(world, seat, pk, random)


def _drills(world: World, seat: Seat, plan: int, random: Random) -> Play:
    while True:
        yield after(random, now(), 5, 60)
        kind, title, course = random.choice(DRILLS)
        world.act(
            seat, "drill", "create", plan=plan, title=title, kind=kind, held_on=today().isoformat(), place="施工现场",
            leader=person_name(random, "m"), people=random.randint(12, 60), participants="项目部、各作业班组、监理",
            course=course, photos=[world.album.give("exit", plan, seat.user_id, fixed=True)],
            grade=random.choices(("good", "partial"), (4, 1))[0], evaluation=random.choice(FOUND),
        )  # fmt: skip
        yield after(random, now(), 120, 150)


def _contacts(world: World, site: Site, number: int) -> Play:
    random = world.dice("contacts", number)
    yield after(random, now(), 1, 6)
    for part, post, duty in (("manager", "项目经理", "现场总指挥"), ("checker", "专职安全员", "警戒疏散、信息报告")):
        world.act(
            site.contractor, "emergencycontact", "create", section=site.section.pk, name=site.people[part], post=post,
            duty=duty, phone=mobile(random), is_day_and_night=part == "manager",
        )  # fmt: skip
