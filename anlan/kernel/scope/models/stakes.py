"""What a unit takes part in, and what an authority supervises there: the ground under works that have no firm of their own."""

from datetime import date

from django.db import models
from django.db.models import Q

from .places import Area, Organisation


class Stake(models.Model):
    """One organisation's part in works on a ground, from a day to a day, as a later subject has written it down.

    ``ground`` is a path of digits like an area's: all that lies below it begins with it. ``party``: as what it takes
    part. ``reads``: whose rows it reads there besides its own: nobody's (""), those of one party, or everybody's ("*").
    ``is_over``: it was ended before the last day was out. ``source`` names the record that says so, once for each
    organisation.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="stakes")
    ground = models.CharField(max_length=20)
    party = models.CharField(max_length=12)
    reads = models.CharField(max_length=12, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    industry = models.CharField(max_length=20, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    is_over = models.BooleanField(default=False)
    source = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["ground", "party"], name="stake_ground")]
        constraints = [models.UniqueConstraint(fields=["source", "organisation"], name="one_stake_per_source")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.party} {self.ground}"

    def holds(self, ground: str, day: date) -> bool:
        """Does it hold on that ground on that day?"""
        in_time = self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
        return in_time and not self.is_over and ground.startswith(self.ground)

    @staticmethod
    def valid_on(day: date) -> Q:
        """The condition of stakes that hold on ``day``."""
        return Q(starts_on__lte=day, is_over=False) & (Q(ends_on=None) | Q(ends_on__gte=day))
