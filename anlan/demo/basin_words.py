"""What is found, feared and stored on building sites of water works: the basin's wordings, and the places they lie in."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import TypeVar

SPOTS = {
    "reservoir": ("大坝左岸{n}号坝段", "大坝右岸坝肩", "溢洪道桩号0+{m}", "输水隧洞桩号0+{m}", "坝后压重平台", "上游护坡桩号0+{m}"),
    "sluice": ("{n}号闸室", "上游翼墙", "下游消力池", "{n}号闸墩", "闸桥预制场"),
    "dyke": ("堤防桩号{n}+{m}", "穿堤涵洞", "迎水坡桩号{n}+{m}", "堤脚平台桩号{n}+{m}"),
    "pump": ("主泵房{n}号机坑", "出水流道", "前池", "变电所基础", "压力水箱"),
    "river": ("河道桩号{n}+{m}", "左岸护岸桩号{n}+{m}", "清淤作业区", "生态挡墙桩号{n}+{m}"),
    "irrigation": ("干渠桩号{n}+{m}", "渡槽{n}号排架", "分水闸", "倒虹吸进口"),
    "transfer": ("输水管线桩号{n}+{m}", "{n}号竖井", "隧洞桩号{n}+{m}", "顶管工作井"),
    "supply": ("净水厂清水池", "配水管线桩号{n}+{m}", "取水泵房", "加药间"),
}  # fmt: skip
PROGRESS = (
    "材料已进场，正在施工。",
    "已停用并挂牌，维修人员明天到场。",
    "已完成一半，剩余部分本周内完成。",
    "班组已重新交底，正在逐项落实。",
    "方案已报监理审批。",
)
SAID = {
    "fail_recheck": ("只处理了一侧，另一侧还没有动，继续整改。", "照片与部位不符，请补拍并复核数据。", "整改后没有验收记录，退回补齐。"),
    "pass_recheck": ("现场复查，符合要求。", "已按要求整改到位，同意闭合。", "抽查三处均合格，复查通过。"),
    "send_back": ("部位写得不清楚，请补桩号和照片。", "隐患级别与描述不一致，请核对后再报。", "整改责任人不能写班组，请写到人。"),
    "engineer_return": ("描述过于简单，请写清数量和部位。", "照片模糊，请重新拍摄。"),
    "return": ("缺少判定依据附件，请补充后再报。", "工程名称与立项文件不一致，请核对。"),
    "notify": ("请按期限落实整改，整改前后各留一张同角度照片。",),
    "apply": ("隐患已按方案整改完成，自查、监理复核均合格，申请销号。",),
    "agree": ("经现场核查，整改到位，资料齐全，同意销号。",),
    "refuse": ("观测数据只有三天，请连续观测七天后再申请。",),
    "press": ("",),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A wording of a hazard. The last three only for major ones: how it was judged, by what, and precautions."""

    scene: str
    category: str
    nature: str
    kinds: str
    name: str
    place: str
    problem: str
    measures: str
    done: str
    judgement: str = ""
    criterion: str = ""
    emergency: str = ""


@dataclass(frozen=True)
class Source:
    """A wording of a risk source. ``numbers``: L, E and C of LEC, or L and S, apart by spaces; none for a major one."""

    category: str
    kinds: str
    name: str
    place: str
    danger: str
    existence: str
    trigger: str
    accidents: str
    measures: str
    level: str
    method: str
    numbers: str
    check: str


@dataclass(frozen=True)
class Goods:
    """Something dangerous in a store. ``brought``: how much comes at once."""

    kind: str
    kinds: str
    name: str
    measure: str
    place: str
    limit: str
    brought: str
    note: str


Wording = TypeVar("Wording", Found, Source, Goods)


def _table(name: str) -> list[dict[str, str]]:
    with files("anlan.demo").joinpath("data", f"basin_{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@lru_cache(maxsize=1)
def findings() -> tuple[Found, ...]:
    """General hazards."""
    return tuple(Found(**line) for line in _table("findings"))


@lru_cache(maxsize=1)
def majors() -> tuple[Found, ...]:
    """Major hazards."""
    return tuple(Found(**line) for line in _table("majors"))


@lru_cache(maxsize=1)
def sources() -> tuple[Source, ...]:
    """Risk sources."""
    return tuple(Source(**line) for line in _table("sources"))


@lru_cache(maxsize=1)
def goods() -> tuple[Goods, ...]:
    """Dangerous goods."""
    return tuple(Goods(**line) for line in _table("goods"))


def fitting(many: tuple[Wording, ...], kind: str) -> list[Wording]:
    """Those that occur at works of this kind."""
    return [one for one in many if not one.kinds or kind in one.kinds.split()]


def named(name: str) -> Found:
    """The wording of this name."""
    return next(one for one in (*findings(), *majors()) if one.name == name)


def spot(random: Random, kind: str) -> str:
    """A place on such a site: 堤防桩号2+350."""
    return random.choice(SPOTS[kind]).format(n=random.randint(1, 6), m=f"{random.randrange(10, 990, 10):03d}")


def placed(text: str, random: Random, kind: str) -> str:
    """A wording's place, somewhere on the site."""
    return text.format(spot=spot(random, kind))


def said(random: Random, verb: str) -> str:
    """What whoever makes a move says."""
    return random.choice(SAID[verb])
