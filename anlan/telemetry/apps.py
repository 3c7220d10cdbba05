"""The store of readings as a Django application."""

from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "anlan.telemetry"
    label = "telemetry"
    verbose_name = "监测数据"

    def ready(self) -> None:
        """Adds its start-up check, and what a doctor and whoever makes a backup should know."""
        from django.core.checks import register

        from anlan.kernel.upkeep import backup, doctor

        from . import keeping

        register(keeping.check_days)
        doctor.further.append(keeping.examined)
        backup.left_out.append(keeping.left_out)
