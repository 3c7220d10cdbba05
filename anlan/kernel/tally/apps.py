"""The room of kept sums: it sets itself up after every migration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class TallyConfig(AppConfig):
    """Kept sums."""

    name = "anlan.kernel.tally"
    label = "tally"

    def ready(self) -> None:
        from . import checks  # noqa: F401
        from .install import after_migrating, before_migrating

        def before(plan: Any = (), **rest: Any) -> None:
            if plan:
                before_migrating()

        pre_migrate.connect(before, sender=self, weak=False)
        post_migrate.connect(lambda **rest: after_migrating(), sender=self, weak=False)
