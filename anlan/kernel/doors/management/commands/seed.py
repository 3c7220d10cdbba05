"""``anlan seed``: areas and roles of a new installation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from anlan.kernel.people.models import Role
from anlan.kernel.people.seed import seed_roles
from anlan.kernel.people.separation import beyond
from anlan.kernel.scope.load import load_areas


class Command(BaseCommand):
    """Loads areas and roles."""

    help = "装入行政区划（省市县，加 --under 路径 的镇村）与各系统的角色"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--under", default="", help="这个区域路径之下连镇村一起装入，如 3204")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"区域 {load_areas(options['under'])} 个，角色 {seed_roles()} 个")
        for role in Role.objects.order_by("key") if settings.SEPARATION else ():
            if over := beyond(role.permissions, role.duty, role.seeded):
                self.stderr.write(f"角色“{role}”曾被修改，权限超出三员分立，请由安全管理员收回：{'、'.join(over)}")
