"""``anlan createaccount``: the first administrator of an installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.models import Area, Grant, Organisation, OrganisationKind, Seat
from anlan.kernel.trail import book


class Command(BaseCommand):
    """Makes an administrator with a one-time password."""

    help = "建立系统管理员账号，显示一次性初始密码"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="系统管理员")
        parser.add_argument("--area", required=True, help="管辖区域的路径或行政区划代码，如 320412")
        parser.add_argument("--role", default="system_administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        area = (
            Area.objects.filter(pk=options["area"]).first()
            or Area.objects.filter(code__startswith=options["area"]).first()
        )
        role = Role.objects.filter(key=options["role"]).first()
        if area is None or role is None:
            raise CommandError("没有这个区域或角色，请先运行 anlan seed")
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError("用户名已存在")
        place, new = Organisation.objects.get_or_create(
            name=f"{area.name}平台管理中心", defaults={"kind": OrganisationKind.PLATFORM, "area": area}
        )
        if new:
            Grant.objects.create(organisation=place, area=area)
        user = User.objects.make(options["username"], options["name"])
        seat = Seat.objects.create(user=user, organisation=place, role=role)
        book.write(None, [book.Note("seat", str(seat.pk), "create", f"命令行建立账号：{seat}", unit_id=place.pk)])
        self.stdout.write(f"账号“{user.username}”的初始密码：{user.issue_one_time()}（七天内有效，登录后须先改密码）")
