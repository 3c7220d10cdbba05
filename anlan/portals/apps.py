"""Loads every portal."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig


class PortalsConfig(AppConfig):
    """The portals' floor."""

    name = "anlan.portals"
    label = "portals"

    def ready(self) -> None:
        for folder in sorted(Path(__file__).parent.iterdir()):
            if (folder / "portal.py").exists():
                import_module(f"anlan.portals.{folder.name}.portal")
