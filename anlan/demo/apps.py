"""The app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo district."""

    name = "anlan.demo"
