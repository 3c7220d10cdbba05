"""Makes one archive of database and files while the house runs."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from anlan.kernel.trail.models import Attachment

from . import UpkeepError, keys
from .archive import Writer, room_needed
from .places import database, only_one, remember_backup, work_folder
from .snapshot import Snapshot

NAME = "anlan-%Y%m%d-%H%M%S.tar"
PATTERN = "anlan-" + "[0-9]" * 8 + "-" + "[0-9]" * 6 + ".tar"

left_out: list[Callable[[], str]] = []
"""Later floors say here, in a sentence, what of theirs no archive holds; "" when all of it is there."""


@dataclass(frozen=True)
class Made:
    """An archive that was made. ``missing``: files that records name and that are not there."""

    path: Path
    manifest: dict[str, Any]
    missing: list[str]


def make(target: Path, say: Callable[[str], object]) -> Made:
    """Makes an archive; ``target`` is its path, or a folder in which it gets a name by the time.

    The database is copied first, then the files that the copy names: a file is never changed once it is named, so the
    two belong together although people go on working. Raises UpkeepError; then nothing half-written is left.
    """
    path = target / timezone.localtime().strftime(NAME) if target.is_dir() else target
    if path.exists():
        raise UpkeepError(f"{path} 已存在，请换一个文件名，或给出文件夹由系统命名")
    began = datetime.now(UTC)
    with room_needed(path.parent), only_one(path.parent):
        _enough_room(path.parent)
        with work_folder(path.parent) as work, database().snapshot(work) as moment:
            say("数据库已复制")
            with Writer(path) as writer:
                writer.add(moment.path.name, moment.path)
                missing = _add_files(writer, moment)
                manifest = _facts(moment, began, missing)
                writer.finish(manifest)
    remember_backup({"at": began.isoformat(), "path": str(path.resolve()), "bytes": path.stat().st_size})
    return Made(path, manifest | {"members": writer.members}, missing)


def _enough_room(folder: Path) -> None:
    """The copy of the database and the archive lie there together for a while."""
    files = Attachment.objects.filter(ready=True).aggregate(n=Sum("size"))["n"] or 0
    needed, free = 2 * database().facts()["bytes"] + files, shutil.disk_usage(folder).free
    if free < needed:
        raise UpkeepError(
            f"磁盘空间不足：{folder} 剩余 {free / 1e9:.1f} GB，备份约需 {needed / 1e9:.1f} GB。请清理或换一个更大的磁盘"
        )


def _add_files(writer: Writer, moment: Snapshot) -> list[str]:
    missing = []
    for name, needed in moment.files():
        try:
            writer.add(f"files/{name}", settings.FILES_ROOT / name)
        except FileNotFoundError:
            if needed:
                missing.append(name)
    return missing


def _facts(moment: Snapshot, began: datetime, missing: list[str]) -> dict[str, Any]:
    return {
        "version": version("anlan"), "made_at": began.isoformat(), "database": moment.kind, "server": moment.server,
        "migrations": moment.migrations(), "tables": moment.tables(), "trail": moment.trail(), "missing": missing,
        "keys": keys.fingerprints(),
    }  # fmt: skip


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Removes the oldest archives of a folder beyond ``count``; only those whose names ``make`` gave. Returns them."""
    gone = sorted(folder.glob(PATTERN))[:-count]
    for path in gone:
        path.unlink()
    return gone
