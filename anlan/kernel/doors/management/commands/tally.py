"""``anlan tally``: do the kept sums agree with the rows?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.kernel.tally.install import holds
from anlan.kernel.tally.keeping import differences, rebuild
from anlan.kernel.tally.plan import plans

SHOWN = 20


class Command(BaseCommand):
    """Holds the kept sums against the rows, or makes them anew."""

    help = "核对汇总数：--check 逐行重新计数并指出不符之处（不符时退出码为 1），--rebuild 重新计数"

    def add_arguments(self, parser: Any) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="核对")
        what.add_argument("--rebuild", action="store_true", help="重新计数")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for plan in plans().values():
            if options["rebuild"]:
                rebuild(plan)
                self.stdout.write(f"{plan.register.title}：已重新计数")
            else:
                wrong += self._check(plan)
        if wrong:
            raise CommandError(f"有 {wrong} 处不符，请运行 anlan tally --rebuild，并将以上内容报告给开发人员")

    def _check(self, plan: Any) -> int:
        if not holds(plan):
            self.stdout.write(f"{plan.register.title}：尚未计数（页面直接逐行计数）")
            return 1
        found = differences(plan)
        for key, rows, kept in found[:SHOWN]:
            self.stdout.write(f"{plan.register.title} {'/'.join(key)}：记录为 {rows}，汇总为 {kept}")
        self.stdout.write(f"{plan.register.title}：{f'{len(found)} 处不符' if found else '相符'}")
        return len(found)
