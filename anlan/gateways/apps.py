"""The gateways as a Django application, for their command."""

from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "anlan.gateways"
    label = "gateways"
    verbose_name = "设备接入"
