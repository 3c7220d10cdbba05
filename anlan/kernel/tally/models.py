"""Lines of sums, the changes not yet folded into them, and what they were made from."""

from typing import ClassVar

from django.db import models


class Head(models.Model):
    """Whose sums hold, and by which definition. Its row is the lock of everything that writes lines."""

    register = models.CharField(primary_key=True, max_length=40)
    definition = models.CharField(max_length=64)
    folded_at = models.DateTimeField(null=True)


class Line(models.Model):
    """The sums of the rows of one county and industry that have one value.

    ``source``: a figure, or "" for the register itself. ``by``: the column whose value it is, "" for all rows together.
    ``value``: that value as JSON. ``n0``: the rows; the others are the source's measures in their order.
    """

    register = models.CharField(max_length=40)
    source = models.CharField(max_length=60)
    by = models.CharField(max_length=60)
    area = models.CharField(max_length=7)
    industry = models.CharField(max_length=20)
    value = models.CharField(max_length=120)
    n0 = models.BigIntegerField(default=0)
    n1 = models.BigIntegerField(default=0)
    n2 = models.BigIntegerField(default=0)
    n3 = models.BigIntegerField(default=0)
    n4 = models.BigIntegerField(default=0)
    n5 = models.BigIntegerField(default=0)
    n6 = models.BigIntegerField(default=0)
    n7 = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["register", "source", "by", "area", "industry", "value"], name="tally_line_of_key"
            )
        ]


class Change(models.Model):
    """So many rows more (or, negative, less) with these facts. Only triggers write it, and only by adding."""

    register = models.CharField(max_length=40)
    count = models.IntegerField()
    facts = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["register", "id"], name="tally_change_waiting")]
