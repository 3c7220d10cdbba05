"""登录日志: whoever has done something on a day has signed in before it."""

from datetime import timedelta

from django.db.models import Min
from django.db.models.functions import TruncDate

from anlan.kernel.people.models import SignIn
from anlan.kernel.trail.models import Entry

from .world import World

DAYS = 45
AGENTS = ("Chrome/142 Windows 10", "Edge/142 Windows 11", "Chrome/141 Android 15", "Safari/18 iPhone")


def write_log(world: World) -> None:
    """The sign-ins of the last weeks, and now and then one that went wrong."""
    random = world.dice("sign-ins")
    done = Entry.objects.filter(at__gte=world.end - timedelta(days=DAYS)).exclude(user=None)
    first = done.annotate(day=TruncDate("at")).values("user", "user__username", "day").annotate(at=Min("at"))
    rows = []
    for line in first.order_by("at", "user"):
        ip, agent = f"10.32.{random.randrange(250)}.{random.randrange(2, 250)}", random.choice(AGENTS)
        when = line["at"] - timedelta(minutes=random.randint(3, 25))
        same = {"username": line["user__username"], "user_id": line["user"], "ip": ip, "agent": agent}
        if random.random() < 0.06:
            rows.append(SignIn(at=when - timedelta(seconds=40), outcome=random.choice(("失败", "验证码错误")), **same))
        rows.append(SignIn(at=when, outcome="成功", **same))
    SignIn.objects.bulk_create(rows, batch_size=500)
