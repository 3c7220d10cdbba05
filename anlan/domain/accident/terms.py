"""What an installation sets of the accident rules, since its sources are unsure: read from the settings, never written."""

from datetime import date

from django.conf import settings

from .rules import MinistryTimes


def types_from() -> date:
    """The first day of GB 6441-2025 (``ACCIDENT_TYPES_FROM``)."""
    return date.fromisoformat(settings.ACCIDENT_TYPES_FROM)


def ministry() -> MinistryTimes:
    """The ministry's times (``ACCIDENT_TIMES``)."""
    return MinistryTimes(**settings.ACCIDENT_TIMES)
