"""Forty devices of the demo: tanks, detectors and lorries of firms; what measures on building sites. ``anlan simulate`` speaks for them.

Which device tells which story is counted by its place among those of its kind, in the order in which they are made here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from typing import Any

from anlan.domain.device.models import Device
from anlan.domain.site.models import Site, SiteMachine
from anlan.kernel.clock import today
from anlan.kernel.scope.models import Seat

from .province import DISTRICT, Province, Yard, forget
from .world import Firm, World

TRADES = ("fine_chemical", "chemical_trade", "coating")
CENTRE = 119.9462, 31.7112
"""Where places without coordinates of their own are scattered around."""
PROTOCOLS = {"dust": "hj212", "lorry": "jt808", "tank": "http", "gas_lel": "http", "gas_toxic": "http"}
"""The others speak MQTT."""
LIMITS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "tank": (
        ("level", "low_low", "1", "储罐工艺卡片"), ("level", "low", "1.6", "储罐工艺卡片"), ("level", "high", "9.6", "储罐工艺卡片"),
        ("level", "high_high", "10.8", "储罐设计说明书，罐高 12 m"), ("pressure", "high", "0.85", "储罐工艺卡片"),
        ("pressure", "high_high", "0.95", "储罐工艺卡片"), ("temperature", "high", "40", "储罐工艺卡片"),
    ),
    "gas_toxic": (("gas_toxic", "level1", "7", "硫化氢探测器设定值"), ("gas_toxic", "level2", "14", "硫化氢探测器设定值")),
    "dust": (("pm10", "warning", "200", "项目扬尘管控方案"), ("pm10", "alarm", "300", "项目扬尘管控方案")),
    "hoist": (
        ("weight", "warning", "1.8", "额定载重量 2 t 的九成"), ("weight", "alarm", "2", "额定载重量 2 t"), ("people", "alarm", "9", "核定 9 人"),
    ),
    "platform": (("weight", "warning", "1.35", "限载牌 1.5 t 的九成"),),
    "pit": (
        ("displacement_v", "cumulative", "20", "基坑支护设计图"), ("displacement_deep", "cumulative", "40", "基坑支护设计图"),
        ("settlement", "cumulative", "25", "基坑支护设计图"),
    ),
    "formwork": (
        ("displacement_h", "warning", "8", "高支模专项方案"), ("displacement_h", "alarm", "10", "高支模专项方案"),
        ("displacement_v", "warning", "8", "高支模专项方案"), ("displacement_v", "alarm", "10", "高支模专项方案"),
        ("axial_force", "warning", "20", "高支模专项方案"), ("axial_force", "alarm", "25", "高支模专项方案"),
    ),
    "lorry": (("speed", "warning", "70", "危险货物运输线路限速"), ("speed", "alarm", "80", "危险货物运输线路限速")),
    "helmet": (("heart_rate", "low", "45", "按本人体检情况"), ("heart_rate", "high", "130", "按本人体检情况")),
}  # fmt: skip
ON_SITES = (("dust", 8), ("tower_crane", 6), ("hoist", 3), ("platform", 2), ("pit", 2), ("formwork", 1), ("helmet", 1))
OF_FIRMS = (("tank", 8), ("gas_lel", 3), ("gas_toxic", 1), ("lorry", 5))
NAMES = {
    "tank": "{n}号储罐", "gas_lel": "可燃气体探测器 {n}", "gas_toxic": "硫化氢探测器 {n}", "lorry": "危货运输车 {n}", "dust": "{n}号扬尘监测站",
    "tower_crane": "{n}号塔吊监控", "hoist": "{n}号施工升降机监控", "platform": "{n}号卸料平台", "pit": "{n}号基坑监测", "formwork": "{n}号高支模监测",
    "helmet": "安全帽 {n}（安全员）",
}  # fmt: skip
PLACES = {
    "tank": "储罐区", "gas_lel": "储罐区围堰内", "gas_toxic": "装卸栈台", "dust": "工地主出入口", "tower_crane": "主楼南侧", "hoist": "主楼东侧",
    "platform": "主楼五层", "pit": "地下室基坑", "formwork": "门厅高大模板",
}  # fmt: skip
SOON, GAS_YEARS = 12, 330
"""Days: the first detector must be calibrated again soon; the others were calibrated lately."""


@dataclass
class Maker:
    """Makes devices one after the other. ``made``: their numbers by kind."""

    world: World
    made: dict[str, list[int]] = field(default_factory=dict)

    def device(self, seat: Seat, kind: str, site: Any = None) -> int:
        """One device with its way in and the limits that its kind has no number for."""
        number = len(self.made.setdefault(kind, [])) + 1
        random = self.world.dice("device", kind, number)
        values: dict[str, Any] = {
            "kind": kind, "name": NAMES[kind].format(n=number), "number": f"{kind.upper().replace('_', '-')}-{number:02d}",
            "place": PLACES.get(kind, ""), "installed_on": (today() - timedelta(days=random.randint(60, 700))).isoformat(),
            "maker": "江南智能仪表有限公司", "model": f"JN-{kind[:2].upper()}{random.randint(1, 9)}00",
            **self._whereabouts(kind, number, site),
        }  # fmt: skip
        pk = self.world.act(seat, "device", "create", **values).record
        self.made[kind].append(pk)
        self._source(seat, pk, kind, number)
        for quantity, level, value, reason in LIMITS.get(kind, ()):
            limit = {"device": pk, "quantity": quantity, "level": level, "value": value, "reason": reason, "delay": 5}
            self.world.act(seat, "devicelimit", "create", **limit)
        return pk

    def _whereabouts(self, kind: str, number: int, site: Any) -> dict[str, Any]:
        random = self.world.dice("whereabouts", kind, number)
        if kind == "lorry":
            return {"plate": f"苏D{random.randint(10000, 99999)}", "plate_colour": "yellow"}
        east, north = CENTRE
        if site is not None and site.longitude is not None:
            east, north = float(site.longitude), float(site.latitude)
            near = 0.0015
        else:
            near = 0.03 if site is not None else 0.004
        found: dict[str, Any] = {
            "longitude": f"{east + random.uniform(-near, near):.6f}", "latitude": f"{north + random.uniform(-near, near):.6f}",
        }  # fmt: skip
        if site is not None:
            found["site"] = site.pk
            machine = SiteMachine.objects.filter(site=site, kind=kind).exclude(state__in=("removed", "deleted")).first()
            found |= {"machine": machine.pk} if machine else {}
        return found

    def _source(self, seat: Seat, device: int, kind: str, number: int) -> None:
        protocol = PROTOCOLS.get(kind, "mqtt")
        random = self.world.dice("secret", kind, number)
        address = {
            "hj212": f"ANLAN3204120000000000{number:03d}", "jt808": f"1390000{number:04d}",
        }.get(protocol, f"{kind.replace('_', '-')}-{number:02d}")  # fmt: skip
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
        length = {"hj212": 6, "jt808": 0}.get(protocol, 24)
        secret = "".join(random.choice(letters) for _ in range(length))
        values = {"device": device, "protocol": protocol, "address": address, "secret": secret}
        self.world.act(seat, "devicesource", "create", **values)


def make_devices(world: World, province: Province) -> dict[str, list[int]]:
    """The forty devices, by kind, in the order in which they were made; the first of each kind is a hero's."""
    maker = Maker(world)
    firms, yards = cycle(_firms(world)), cycle(_yards(province))
    for kind, count in OF_FIRMS:
        for firm in _half(firms, world.firms[0], count):
            maker.device(firm.seat, kind)
    for kind, count in ON_SITES:
        for _ in range(count):
            yard = next(yards)
            assert yard.foreman is not None
            maker.device(yard.foreman, kind, yard.row)
    _upkeep(world, maker.made)
    return maker.made


def _half(others: Iterator[Firm], hero: Firm, count: int) -> Iterator[Firm]:
    """The hero first, for half of them; then the others in turn."""
    for number in range(count):
        yield hero if number < (count + 1) // 2 else next(others)


def _firms(world: World) -> list[Firm]:
    """Those who keep what is dangerous; the hero where there are no others."""
    return [firm for firm in world.firms[1:] if firm.trade in TRADES][:4] or world.firms[:1]


def _yards(province: Province) -> list[Yard]:
    """Sites that are being built, with people on them who have an account, those of the demo's district first."""
    found = []
    for yard in province.yards:
        row = Site.objects.select_related("unit", "department").get(pk=yard.row.pk)
        if yard.foreman is not None and row.state == "building" and row.unit_id == yard.company.unit.pk:
            yard.row = row
            forget(yard.foreman)
            found.append(yard)
    return sorted(found, key=lambda yard: (not yard.row.area_id.startswith(DISTRICT), yard.number))[:9]


def _upkeep(world: World, made: dict[str, list[int]]) -> None:
    """Detectors were calibrated, one of them must be again soon; a tank's gauge has its certificate."""
    for place, device in enumerate([*made["gas_lel"], *made["gas_toxic"]]):
        done = today() - timedelta(days=365 - SOON if place == 0 else 365 - GAS_YEARS + place)
        values = {
            "device": device, "done_on": done.isoformat(), "until": (done + timedelta(days=365)).isoformat(), "result": "passed",
            "by": "常州市计量测试技术研究所", "number": f"QT{done:%Y%m}{place:03d}",
        }  # fmt: skip
        world.act(_keeper(world, Device.objects.get(pk=device).unit_id), "calibration", "create", **values)
    paper = {"kind": "explosion", "number": "CNEx26.1024X", "issuer": "国家防爆电气产品质量检验检测中心"}
    until = (today() + timedelta(days=700)).isoformat()
    world.act(world.firms[0].seat, "devicepaper", "create", device=made["tank"][0], until=until, **paper)


def _keeper(world: World, unit: int) -> Seat:
    return next(firm.seat for firm in world.firms if firm.unit.pk == unit)
