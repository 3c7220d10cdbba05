"""The engineer's papers: notices made from hazards, answered and reviewed; a stop order; a report to the authority."""

from datetime import timedelta

from anlan.domain.hazard.models import WaterHazard
from anlan.domain.hazard.water_flows import FIXING, OPEN
from anlan.domain.site_supervision.drafting import drafted, found_in
from anlan.domain.site_supervision.kinds import Kind
from anlan.kernel.clock import now, today
from anlan.kernel.scope.models import Seat

from .agenda import Agenda, Play
from .basin import Basin, Site
from .world import World, after, moment

KEY = "supervisionpaper"
REFUSED = "照片只反映了局部，请补充全景和检测记录后重新回复。"


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """The reservoir has a stop order, a report, a late answer and a draft."""
    agenda.add(_stop(world, basin.sites[0]))
    agenda.add(_last(world, basin.sites[0]))


def begin(world: World, agenda: Agenda, site: Site, number: int) -> None:
    """Every third section's engineer writes, and the reservoir's."""
    if number % 3 == 0 or number < 3:
        agenda.add(_notices(world, agenda, site, number))


def paper(world: World, kind: Kind, row: WaterHazard, seat: Seat, *, issued: bool = True) -> int:
    """Drafted from a hazard as the page does it, and signed."""
    values = drafted(kind, found_in(row), seat)
    made = world.act_from(("waterhazard", row.pk, str(row)), seat, KEY, **values)
    if issued:
        world.act(seat, KEY, "issue", made.record)
    return int(made.record)


def _open(site: Site) -> WaterHazard | None:
    """The contractor's newest open hazard that its engineer entered."""
    rows = WaterHazard.objects.filter(
        section=site.section, unit=site.contractor.organisation_id, state__in=(OPEN, FIXING)
    )
    return (
        rows.filter(made_for=site.engineer.organisation_id).select_related("section", "project").order_by("-id").first()
    )


def _notices(world: World, agenda: Agenda, site: Site, number: int) -> Play:
    random = world.dice("notices", number)
    written: set[int] = set()
    while True:
        yield after(random, now(), 14, 40)
        row = _open(site)
        if row is not None and row.pk not in written:
            written.add(row.pk)
            agenda.add(_answered(world, site, paper(world, Kind.NOTICE, row, site.engineer), row))


def _answered(world: World, site: Site, pk: int, row: WaterHazard) -> Play:
    """Answered in some days; one answer in seven is not enough, and one notice in twelve has none yet."""
    random = world.dice("answer", pk)
    yield after(random, now(), 2, 5) if random.random() < 0.92 else moment(today() + timedelta(days=999), 9)
    for tried in range(3):
        photo = world.album.give("panel", pk + tried, site.contractor.user_id, fixed=True)
        said = f"已按通知要求对“{row.name}”逐项整改，自检合格，并对班组重新交底。请复核。"
        world.act(site.contractor, KEY, "reply", pk, reply_text=said, reply_photos=[photo])
        yield after(random, now(), 1, 3)
        if random.random() < 0.85 or tried == 2:
            world.act(site.engineer, KEY, "review", pk, opinion="现场复核，整改到位。")
            return
        world.act(site.engineer, KEY, "refuse_reply", pk, opinion=REFUSED)
        yield after(random, now(), 1, 2)


def _stop(world: World, site: Site) -> Play:
    """The supervised pit of the reservoir: stopped at once, and told to the authority."""
    yield moment(world.today - timedelta(days=26), 11)
    row = WaterHazard.objects.select_related("section", "project").filter(section=site.section, level="major").last()
    if row is not None:
        paper(world, Kind.STOP, row, site.engineer)
        yield now() + timedelta(hours=3)
        paper(world, Kind.REPORT, row, site.engineer)


def _last(world: World, site: Site) -> Play:
    """This morning's work: a notice without an answer, and a draft that wants its signature."""
    yield moment(world.today - timedelta(days=10), 16, 40)
    rows = WaterHazard.objects.select_related("section", "project").filter(section=site.section, state=OPEN)
    late = rows.filter(name="基坑边堆载超限").last()
    if late is not None:
        paper(world, Kind.NOTICE, late, site.engineer)
    yield moment(world.today - timedelta(days=1), 17, 5)
    new = rows.filter(name="临边防护缺失").last()
    if new is not None:
        paper(world, Kind.NOTICE, new, site.engineer, issued=False)
