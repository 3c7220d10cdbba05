"""What else goes on around the firms: pictures, sub-units, a service that fills in for others, corrections."""

from datetime import timedelta

from anlan.domain.enterprise.models import Enterprise
from anlan.kernel.clock import now, today

from .accounts import open_seat
from .agenda import Agenda, Play
from .firms import FIRM_ROLE
from .numbers import mobile
from .world import Firm, World, after, moment

SERVICE = "常州市磐砺安全技术服务有限公司"
SERVICE_PERSON = "安全管家-卓然"
PICTURES = (
    ("panorama", "厂区全景", "tank"), ("licence", "营业执照正本", "paper"), ("plan", "厂区平面布置图", "paper"),
    ("key_place", "甲类仓库", "drum"), ("fire", "室外消火栓", "hose"), ("safety_permit", "安全生产许可证正本", "paper"),
)  # fmt: skip
SUB_UNITS = ("牛塘分厂", "仓储中心")


def set_up(world: World, agenda: Agenda) -> None:
    """Everything that is there from the beginning, and plays for the rest."""
    for number, firm in enumerate(world.firms):
        random = world.dice("pictures", number)
        some = PICTURES if not number else random.sample(PICTURES[:5], random.choice((0, 0, 0, 1, 2)))
        for kind, title, scene in some:
            file = [world.album.give(scene, number, firm.seat.user_id, fixed=True)]
            world.act(firm.seat, "photo", "create", title=title, kind=kind, file=file)
    _sub_units(world)
    _service(world)
    for number, play in enumerate((_accepted, _refused, _withdrawn, _submitted, _hero_asks)):
        agenda.add(play(world, world.firms[0 if play is _hero_asks else (number + 1) % len(world.firms)]))


def _sub_units(world: World) -> None:
    """二级单位 of the hero: files of their own, without an account."""
    firm = world.firms[0]
    hero = Enterprise.objects.get(pk=firm.unit.pk)
    for name in SUB_UNITS:
        values = {
            "name": hero.name + name, "code__unknown": "1", "area": hero.area_id, "industry": hero.industry,
            "category": hero.category, "subcategory": "hazchem.storage", "firm_kinds": hero.firm_kinds,
            "parent": hero.pk, "grade": "township", "head": firm.acceptor, "head_phone": mobile(world.dice(name)),
            "site_address": "见上级单位", "employees": 12, "scale": "micro",
        }  # fmt: skip
        world.act(world.locality_of(firm), "enterprise", "create", **values)
    # The seat's reach was compiled before it had sub-units.
    firm.seat.__dict__.pop("legs", None)


def _service(world: World) -> None:
    """One person of a service fills in for two firms; for a third the authorisation has ended."""
    area = world.firms[0].unit.area_id
    world.act(None, "organisation", "create", name=SERVICE, kind="service", area=area, is_open=True)
    served = world.firms[1:4]
    for number, firm in enumerate(served):
        starts = world.start
        ends = today() + timedelta(days=5) if number == 2 else world.today + timedelta(days=240)
        seat = open_seat(
            world, firm.unit, FIRM_ROLE, SERVICE_PERSON, "卓然", by=world.platform, proxy=True,
            starts_on=min(starts, today()).isoformat(), ends_on=ends.isoformat(),
        )  # fmt: skip
        if number < 2:
            firm.seat = seat


def _ask(world: World, firm: Firm, field: str, proposed: str, reason: str) -> int:
    picture = [world.album.give("paper", 1, firm.seat.user_id, fixed=True)]
    values = {"field": field, "proposed": proposed, "reason": reason, "evidence": picture}
    return world.act(firm.seat, "changerequest", "create", **values).record


def _grade_of(firm: Firm) -> str:
    """A grade the firm has not got."""
    present = Enterprise.objects.values_list("grade", flat=True).get(pk=firm.unit.pk)
    return "村级监管" if present != "village" else "镇级监管"


def _accepted(world: World, firm: Firm) -> Play:
    random = world.dice("accepted")
    yield moment(world.today - timedelta(days=40), 10)
    request = _ask(world, firm, "grade", _grade_of(firm), "本单位从业人员减少，申请调整监管级别。")
    yield after(random, now(), 2, 4)
    world.act(world.locality_of(firm), "changerequest", "accept", request, opinion="经核实，情况属实。")


def _refused(world: World, firm: Firm) -> Play:
    random = world.dice("refused")
    yield moment(world.today - timedelta(days=30), 14)
    request = _ask(world, firm, "score", "99.5", "自评分数高于登记分数。")
    yield after(random, now(), 2, 4)
    world.act(
        world.locality_of(firm),
        "changerequest",
        "refuse",
        request,
        opinion="评级分数以主管部门评定为准，自评分不作为依据。",
    )


def _withdrawn(world: World, firm: Firm) -> Play:
    yield moment(world.today - timedelta(days=20), 9)
    request = _ask(world, firm, "grade", _grade_of(firm), "填错了，准备重新核对。")
    yield now() + timedelta(hours=3)
    world.act(firm.seat, "changerequest", "withdraw", request)


def _submitted(world: World, firm: Firm) -> Play:
    yield moment(world.today - timedelta(days=4), 16)
    _ask(world, firm, "grade", _grade_of(firm), "产线搬迁后规模缩小，申请调整监管级别。")


def _hero_asks(world: World, firm: Firm) -> Play:
    yield moment(world.today - timedelta(days=3), 11)
    _ask(world, firm, "subcategory", "危险化学品使用", "生产工艺已调整为外购树脂复配，不再从事合成，附许可变更材料。")
