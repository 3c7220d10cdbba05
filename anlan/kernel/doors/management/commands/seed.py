"""``anlan seed``: areas and roles of a new installation."""

from typing import Any

from django.core.management.base import BaseCommand

from anlan.kernel.people.seed import seed_roles
from anlan.kernel.scope.load import load_areas


class Command(BaseCommand):
    """Loads areas and roles."""

    help = "装入行政区划（省市县，加 --under 路径 的镇村）与各系统的角色"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--under", default="", help="这个区域路径之下连镇村一起装入，如 3204")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"区域 {load_areas(options['under'])} 个，角色 {seed_roles()} 个")
