"""What a quick report and a monthly record both say of an accident: what, when, where, whom it hurt, and how grave it is."""

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from anlan.kernel.act.act import Refused
from anlan.kernel.clock import day_of, now
from anlan.kernel.register.modelfields import InitialsField

from . import kinds, rules, terms

if TYPE_CHECKING:
    from datetime import date

COUNTED = ("deaths", "serious", "light", "missing", "loss")
MOST_PEOPLE = 100_000


def people(label: str) -> models.PositiveIntegerField:
    """A number of people."""
    return models.PositiveIntegerField(label, default=0, validators=[MaxValueValidator(MOST_PEOPLE)])


class AccidentFacts(models.Model):
    """The facts, and what follows from them: grade, edition of the types, month, until when changes are reported."""

    name = models.CharField("事故名称", max_length=120, blank=True)
    initials = InitialsField()
    kind = models.CharField("事故类型", max_length=8, choices=kinds.TYPES)
    happened_at = models.DateTimeField("发生时间")
    place = models.CharField("事故地点", max_length=200)
    deaths = people("死亡人数")
    serious = people("重伤人数")
    light = people("轻伤人数")
    missing = people("失踪人数")
    loss = models.DecimalField(
        "直接经济损失（万元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    is_road = models.BooleanField("是否道路交通事故", default=False)
    grade = models.CharField(
        "事故等级", max_length=8, choices=kinds.Grade.choices, default=kinds.Grade.GENERAL, editable=False
    )
    month = models.DateField("所属月份", editable=False)
    casualty_until = models.DateField("伤亡变化补报截止", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def day(self) -> "date":
        """The day of the accident, in Shanghai time."""
        return day_of(self.happened_at)

    def assess(self, told_at: Any = None) -> None:
        """Computes what follows from the facts. Refused: moments that can't be, a type of another edition."""
        if wrong := rules.moments_refused(self.happened_at, told_at, now()):
            raise Refused({name: [sentence] for name, sentence in wrong.items()})
        if why := rules.type_refused(self.kind, self.day, terms.types_from()):
            raise Refused({"kind": [why]})
        self.grade = rules.grade_of(self.deaths, self.serious, self.loss)
        self.month = rules.month_of(self.day)
        self.casualty_until = rules.casualties_until(self.day, rules.has_short_window(self.kind, self.is_road))
        self.name = self.name or self._called()

    def _called(self) -> str:
        where = getattr(self, "project", None) or getattr(self, "unit", "")
        kind = kinds.NAMES[self.kind]
        return f"{where}“{self.day.month}·{self.day.day}”{kind}{'' if kind.endswith('事故') else '事故'}"[:120]

    def numbers(self) -> dict[str, Any]:
        """Grade, type and numbers as they stand, fit for JSON."""
        found = {name: getattr(self, name) for name in COUNTED} | {"grade": self.grade, "kind": self.kind}
        return found | {"loss": None if self.loss is None else str(self.loss)}

    @classmethod
    def stored(cls, pk: int) -> "AccidentFacts":
        """The row as it was before the running act set anything."""
        found: AccidentFacts = cls._default_manager.get(pk=pk)
        return found


def in_words(row: AccidentFacts) -> str:
    """ "死亡 1 人、重伤 2 人、轻伤 0 人、失踪 0 人，直接经济损失 50 万元"."""
    loss = "待估" if row.loss is None else f" {row.loss.normalize():f} 万元"
    who = f"死亡 {row.deaths} 人、重伤 {row.serious} 人、轻伤 {row.light} 人、失踪 {row.missing} 人"
    return f"{who}，直接经济损失{loss}"


def differences(before: AccidentFacts, after: AccidentFacts, names: tuple[str, ...]) -> dict[str, str]:
    """What changed, by its label: "1 → 2"."""
    found = {}
    for name in names:
        old, new = (_said(row, name) for row in (before, after))
        if old != new:
            column: Any = type(after)._meta.get_field(name)
            found[str(column.verbose_name)] = f"{old} → {new}"
    return found


def _said(row: AccidentFacts, name: str) -> str:
    if name in ("kind", "grade"):
        return str(getattr(row, f"get_{name}_display")())
    value = getattr(row, name)
    if name == "happened_at":
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return "未填" if value in (None, "") else f"{value.normalize():f}" if name == "loss" else str(value)
