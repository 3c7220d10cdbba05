"""What was delivered, what waits for a person, and the outbox of events."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from anlan.kernel.clock import now


class Delivered(models.Model):
    """An act that was applied. Its uuid makes a second delivery harmless."""

    uuid = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField(default=now)


class WaitingAct(models.Model):
    """A stale or no longer permitted act, kept whole until a person has decided."""

    uuid = models.UUIDField(unique=True)
    seat = models.ForeignKey("scope.Seat", models.CASCADE, related_name="+")
    register = models.CharField(max_length=40)
    record = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    base_version = models.PositiveIntegerField(null=True)
    values = models.JSONField(default=dict)
    claimed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=now)
    reason = models.CharField(max_length=300)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["seat", "settled_at"])]


class Event(models.Model):
    """Something that happened, announced to later subjects. Written in the act's own transaction."""

    name = models.CharField(max_length=80)
    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)


class Pulse(models.Model):
    """A row of a register that live pages follow has changed. Read by the live server, gone after an hour."""

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    at = models.DateTimeField(default=now, db_index=True)
