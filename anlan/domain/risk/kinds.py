"""The lists that risk sources are told in. They are the trade's words kept as data; the judgements are in ``rules``."""

from typing import Any

from django.db import models

from .rules import FACTORS, LS_LIKELIHOOD, LS_SEVERITY, Risk, every_scheme


class Category(models.TextChoices):
    """In what a source lies (W-2.2-hazard.a)."""

    BUILDING = "building", "施工"
    RUNNING = "running", "运行"
    EQUIPMENT = "equipment", "设施设备"
    BEHAVIOUR = "behaviour", "人员行为"
    MANAGEMENT = "management", "管理体系"
    SURROUNDINGS = "surroundings", "作业环境"


class Level(models.TextChoices):
    """危险源等级."""

    GENERAL = "general", "一般危险源"
    MAJOR = "major", "重大危险源"


RISKS = (
    (Risk.MAJOR.value, "重大风险"), (Risk.LARGER.value, "较大风险"), (Risk.GENERAL.value, "一般风险"),
    (Risk.LOW.value, "低风险"),
)  # fmt: skip
"""The four risk levels, gravest first; red, orange, yellow and blue."""

TONES = {Risk.MAJOR.value: "red", Risk.LARGER.value: "orange", Risk.GENERAL.value: "yellow", Risk.LOW.value: "blue"}
COLOURS = {Risk.MAJOR.value: "红", Risk.LARGER.value: "橙", Risk.GENERAL.value: "黄", Risk.LOW.value: "蓝"}

METHODS = (("lec", "作业条件危险性评价法（LEC）"), ("ls", "风险矩阵法（LS）"), ("direct", "直接判定"))


def _written(numbers: Any) -> list[tuple[str, str]]:
    """Numbers as forms send them, each with its words."""
    return [(str(value), f"{value} · {text}") for value, text in numbers]


FACTOR_CHOICES = {name: _written(numbers) for name, numbers in FACTORS.items()} | {
    "ls_likelihood": _written(LS_LIKELIHOOD),
    "ls_severity": _written(LS_SEVERITY),
}


def scheme_choices() -> list[tuple[str, str]]:
    """The editions of evaluation, packaged and added by the setting."""
    return [(one.key, one.title) for one in every_scheme()]


CHECKS = (
    ("daily", "每日"), ("weekly", "每周"), ("tendays", "每旬"), ("monthly", "每月"), ("quarterly", "每季度"),
    ("before", "作业前"),
)  # fmt: skip

MEASURES = (("in_place", "措施落实"), ("missing", "措施缺失"), ("failed", "措施失效"))
"""What a daily record finds of the control measures; the last two start a hazard (W-2.2-danger.b)."""

GOODS = (
    ("explosive", "爆破器材"), ("oil", "油料"), ("cylinder", "气瓶"), ("chemical", "危险化学品"), ("paint", "油漆涂料"),
    ("other", "其他危险物品"),
)  # fmt: skip

WAYS = (("in", "入库"), ("out", "出库"))
