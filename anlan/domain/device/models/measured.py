"""A column of measured values."""

from decimal import Decimal
from typing import Any

from django.db import models


class MeasuredField(models.DecimalField):
    """A measured value in the unit of its quantity: kept to four decimals, told (in exports too) without the zeros behind."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"decimal_places": 4, "null": True, "blank": True} | more)

    def from_db_value(self, value: Decimal | None, *about: Any) -> Decimal | None:
        return None if value is None else Decimal(f"{value.normalize():f}")

    def deconstruct(self) -> Any:
        """The database keeps nothing but a decimal."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs
