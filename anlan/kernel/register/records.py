"""The base of every governed row."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from anlan.kernel.clock import now
from anlan.kernel.scope.industries import industries

from .errors import FieldError

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class Record(models.Model):
    """A row that only acts may write. ``version`` counts its changes; ``unknown`` names facts marked 暂不清楚."""

    version = models.PositiveIntegerField(default=1, editable=False)
    unknown = models.JSONField(default=list, editable=False, blank=True)
    created_at = models.DateTimeField("录入时间", default=now, editable=False)
    updated_at = models.DateTimeField("更新时间", default=now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, db_index=False, related_name="+",
        verbose_name="录入人",
    )  # fmt: skip
    made_for = models.ForeignKey(
        "scope.Organisation", models.PROTECT, null=True, editable=False, db_index=False, related_name="+",
        verbose_name="录入单位",
    )  # fmt: skip
    handed_over = models.BooleanField(default=False, editable=False)
    origin_type = models.CharField(max_length=40, blank=True, editable=False)
    origin_id = models.BigIntegerField(null=True, blank=True, editable=False)
    origin_label = models.CharField("来源", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def register_key(cls) -> str:
        """The key of the Register that governs this type."""
        from .registry import register_of

        return register_of(cls).key

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """The type's own verb: called by the act after the values are set and before the row is saved."""

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """Called by the act after the row is saved, in the same transaction."""

    def made_note(self) -> str:
        """What whoever made this row is told once, right after, and nobody ever again (an initial password)."""
        return ""

    def required_of(self, seat: "Seat | None") -> frozenset[str]:
        """Fields this seat must fill beyond what the Register requires of everybody; they carry the red star."""
        return frozenset()

    def change_refused(self, seat: "Seat") -> str | None:
        """Why this seat may not change this row now, beyond permission and flow."""
        return None

    def badge(self, seat: "Seat") -> str:
        """A short word that lists put beside its name for this seat, such as 新; "" for none."""
        return ""

    def said(self, name: str) -> str | None:
        """A value in words that its column alone cannot find, such as with its unit; None: as every such column says it."""
        return None

    def tone_of(self, name: str) -> str:
        """The tone in which lists show a column that is no state of a flow (those of ``State``, and yellow); "" for none."""
        return ""


class UnitRecord(Record):
    """A row that belongs to a unit and carries the unit's scope columns as copies."""

    # Their indexes are the compound ones of ``list_indexes``: a plain one wins over them and holds nothing else.
    unit = models.ForeignKey(
        "scope.Organisation", models.PROTECT, db_index=False, verbose_name="单位", related_name="+"
    )
    area = models.ForeignKey(
        "scope.Area", models.PROTECT, editable=False, db_index=False, related_name="+", verbose_name="所属区域"
    )
    industry = models.CharField("监管行业", max_length=20, blank=True, editable=False, choices=industries)
    supervisor = models.ForeignKey(
        "scope.Organisation", models.PROTECT, null=True, editable=False, db_index=False, related_name="+",
        verbose_name="直管部门",
    )  # fmt: skip

    class Meta:
        abstract = True

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """A firm's own row is the firm's; an authority must have named the unit."""
        if not self.unit_id and seat is not None and seat.organisation.is_unit:
            self.unit = seat.organisation
        if not self.unit_id:
            raise FieldError("请选择单位")
