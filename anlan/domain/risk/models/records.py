"""日常监控记录: whether the control measures of a source were in place on a day."""

from typing import TYPE_CHECKING

from django.db import models

from anlan.domain.project.works import WorksRecord
from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField

from ..kinds import MEASURES
from .sources import RiskSource

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class MonitoringRecord(WorksRecord):
    """日常监控记录. It stays as it was written; a measure that is missing or has failed starts a hazard (``listeners``)."""

    source = models.ForeignKey(
        RiskSource, models.PROTECT, db_index=False, related_name="records", verbose_name="危险源"
    )
    checked_on = models.DateField("监控日期", default=today)
    checker = models.CharField("监控人", max_length=40)
    measures = models.CharField("管控措施落实情况", max_length=12, choices=MEASURES)
    found = models.TextField("监控情况", max_length=1000)
    handling = models.TextField("处置情况", max_length=1000, blank=True)
    photos = FilesField("现场照片", most=10, pictures=True)
    is_failed = models.BooleanField("措施缺失或失效", default=False, editable=False)
    is_reported = models.BooleanField("危险源已报送", default=False, editable=False)

    class Meta:
        verbose_name = "日常监控记录"
        indexes = [
            *list_indexes("monitoring", ("-checked_on",), ("source", "measures", "section"), grounded=True),
            models.Index(fields=["source", "-checked_on", "-id"], name="monitoring_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.checked_on}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """It lies where its source lies; whoever keeps the source under control writes it."""
        if is_new:
            source = self.source
            if seat is not None and seat.organisation_id != source.unit_id:
                raise FieldError(f"日常监控记录由责任单位“{source.unit}”填报，贵单位只能查看")
            self.section, self.project, self.party, self.unit = (
                source.section,
                source.project,
                source.party,
                source.unit,
            )
            self.is_reported = source.is_reported
        super().settle(seat, is_new)
        if self.checked_on > today():
            raise FieldError("监控日期不能晚于今天，请改正")
        self.is_failed = self.measures != "in_place"

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The source shows how it stood last."""
        last = self.source.records.order_by("-checked_on", "-id").first()
        if last is not None:
            RiskSource.objects.filter(pk=self.source_id).update(is_lacking=last.is_failed, recorded_on=last.checked_on)

    def tone_of(self, name: str) -> str:
        """Whether the measures hold."""
        return ("red" if self.is_failed else "green") if name == "measures" else ""

    def change_refused(self, seat: "Seat") -> str | None:
        """What was recorded stands."""
        return "监控记录保存后不能修改；有误的，请再填一条记录说明"
