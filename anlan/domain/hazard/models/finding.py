"""What every hazard has, whatever law it lives under: its facts, what was done about it, and the verbs that don't differ."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import QuerySet

from anlan.kernel.act.act import Refused
from anlan.kernel.clock import now, today
from anlan.kernel.clock.due import due_tone
from anlan.kernel.register.modelfields import FilesField, InitialsField

from .. import photos, pressing
from ..flows import DELETED
from ..kinds import Level

if TYPE_CHECKING:
    from anlan.kernel.act.act import Act
    from anlan.kernel.scope.models import Seat

LEVELS: dict[str, str] = dict(Level.choices)


class Finding(models.Model):
    """A hazard under any regime. ``regime``: under which law; ``unfinished``: the states of 整改 in which work is left."""

    regime: ClassVar[str] = ""
    unfinished: ClassVar[tuple[str, ...]] = ()
    if TYPE_CHECKING:
        pk: Any
        name: Any
        state: Any
        unit_id: Any

    initials = InitialsField(source="name")
    level = models.CharField("隐患级别", max_length=10, choices=Level.choices, default=Level.GENERAL)
    place = models.CharField("隐患部位", max_length=120)
    responsible = models.CharField("整治负责人", max_length=40)
    acceptor = models.CharField("验收人", max_length=40, blank=True)
    due_on = models.DateField("完成期限", null=True, blank=True)
    found_on = models.DateField("发现日期", default=today)
    photos = FilesField("隐患照片", pictures=True)
    criterion_note = models.TextField("判定说明", max_length=1000, blank=True)
    rectification_note = models.TextField("整改情况", max_length=2000, blank=True, editable=False)
    rectified_on = models.DateField("整改完成日期", null=True, blank=True, editable=False)
    photos_after = FilesField("整改后照片", pictures=True, editable=False)
    photo_warnings = models.JSONField("照片比对提示", default=list, blank=True, editable=False)
    closed_at = models.DateTimeField("整改销号时间", null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{LEVELS.get(self.level, self.level)}：{self.name}"

    @classmethod
    def of_origin(cls, kind: str, number: int) -> "QuerySet[Self]":
        """The hazards that came out of one record of an earlier or later subject, deleted ones left out."""
        return cls._default_manager.filter(origin_type=kind, origin_id=number).exclude(state=DELETED)

    @property
    def is_major(self) -> bool:
        """Is it a 重大隐患?"""
        return self.level == Level.MAJOR

    @property
    def is_unfinished(self) -> bool:
        """Is there work left to put it right?"""
        return self.state in self.unfinished

    @property
    def due_tone(self) -> str:
        """red, orange, green, or "" where nothing is due any more."""
        return due_tone(self.due_on, self.level) if self.is_unfinished else ""

    def finish(self) -> None:
        """整改完毕: what was done is stated and shown. Its pictures are compared afterwards (``compare_photos``)."""
        self.rectified_on = self.rectified_on or today()
        if not self.found_on <= self.rectified_on <= today():
            raise Refused({"rectified_on": [f"整改完成日期须在发现日期 {self.found_on} 与今天之间，请改正"]})
        self.photo_warnings = []

    def close(self) -> None:
        """整改 is over."""
        self.closed_at = now()

    def press(self, act: "Act", seat: "Seat | None") -> dict[str, str]:
        """督促: the unit is told by a 系统提醒, by each authority once a day at most."""
        return {"show": pressing.press(self, seat)}

    def compare_photos(self, act: "Act", seat: "Seat | None") -> dict[str, str]:
        """照片比对: notes which pictures handed in after rectification are earlier pictures again."""
        self.photo_warnings = photos.find_repeats(self)
        return {"show": f"比对完成，{len(self.photo_warnings)} 张与以前的照片相同"}
