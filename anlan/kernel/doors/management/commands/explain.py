"""``anlan explain``: what a record type is, as the house reads it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.kernel.register import registry


class Command(BaseCommand):
    """Explains a Register."""

    help = "说明一种登记：字段、流程、权限"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("key", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = [r.key for r in registry.every_register()]
        if options["key"] not in keys:
            if options["key"]:
                raise CommandError(f"没有“{options['key']}”；有：{'、'.join(keys)}")
            self.stdout.write("\n".join(f"{r.key}\t{r.title}" for r in registry.every_register()))
            return
        one = registry.register(options["key"])
        self.stdout.write(f"{one.title}（{one.key}，{one.model.__module__}）范围：{type(one.scope).__name__}")
        for section in one.sections:
            self.stdout.write(f"  [{section.title}]")
            for field in section.fields:
                spec = one.specs[field.name]
                marks = [
                    spec.kind,
                    "必填" if spec.required else "",
                    "固定" if field.fixed else "",
                    "可暂不清楚" if field.may_be_unknown else "",
                ]
                self.stdout.write(f"    {spec.name}\t{spec.label}\t{' '.join(m for m in marks if m)}")
        for flow in one.flows:
            self.stdout.write(f"  流程 {flow.title}：" + " ".join(f"{s.label}({s.key})" for s in flow.states))
            for move in flow.moves:
                self.stdout.write(
                    f"    {move.label}({move.name})\t{'/'.join(move.sources)} → {move.target or '不变'}\t{move.desk}"
                )
        self.stdout.write("  权限：" + "、".join(name for name, _ in one.permissions()))
