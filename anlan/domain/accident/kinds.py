"""The lists an accident is told in: its grades, and its types by edition of the standard."""

from dataclasses import dataclass
from datetime import date

from django.db import models


class Grade(models.TextChoices):
    """生产安全事故报告和调查处理条例(国务院令第493号, 2007-06-01施行)第三条."""

    GENERAL = "general", "一般事故"
    LARGER = "larger", "较大事故"
    MAJOR = "major", "重大事故"
    GRAVE = "grave", "特别重大事故"


@dataclass(frozen=True)
class Edition:
    """One edition of the types. ``codes``: does it give each a code we know? ``starts_on`` None: its start is a setting."""

    key: str
    title: str
    codes: bool
    names: tuple[str, ...]
    starts_on: date | None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(key, label) of its types; a key tells its edition."""
        return [
            (self.key_of(n), f"{n:02d} {t}（{self.short}）" if self.codes else t) for n, t in enumerate(self.names, 1)
        ]

    @property
    def short(self) -> str:
        """Its number, as told beside a type: "GB 6441-1986"."""
        return self.title.rsplit(" ", 1)[0]

    def key_of(self, number: int) -> str:
        """The key of its type of that number, counted from 1."""
        return f"{self.key}-{number:02d}"


GB1986 = Edition(
    "1986", "GB 6441-1986 企业职工伤亡事故分类", True,
    (
        "物体打击", "车辆伤害", "机械伤害", "起重伤害", "触电", "淹溺", "灼烫", "火灾", "高处坠落", "坍塌", "冒顶片帮", "透水",
        "放炮", "火药爆炸", "瓦斯爆炸", "锅炉爆炸", "容器爆炸", "其他爆炸", "中毒和窒息", "其他伤害",
    ),
    date(1987, 2, 1),
)  # fmt: skip
"""Twenty types with their codes. Its first day is 依据待核; accidents before it are told by it too."""

GB2025 = Edition(
    "2025", "GB 6441-2025 生产安全事故分类与编码", False,
    (
        "物体打击", "厂（场）内车辆致害", "道路（轨道）车辆致害", "机械致害", "起重致害", "触电", "淹溺", "灼烫", "火灾",
        "高处坠落", "跌落", "坍塌", "水害", "容器爆炸", "管道爆炸", "可燃气体爆炸", "可燃液体蒸汽爆炸", "粉尘爆炸",
        "民用爆炸物品爆炸", "烟花爆竹爆炸", "其他可燃固体爆炸", "高温熔融物爆炸", "中毒", "窒息", "滑坡", "泄漏", "其他事故",
    ),
    None,
)  # fmt: skip
"""Twenty-seven types; the standard's numeric codes were not found, so the number in our key is our order and no code."""

STARTS_2025 = {
    date(2026, 7, 1): "公开转载资料称 2026-07-01 起实施（依据待核）",
    date(2027, 1, 1): "标准草案译本称 2027-01-01 起实施（依据待核）",
}
"""Our two sources for the first day of GB 6441-2025 contradict each other: the setting ``ACCIDENT_TYPES_FROM`` decides."""

TYPES = [(edition.title, edition.choices) for edition in (GB2025, GB1986)]
"""For the model's column, grouped by edition."""

NAMES = {one.key_of(n): name for one in (GB2025, GB1986) for n, name in enumerate(one.names, 1)}
"""Key -> the type's bare name."""

FIRES = ("1986-08", "2025-09")
ROAD = "2025-03"
"""Types with the shorter time for changed casualties (第十三条: 道路交通事故、火灾事故)."""
