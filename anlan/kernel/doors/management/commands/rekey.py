"""``anlan rekey``: after a change of key or algorithm, every encrypted value is written again."""

from typing import Any

from django.core.management.base import BaseCommand

from anlan.kernel.trail.rekey import encrypted_fields, rekey


class Command(BaseCommand):
    """Encrypts anew; may be broken off and called again, and runs beside the site."""

    help = "把所有加密字段改用第一个密钥和当前算法重新加密，并重建检索索引（可中断，再次运行即续）"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--batch", type=int, default=500, help="每个事务处理的条数")

    def handle(self, *args: Any, **options: Any) -> None:
        for field in encrypted_fields():
            label, written = f"{field.model._meta.label}.{field.name}", 0
            for looked, written in rekey(field, options["batch"]):
                self.stdout.write(f"{label}：已查看 {looked} 条，改写 {written} 条")
                self.stdout.flush()
            self.stdout.write(f"{label}：完成，改写 {written} 条")
