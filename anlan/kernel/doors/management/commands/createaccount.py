"""``anlan createaccount``: the administrators of an installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from anlan.kernel.people.models import Role, User
from anlan.kernel.people.separation import duty_refused
from anlan.kernel.scope.models import Area, Grant, Organisation, OrganisationKind, Seat, Standing
from anlan.kernel.trail import book


class Command(BaseCommand):
    """Makes an administrator with a one-time password; to somebody who has an account it gives the seat alone.

    Whoever can run it has the server in hand, so it is also the way back in when the only 安全管理员 waits for a grant.
    """

    help = "建立系统、安全、审计管理员之一，显示一次性初始密码；已有的账号只加岗位（待授权的岗位即授权）"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="姓名，不填同用户名")
        parser.add_argument("--area", required=True, help="管辖区域的路径或行政区划代码，如 320412")
        parser.add_argument("--role", nargs="+", default=["system_administrator"],
                            help="system_administrator、security_administrator 或 audit_administrator")  # fmt: skip

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        area = (
            Area.objects.filter(pk=options["area"]).first()
            or Area.objects.filter(code__startswith=options["area"]).first()
        )
        roles = [Role.objects.filter(key=key).first() for key in options["role"]]
        if area is None or None in roles:
            raise CommandError("没有这个区域或角色，请先运行 anlan seed")
        place = self._place(area)
        known = User.objects.filter(username=options["username"]).first()
        user = known or User.objects.make(options["username"], options["name"])
        for role in roles:
            self._seat(user, place, role)
        if known is None:
            self.stdout.write(
                f"账号“{user.username}”的初始密码：{user.issue_one_time()}（七天内有效，登录后须先改密码）"
            )

    def _place(self, area: Area) -> Organisation:
        place, new = Organisation.objects.get_or_create(
            name=f"{area.name}平台管理中心", defaults={"kind": OrganisationKind.PLATFORM, "area": area}
        )
        if new:
            Grant.objects.create(organisation=place, area=area)
        return place

    def _seat(self, user: User, place: Organisation, role: Any) -> None:
        if why := duty_refused(user, role, place):
            raise CommandError(why)
        seat, new = Seat.objects.get_or_create(user=user, organisation=place, role=role)
        if not new and seat.standing != Standing.PENDING:
            raise CommandError(f"“{user.username}”已有“{role}”岗位")
        Seat.objects.filter(pk=seat.pk).update(standing=Standing.OPEN)
        text = f"命令行{'建立账号' if new else '授权'}：{seat}"
        book.write(None, [book.Note("seat", str(seat.pk), "create" if new else "grant", text, unit_id=place.pk)])
        self.stdout.write(text)
