"""The store of readings as a Django application."""

from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "anlan.telemetry"
    label = "telemetry"
    verbose_name = "监测数据"
