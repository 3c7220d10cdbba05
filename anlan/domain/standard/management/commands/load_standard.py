"""``anlan load_standard 3204012 --kind jgj59``: publishes a packaged standard for an area."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.domain.standard.kinds import Kind
from anlan.domain.standard.load import PACKAGED, VALID_FROM, load_standard
from anlan.kernel.act.act import Refused
from anlan.kernel.scope.models import Area


class Command(BaseCommand):
    """Loads once; what is there already is left as it is."""

    help = "把内置的检查标准（企业自查、JGJ59、扬尘、省标检查用语）发布到一个区域（已有同一版本则不变）"

    def add_arguments(self, parser: CommandParser) -> None:
        """Area, kind, edition and first day."""
        parser.add_argument("area", help="区域路径，例如 3204012")
        kinds = [kind.value for kind in PACKAGED]
        parser.add_argument(
            "--kind", action="append", choices=[*kinds, "all"], help="用途，可多次给出；不给则为企业自查"
        )
        parser.add_argument("--edition", default="", help="版本，不给则用内置标准的版本")
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, default=VALID_FROM, help="施行日期")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says which edition is published now."""
        if not Area.objects.filter(pk=options["area"]).exists():
            raise CommandError(f"没有区域“{options['area']}”，请先载入行政区划")
        kinds = options["kind"] or [Kind.SELF_CHECK.value]
        for kind in PACKAGED if "all" in kinds else kinds:
            more = {"kind": kind, "edition": options["edition"], "valid_from": options["valid_from"]}
            try:
                made = load_standard(options["area"], **more)
            except Refused as refused:
                raise CommandError(str(refused)) from refused
            self.stdout.write(f"已发布：{made}（{made.area.full_name}）")
