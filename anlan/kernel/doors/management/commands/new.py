"""``anlan new``: the skeleton of one more record type, which already works through every door."""

import re
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

MODEL = '''

class {name}(UnitRecord):
    """{title}."""

    name = models.CharField("名称", max_length=120)
    found_on = models.DateField("日期", default=today)
    note = models.TextField("说明", blank=True)
    files = FilesField("附件", most=10)

    class Meta:
        verbose_name = "{title}"
        indexes: ClassVar = [
            models.Index(fields=["area", "-found_on"]),
            models.Index(fields=["unit", "-found_on"]),
            models.Index(fields=["industry", "area"]),
        ]

    def __str__(self) -> str:
        return self.name
'''
MODEL_HEAD = '''"""{title}."""

from typing import ClassVar

from django.db import models

from anlan.kernel.clock import today
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.register.records import UnitRecord
'''
REGISTER = '''

class {name}Register(Register):
    """{title}."""

    model = {name}
    columns = ("name", "unit", "found_on")
    order = ("-found_on",)
    search = ("name",)
    filters = ("found_on", "unit", "area")
    sections = (
        Section("基本信息", Field("unit", pick="enterprise", authority_only=True), "name", "found_on",
                Field("note", wide=True), "files"),
    )  # fmt: skip
    share = Share("name", search=("name",))
    scope = Supervised("unit")
'''
REGISTER_HEAD = '''"""How {title} is listed, entered and shared."""

from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Supervised

from .models import {name}
'''
TEST = '''"""The generated walks of {title}."""

from typing import Any

from anlan.kernel.testing import Cast, RegisterTests


class Test{name}(RegisterTests):
    register_key = "{key}"
    change = {{"note": "改过的说明"}}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {{"name": "示例", "files": [cast.photo()]}}
'''
AFTER = """已写入 {folder} 的 models.py、registers.py 和 tests/test_{key}.py。接下来：
  1. 新文件夹：在 anlan/config/settings.py 的 INSTALLED_APPS 与 pyproject.toml 的 domain 次序里加上 anlan.domain.{domain}
  2. anlan makemigrations {domain}
  3. 在门户（anlan/portals/<系统>/portal.py）里加一页：Page("{key}", "{title}", "{key}")，在 roles.py 给角色加 "{key}.*"
  4. pytest anlan/domain/{domain}"""


class Command(BaseCommand):
    """Writes the skeleton of a record type."""

    help = "新建一种登记：anlan new <主题文件夹> <英文类名> <中文名>"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("domain")
        parser.add_argument("name")
        parser.add_argument("title")

    def handle(self, *args: Any, **options: Any) -> None:
        domain, name, title = options["domain"], options["name"], options["title"]
        if not re.fullmatch(r"[a-z][a-z_]*", domain) or not re.fullmatch(r"[A-Z][A-Za-z]+", name):
            raise CommandError("主题文件夹用小写英文（如 hazard），类名用大写开头的英文（如 Hazard）")
        if any(m.__name__ == name for m in apps.get_models()):
            raise CommandError(f"已经有 {name} 了")
        folder = Path(apps.get_app_config("portals").path).parent / "domain" / domain
        if (folder / "models").is_dir():
            raise CommandError(f"{folder}/models 是一个包：请在其中另建文件，或换一个主题文件夹")
        words = {"name": name, "title": title, "key": name.lower(), "domain": domain, "folder": folder}
        (folder / "tests").mkdir(parents=True, exist_ok=True)
        for file, text in (("__init__.py", f'"""{title}."""\n'), ("tests/__init__.py", "")):
            if not (folder / file).exists():
                (folder / file).write_text(text, encoding="utf-8")
        self._append(folder / "models.py", MODEL_HEAD, MODEL, words)
        self._append(folder / "registers.py", REGISTER_HEAD, REGISTER, words)
        (folder / "tests" / f"test_{words['key']}.py").write_text(TEST.format(**words), encoding="utf-8")
        self.stdout.write(AFTER.format(**words))

    def _append(self, path: Path, head: str, body: str, words: dict[str, Any]) -> None:
        before = path.read_text(encoding="utf-8") if path.exists() else head.format(**words)
        if path.exists():
            imports = {line for line in head.format(**words).splitlines() if line.startswith("from ")}
            missing = [line for line in sorted(imports) if line not in before.splitlines()]
            if missing:
                before = before.rstrip("\n") + "\n\n# 请把下面的导入移到文件开头\n" + "\n".join(missing) + "\n"
        path.write_text(before.rstrip("\n") + "\n" + body.format(**words), encoding="utf-8")
