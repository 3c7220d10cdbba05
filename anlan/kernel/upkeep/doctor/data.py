"""The database, the files that its rows name, and the trail."""

import hashlib
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Max
from django.db.utils import Error as DatabaseError
from django.utils import timezone

from anlan.kernel.clock import now
from anlan.kernel.doors.files import stored
from anlan.kernel.trail import book
from anlan.kernel.trail.models import Attachment, Entry, Head

from ..health import pending
from ..places import database, unnamed_files
from . import BROKEN, REPAIR, Check, Finding, good, note, warning, wrong

# What Django 5.2 asks for.
LEAST_SQLITE, LEAST_POSTGRES = (3, 31), 14
LARGE_WAL, LARGE_DATABASE = 256e6, 2e9
SKEW = timedelta(seconds=5)
SAMPLE, SHOWN = 500, 5


def reachable(full: bool) -> Iterator[Finding]:
    """数据库能否连上、版本、迁移"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError) as error:
        if BROKEN.search(str(error)):
            yield wrong(f"数据库已损坏（{error}）", REPAIR)
            return
        yield wrong(f"连不上数据库：{str(error).strip().splitlines()[0]}", "核对 ANLAN_DATABASE_URL，确认数据库在运行")
        return
    yield from _version()
    waiting = pending()
    if waiting:
        yield wrong(
            f"有 {len(waiting)} 个迁移没有执行（{waiting[0]} 等）", "先 anlan backup，再 anlan migrate 与 anlan seed"
        )
    loader = MigrationLoader(connection)
    newer = [f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in loader.disk_migrations]
    if newer and not any(one.replaces for one in loader.disk_migrations.values()):
        yield wrong(f"数据库来自更新的版本（{newer[0]}）", "安装那个版本，或从升级前的备份恢复")


def _version() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        if sqlite3.sqlite_version_info < LEAST_SQLITE:
            yield wrong(f"SQLite {sqlite3.sqlite_version} 太旧", f"升级到 {'.'.join(map(str, LEAST_SQLITE))} 以上")
        else:
            yield good(f"SQLite {sqlite3.sqlite_version}，{database().facts()['bytes'] / 1e6:.0f} MB")
        return
    connection.ensure_connection()
    version = connection.pg_version // 10000  # type: ignore[attr-defined]
    if version < LEAST_POSTGRES:
        yield wrong(f"PostgreSQL {version} 太旧", f"升级到 {LEAST_POSTGRES} 以上")
    else:
        yield good(f"PostgreSQL {version}，{database().facts()['bytes'] / 1e6:.0f} MB")


def sound(full: bool) -> Iterator[Finding]:
    """数据库是否完好"""
    if connection.vendor == "postgresql":
        broken = _ask("SELECT relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT indisvalid")
        if broken:
            yield wrong(f"索引 {broken[0][0]} 没有建成", f'由数据库管理员执行 REINDEX INDEX "{broken[0][0]}"')
        return
    facts = database().facts()
    if facts["wal"] > LARGE_WAL:
        yield warning(f"WAL 已有 {facts['wal'] / 1e6:.0f} MB，没有合并回数据库", "重新启动 serve 与 worker")
    if facts["bytes"] > LARGE_DATABASE and not full:
        yield note("数据库较大，没有检查页是否完好", "空闲时运行 anlan doctor --full")
        return
    said = _ask("PRAGMA quick_check(3)")
    if said != [("ok",)]:
        yield wrong(f"数据库已损坏：{said[0][0]}", REPAIR)
    else:
        yield good("数据库的页完好")


def _ask(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def clocks(full: bool) -> Iterator[Finding]:
    """时钟"""
    if connection.vendor == "postgresql":
        apart = abs(_ask("SELECT clock_timestamp()")[0][0] - timezone.now())
        if apart > SKEW:
            yield warning(
                f"数据库与本机的时钟相差 {apart.total_seconds():.0f} 秒", "两台机器都启用时间同步（chrony 或 ntp）"
            )
    last = Entry.objects.order_by("-seq").values_list("at", flat=True).first()
    if last and last - now() > timedelta(minutes=5):
        yield warning(f"最后一条留痕在将来（{timezone.localtime(last):%Y-%m-%d %H:%M}）", "核对本机时间，启用时间同步")


def files(full: bool) -> Iterator[Finding]:
    """附件"""
    folder = settings.FILES_ROOT
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield wrong(f"写不了文件夹 {folder}：{error.strerror}", "把它的所有者改为运行安澜的用户")
    rows, how = _chosen(full)
    missing, differ, count = [], [], 0
    for row in rows:
        count += 1
        path = stored(row)
        if not path.is_file():
            missing.append(str(row.pk))
        elif path.stat().st_size != row.size or (full and row.digest and _digest(path) != row.digest):
            differ.append(str(row.pk))
    if missing:
        yield wrong(f"{how} {count} 个附件，{len(missing)} 个不见了：{'、'.join(missing[:SHOWN])}", RECOVER)
    if differ:
        yield wrong(f"{how} {count} 个附件，{len(differ)} 个内容不符：{'、'.join(differ[:SHOWN])}", RECOVER)
    if not missing and not differ:
        yield good(f"{how} {count} 个附件，都在")
    left = sum(1 for _ in unnamed_files()) if full else 0
    if left:
        yield note(f"有 {left} 个没有记录指向的文件", "未传完的残片每晚清理；其余的确认无用后再移走")


RECOVER = "从备份中取出：tar xf 备份.tar files/前两位/编号"


def _chosen(full: bool) -> tuple[Any, str]:
    """All attachments that records name, or some of them from anywhere in the order of their ids."""
    named = Attachment.objects.filter(ready=True).exclude(record="").order_by("pk")
    if full:
        return named.iterator(), "查了"
    total = named.count()
    start = random.randrange(max(1, total - SAMPLE + 1))
    return named[start : start + SAMPLE], "抽查"


def _digest(path: Any) -> str:
    with path.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()


def trail(full: bool) -> Iterator[Finding]:
    """留痕"""
    head = Head.objects.filter(pk=1).first()
    last = Entry.objects.aggregate(n=Max("seq"))["n"] or 0
    if (head.count if head else 0) != last:
        yield wrong(f"留痕的链头记着 {head.count if head else 0} 条，实有 {last} 条", CALL)
    if not full:
        return
    verdict = book.verify()
    if verdict.fault:
        yield wrong(f"留痕校验不符：{verdict.fault}", CALL)
    else:
        yield good(f"留痕相符：{verdict.checked} 条，最后相符的封存：{verdict.anchor}")


CALL = "保留现场，用 anlan verify --anchors 与库外的封存核对，并与备份比较"

CHECKS: tuple[Check, ...] = (sound, clocks, files, trail)
