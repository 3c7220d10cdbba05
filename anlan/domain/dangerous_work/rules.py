"""Which works are dangerous, and which above a second threshold: pure, by edition.

Source: 住建部令第37号《危险性较大的分部分项工程安全管理规定》 with 建办质〔2018〕31号 附件一 (危大) and 附件二 (超过一定规模的危大), as
published by zjj.sz.gov.cn post_11062311. "及以上" includes the number itself. What the process asks for (who signs, how many
experts) was not read in its own text: 依据待核.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

NOT, DANGEROUS, SUPER = "none", "dangerous", "super"
LEVELS = ((NOT, "不属于危大工程"), (DANGEROUS, "危大工程"), (SUPER, "超危大工程"))
_RANK = {NOT: 0, DANGEROUS: 1, SUPER: 2}

EXPERTS = 5
"""Experts of an expert review at least (依据待核): fewer are shown as a gap and not refused."""


@dataclass(frozen=True)
class Quantity:
    """A number that is asked for, with its unit."""

    key: str
    label: str
    unit: str


QUANTITIES = {q.key: q for q in (
    Quantity("depth", "开挖深度", "m"), Quantity("height", "搭设（施工、提升）高度", "m"), Quantity("span", "跨度", "m"),
    Quantity("area_load", "施工总荷载（设计值）", "kN/m²"), Quantity("line_load", "集中线荷载（设计值）", "kN/m"),
    Quantity("point_load", "单点集中荷载", "kN"), Quantity("piece_weight", "单件起吊重量", "kN"),
    Quantity("capacity", "起重量", "kN"), Quantity("base_elevation", "基础标高", "m"), Quantity("weight", "结构重量", "kN"),
)}  # fmt: skip
FACTS = {
    "complex_ground": "地质条件、周围环境或地下管线复杂", "free_standing": "高度大于支撑水平投影宽度且相对独立无联系构件",
    "affects_others": "可能影响行人、交通、电力、通讯或其他建（构）筑物安全",
    "grave_demolition": "码头、桥梁、高架、烟囱、水塔，或可能引起有毒易燃易爆扩散，或文物、优秀历史建筑",
}  # fmt: skip


@dataclass(frozen=True)
class Bound:
    """From these values on: ``dangerous`` 危大, ``super`` 超危大; None where the number decides nothing of it."""

    quantity: str
    dangerous: Decimal | None
    super: Decimal | None


@dataclass(frozen=True)
class WorkKind:
    """A kind of work. ``least``: what it is whatever its size. ``facts``: what makes it so besides, by level."""

    key: str
    group: str
    title: str
    least: str = NOT
    bounds: tuple[Bound, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Edition:
    """One edition of the thresholds; a published one never changes, a later one stands beside it."""

    key: str
    title: str
    kinds: tuple[WorkKind, ...]

    def kind(self, key: str) -> WorkKind:
        """The kind of that key; KeyError for none."""
        return {k.key: k for k in self.kinds}[key]


def _bound(quantity: str, dangerous: int | None, above: int | None) -> Bound:
    return Bound(quantity, None if dangerous is None else Decimal(dangerous), None if above is None else Decimal(above))


EDITION_2018 = Edition("31-2018", "建办质〔2018〕31号（住建部令第37号）", (
    WorkKind("pit", "基坑工程", "基坑（槽）土方开挖、支护、降水", bounds=(_bound("depth", 3, 5),), facts=(("complex_ground", DANGEROUS),)),
    WorkKind("form_tool", "模板工程及支撑体系", "工具式模板（滑模、爬模、飞模、隧道模）", SUPER),
    WorkKind("form_support", "模板工程及支撑体系", "混凝土模板支撑工程", bounds=(
        _bound("height", 5, 8), _bound("span", 10, 18), _bound("area_load", 10, 15), _bound("line_load", 15, 20),
    ), facts=(("free_standing", DANGEROUS),)),
    WorkKind("bearing_support", "模板工程及支撑体系", "承重支撑体系（钢结构安装等满堂支撑）", DANGEROUS, (_bound("point_load", None, 7),)),
    WorkKind("lifting", "起重吊装及起重机械安装拆卸", "非常规起重设备、方法的起重吊装", bounds=(_bound("piece_weight", 10, 100),)),
    WorkKind("crane_lifting", "起重吊装及起重机械安装拆卸", "采用起重机械进行安装的工程", DANGEROUS),
    WorkKind("crane_install", "起重吊装及起重机械安装拆卸", "起重机械安装和拆卸", DANGEROUS, (
        _bound("capacity", None, 300), _bound("height", None, 200), _bound("base_elevation", None, 200),
    )),
    WorkKind("scaffold_ground", "脚手架工程", "落地式钢管脚手架", bounds=(_bound("height", 24, 50),)),
    WorkKind("scaffold_climb", "脚手架工程", "附着式升降脚手架", DANGEROUS, (_bound("height", None, 150),)),
    WorkKind("scaffold_cantilever", "脚手架工程", "悬挑式脚手架（分段架体高度）", DANGEROUS, (_bound("height", None, 20),)),
    WorkKind("basket", "脚手架工程", "高处作业吊篮", DANGEROUS),
    WorkKind("platform", "脚手架工程", "卸料平台、操作平台", DANGEROUS),
    WorkKind("scaffold_odd", "脚手架工程", "异型脚手架", DANGEROUS),
    WorkKind("demolition", "拆除工程", "建（构）筑物拆除", facts=(("affects_others", DANGEROUS), ("grave_demolition", SUPER))),
    WorkKind("tunnelling", "暗挖工程", "矿山法、盾构法、顶管法施工的隧道、洞室", SUPER),
    WorkKind("curtain", "其他", "建筑幕墙安装", DANGEROUS, (_bound("height", None, 50),)),
    WorkKind("steel", "其他", "钢结构安装", DANGEROUS, (_bound("span", None, 36),)),
    WorkKind("grid", "其他", "网架和索膜结构安装", DANGEROUS, (_bound("span", None, 60),)),
    WorkKind("hand_pile", "其他", "人工挖孔桩", DANGEROUS, (_bound("depth", None, 16),)),
    WorkKind("underwater", "其他", "水下作业", SUPER),
    WorkKind("precast", "其他", "装配式建筑混凝土预制构件安装", DANGEROUS),
    WorkKind("moving", "其他", "大型结构整体顶升、平移、转体", bounds=(_bound("weight", None, 1000),)),
    WorkKind("novel", "其他", "采用新技术、新工艺、新材料、新设备，尚无国家、行业及地方技术标准", SUPER),
))  # fmt: skip
EDITIONS = {EDITION_2018.key: EDITION_2018}
CURRENT = EDITION_2018
KINDS = tuple((k.key, f"{k.group}：{k.title}") for k in CURRENT.kinds)


@dataclass(frozen=True)
class Judgement:
    """What a work is, and by which numbers. ``because``: sentences, the gravest first; ``lacking``: numbers not yet known."""

    level: str
    because: tuple[str, ...]
    edition: str
    lacking: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The level with its reason, in words."""
        return f"{dict(LEVELS)[self.level]}：{'；'.join(self.because)}"


def judge(kind_key: str, said: Mapping[str, Any], edition: Edition = CURRENT) -> Judgement:
    """What a work of this kind is by its numbers (metres, kN, kN/m, kN/m²) and facts. KeyError for no such kind."""
    kind = edition.kind(kind_key)
    found = [(kind.least, f"{kind.title}，不论规模")] if kind.least != NOT else []
    found += [(level, FACTS[fact]) for fact, level in kind.facts if said.get(fact)]
    found += [one for bound in kind.bounds if (one := _reached(bound, said.get(bound.quantity)))]
    level = max((one for one, _ in found), key=_RANK.__getitem__, default=NOT)
    lacking = tuple(QUANTITIES[b.quantity].label for b in kind.bounds if said.get(b.quantity) is None)
    because = tuple(text for one, text in found if one == level) or ("没有达到危大工程的规模",)
    return Judgement(level, because, edition.key, lacking)


def _reached(bound: Bound, value: Decimal | None) -> tuple[str, str] | None:
    if value is None:
        return None
    asked = QUANTITIES[bound.quantity]
    for level, at in ((SUPER, bound.super), (DANGEROUS, bound.dangerous)):
        if at is not None and value >= at:
            return level, f"{asked.label} {plain(value)} {asked.unit}（{plain(at)} {asked.unit}及以上）"
    return None


def plain(value: Decimal) -> str:
    """5 and not 5.00."""
    return f"{value.normalize():f}"


def asked_of(quantity: str) -> tuple[str, ...]:
    """The kinds whose judgement asks for a number or a fact."""
    return tuple(
        k.key for k in CURRENT.kinds
        if quantity in {b.quantity for b in k.bounds} or quantity in {fact for fact, _ in k.facts}
    )  # fmt: skip
