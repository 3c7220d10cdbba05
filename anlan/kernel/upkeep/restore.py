"""Puts an archive in the place of what is there, or leaves what is there as it was."""

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from anlan.kernel.trail import book
from anlan.kernel.trail.models import Head

from . import UpkeepError, keys
from .archive import PIECE, Archive, open_archive, room_needed
from .places import database, only_one, pointed_at, unnamed_files, work_folder
from .snapshot import count_tables

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass
class Restored:
    """What was restored. ``kept``: where the old database lies; ``pending``: migrations are still to be applied."""

    archive: Archive
    kept: str = ""
    aside: Path | None = None
    pending: bool = False
    checked: int = 0
    warnings: list[str] = field(default_factory=list)


def restore(path: Path, *, replace: bool, force: bool, say: Callable[[str], object]) -> Restored:
    """Restores an archive into this installation.

    Everything is read and held against its hashes first, the database is restored beside the present one and checked
    there, the files come beside the present ones (their names are never used twice), and one rename of the database
    makes the change. Killed before that, the old house stands; after it, the new one does.
    """
    found = Restored(open_archive(path))
    _fits(found, force)
    if not replace and not database().is_empty():
        raise UpkeepError("这里已有数据，没有恢复。确要用备份替换，请加 --replace（原来的数据会留在一旁）")
    with room_needed(settings.HOME), only_one(database_folder()):
        database().must_be_alone()
        say("正在核对备份的每一个文件")
        found.archive.verify()
        if replace and not database().is_empty():
            found.aside = settings.HOME / f"before_restore_{timezone.localtime():%Y%m%d%H%M%S}"
        _exchange(found, force, say)
        if found.aside is not None:
            _lay_aside(found.aside)
    return found


def _fits(found: Restored, force: bool) -> None:
    """Is it for this database, this version and these keys?"""
    manifest = found.archive.manifest
    if manifest["database"] != connection.vendor:
        raise UpkeepError(
            f"这是 {NAMES[manifest['database']]} 的备份，现在的设置是 {NAMES[connection.vendor]}："
            "请把 ANLAN_DATABASE_URL 设为同一种数据库再恢复"
        )
    known = set(MigrationLoader(None).disk_migrations)
    newer = [
        f"{app}.{one}" for app, names in manifest["migrations"].items() for one in names if (app, one) not in known
    ]
    if newer:
        raise UpkeepError(
            f"备份由更新的版本（{manifest['version']}）制作，本版本不认识 {'、'.join(newer[:3])}：请先升级程序再恢复"
        )
    found.warnings += keys.check(manifest["keys"], force)
    if not found.warnings and not found.archive.genuine:
        raise UpkeepError(keys.FORGERY)
    if manifest["missing"]:
        found.warnings.append(f"做备份时已缺少 {len(manifest['missing'])} 个附件，恢复后也没有")


def _exchange(found: Restored, force: bool, say: Callable[[str], object]) -> None:
    home = database_folder()
    with work_folder(home) as work:
        source = _unpack(found.archive, work)
        with database().temporary(source, work) as name:
            say("数据库已在一旁恢复，正在校验")
            with pointed_at(name):
                _check_inside(found, force)
            _place_files(work / "files", found.aside)
            # On the disk before the change, and all at once: one by one took ten times as long.
            os.sync()
            found.kept = database().exchange(name, found.aside)


def database_folder() -> Path:
    """Where the restored database is prepared: on the file system of the one it will replace."""
    if connection.vendor == "sqlite":
        folder = Path(connection.settings_dict["NAME"]).parent
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    return Path(settings.HOME)


def _unpack(archive: Archive, work: Path) -> Path:
    """Writes every member below ``work``, checked once more as it is read; returns the database's path."""
    for name, body in archive.checked():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            shutil.copyfileobj(body, out, PIECE)
    return work / archive.database


def _check_inside(found: Restored, force: bool) -> None:
    """Holds the restored rows against the manifest, and the trail against its seals."""
    manifest = found.archive.manifest
    rows = count_tables()
    if rows != manifest["tables"]:
        wrong = [n for n in manifest["tables"] if rows.get(n) != manifest["tables"][n]]
        raise UpkeepError(f"恢复出来的行数与备份清单不符（{'、'.join(wrong[:5])}），原来的数据没有动")
    head = Head.objects.filter(pk=1).first()
    if head is not None and (head.count, head.hash) != (manifest["trail"]["count"], manifest["trail"]["hash"]):
        raise UpkeepError("恢复出来的留痕链头与备份清单不符，原来的数据没有动")
    executor = MigrationExecutor(connection)
    found.pending = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if found.pending:
        # The trail is read through today's models: it can be verified once the tables are today's.
        return
    verdict = book.verify()
    found.checked = verdict.checked
    if verdict.fault and not force:
        raise UpkeepError(f"备份里的留痕校验不符：{verdict.fault}。原来的数据没有动。确要恢复，请加 --force")
    if verdict.fault:
        found.warnings.append(f"留痕校验不符：{verdict.fault}")


def _place_files(source: Path, aside: Path | None) -> None:
    """Moves unpacked files to their places; one that is there already and differs is laid aside."""
    for path in (p for p in sorted(source.rglob("*")) if p.is_file()):
        name = path.relative_to(source)
        target = settings.FILES_ROOT / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and _digest(target) != _digest(path):
            kept = (aside or settings.HOME / "before_restore_files") / "files" / name
            kept.parent.mkdir(parents=True, exist_ok=True)
            target.replace(kept)
        if not target.exists():
            shutil.move(path, target)


def _digest(path: Path) -> str:
    with path.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()


def _lay_aside(aside: Path) -> None:
    """Files that the restored rows do not name go where the old database is."""
    for path in unnamed_files():
        kept = aside / "files" / path.parent.name / path.name
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, kept)
