"""What was frozen of a report: each figure counts its members, and opens them as they were (house law 10)."""

from typing import ClassVar

from django.db import models

from anlan.kernel.clock import now


class Edition(models.Model):
    """A report as it went out. One that was returned and reported again has several; none is ever changed.

    ``own``: what its own rows count to; ``figures``: with its parts'. ``digest``: over members, parts and figures.
    """

    report = models.ForeignKey("report.MonthlyReport", models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    register = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    own = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "number"], name="one_edition_per_number")]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.number}"


class Member(models.Model):
    """A row that an edition counts: its shown columns as they were, and in which figures (``keys``) with what amounts."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="members")
    record = models.BigIntegerField()
    shown = models.JSONField(default=list)
    keys = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "record"], name="one_member_per_row")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.record}"


class Part(models.Model):
    """A report of the level below that an edition sums up, in the edition in which it was then."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="parts")
    child = models.ForeignKey(Edition, models.PROTECT, related_name="above")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "child"], name="one_part_per_edition")]

    def __str__(self) -> str:
        return f"{self.edition_id} < {self.child_id}"
