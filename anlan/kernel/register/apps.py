"""Loads every app's Registers, flows, listeners and schedules, and adds the start-up checks."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

ROOMS = ("registers", "listeners", "figures", "schedules", "panels", "book")


class RegisterConfig(AppConfig):
    """The room of Registers."""

    name = "anlan.kernel.register"
    label = "register"

    def ready(self) -> None:
        for app in apps.get_app_configs():
            if not app.name.startswith("anlan."):
                continue
            for room in ROOMS:
                if find_spec(f"{app.name}.{room}"):
                    import_module(f"{app.name}.{room}")
        from anlan.kernel.people import deploy  # noqa: F401

        from . import checks  # noqa: F401
