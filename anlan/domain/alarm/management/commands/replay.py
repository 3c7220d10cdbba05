"""``anlan replay``: judges stored readings anew and says where the stored alarms differ."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from anlan.domain.alarm.replaying import Pair, compare
from anlan.domain.device.models import Device
from anlan.kernel.clock import now
from anlan.telemetry.quantities import BY_NUMBER
from anlan.telemetry.store import Unavailable, store


class Command(BaseCommand):
    """The same readings and limits give the same alarms: this shows it for one device."""

    help = "按保存的监测数据重新判断一台设备的预警，并与已有预警比对"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which device, and which stretch of time."""
        parser.add_argument("--device", type=int, required=True, help="设备的系统编号")
        parser.add_argument("--from", dest="start", required=True, help="开始时间，如 2026-05-06T08:00")
        parser.add_argument("--limits", default="", help="按哪个时间的限值判断，默认开始时间")
        parser.add_argument("--to", dest="end", default="", help="截止时间，默认现在")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each alarm, a sum at the end; 1 where they differ."""
        if not Device.objects.filter(pk=options["device"]).exists():
            raise CommandError(f"没有编号为 {options['device']} 的设备，请核对")
        start, end = self._moment(options["start"]), self._moment(options["end"]) if options["end"] else now()
        rules_at = self._moment(options["limits"]) if options["limits"] else start
        try:
            pairs = compare(options["device"], start, end, store(), rules_at)
        except Unavailable as away:
            raise CommandError(f"监测数据库暂时不能访问：{away}") from away
        for pair in pairs:
            self.stdout.write(line_of(pair))
        differing = sum(not pair.agree for pair in pairs)
        self.stdout.write(f"共 {len(pairs)} 条，{differing} 条不一致")
        if differing:
            raise SystemExit(1)

    def _moment(self, text: str) -> datetime:
        try:
            found = datetime.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"时间“{text}”不对，请按 2026-05-06T08:00 的格式填写") from error
        return found if found.tzinfo else timezone.make_aware(found)


def line_of(pair: Pair) -> str:
    """How it was judged, and whether what is stored agrees."""
    if pair.told is None:
        assert pair.row is not None
        return (
            f"{timezone.localtime(pair.row.raised_at):%Y-%m-%d %H:%M:%S} {pair.row.what} 仅有记录，重新判断没有这条预警"
        )
    told = pair.told
    at = timezone.localtime(datetime.fromtimestamp(told.raised_at / 1000, timezone.get_current_timezone()))
    name = BY_NUMBER[told.quantity].name if told.quantity else ""
    said = f"{at:%Y-%m-%d %H:%M:%S} {name}{told.level} 值 {told.value:g} 限值 {told.limit:g} 次数 {told.count}"
    return f"{said} {'一致' if pair.agree else '没有记录' if pair.row is None else '与记录不一致'}"
