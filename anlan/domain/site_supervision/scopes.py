"""Whose papers are whose: those who take part read them, but nobody reads another unit's draft."""

from typing import Any

from django.db.models import Q

from anlan.kernel.scope.scopes import NOTHING, Participating

from .flows import DRAFT


class Papers(Participating):
    """As ``Participating``; on a ground only what was issued."""

    def _part(self, leg: Any) -> Q:
        found = super()._part(leg)
        return found if found is NOTHING or not leg.ground else found & ~Q(state=DRAFT)
