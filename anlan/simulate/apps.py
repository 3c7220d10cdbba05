"""The simulators as a Django application, for their command."""

from django.apps import AppConfig


class SimulateConfig(AppConfig):
    name = "anlan.simulate"
    label = "simulate"
    verbose_name = "设备模拟"
