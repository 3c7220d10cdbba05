"""SQLite: a copy of one moment while others write, and the exchange of the file."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from . import UpkeepError
from .archive import no_room, sync_folder
from .snapshot import Snapshot

# What SQLite's own words for a full disk begin with.
FULL = ("database or disk is full", "disk I/O error")


def place() -> Path:
    """Where the database lies."""
    return Path(connection.settings_dict["NAME"])


def readable_error(error: sqlite3.Error, path: Path) -> UpkeepError:
    """A sentence for what SQLite says."""
    if str(error).startswith(FULL):
        return no_room(path.parent)
    return UpkeepError(f"数据库 {path} 读写失败：{error}。请运行 anlan doctor")


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """A copy by the online backup API, in one step: writers go on in the WAL, the copy is of one moment."""
    source, copy = place(), folder / "database.sqlite3"
    if not source.is_file():
        raise UpkeepError(f"找不到数据库 {source}，请核对 ANLAN_HOME 或 ANLAN_DATABASE_URL")
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60)) as from_there,
            closing(sqlite3.connect(copy)) as to_here,
        ):
            from_there.backup(to_here)
            to_here.execute("PRAGMA journal_mode=DELETE")
            if (said := to_here.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise UpkeepError(f"数据库已损坏（{said}），没有制作备份。请用最近一份完好的备份恢复")
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as reader:
            yield Snapshot("sqlite", sqlite3.sqlite_version, copy, lambda sql: iter(reader.execute(sql)))
    except sqlite3.Error as error:
        raise readable_error(error, copy) from error


def is_empty() -> bool:
    """Nothing there, or tables without a single row of ours."""
    if not place().is_file() or not place().stat().st_size:
        return True
    try:
        with closing(sqlite3.connect(f"file:{place()}?mode=ro", uri=True, timeout=30)) as reader:
            names = {row[0] for row in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            kept = [n for n in ("people_user", "trail_entry") if n in names]
            return not any(reader.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in kept)
    except sqlite3.DatabaseError:
        # A damaged database is no reason to overwrite it unasked.
        return False


def must_be_alone() -> None:
    """Nobody else has the database open: only then does SQLite leave the WAL, which also empties it into the file."""
    if not place().is_file() or not place().stat().st_size:
        return
    try:
        with closing(sqlite3.connect(place(), timeout=2)) as only:
            only.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise UpkeepError("数据库正被使用，请先停止 anlan serve 与 anlan worker 再恢复") from error
    except sqlite3.DatabaseError:
        # Damaged beyond opening: there is nothing to empty into it.
        for suffix in ("-wal", "-shm"):
            Path(f"{place()}{suffix}").unlink(missing_ok=True)


@contextmanager
def temporary(source: Path, folder: Path) -> Iterator[str]:
    """The restored database under a name that Django can be pointed at."""
    try:
        with closing(sqlite3.connect(source)) as file:
            if (said := file.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise UpkeepError(f"恢复出来的数据库不完整（{said}），原来的数据没有动。请换用另一份备份")
    except sqlite3.Error as error:
        raise readable_error(error, source) from error
    yield str(source)


def exchange(name: str, aside: Path | None) -> str:
    """Puts the restored file in the old one's place by one rename; the old one is linked aside before. Says where."""
    with closing(sqlite3.connect(name)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
    kept = ""
    if aside is not None and place().exists():
        aside.mkdir(parents=True, exist_ok=True)
        kept = str(aside / place().name)
        _link(place(), Path(kept))
    with open(name, "rb") as body:
        os.fsync(body.fileno())
    place().parent.mkdir(parents=True, exist_ok=True)
    must_be_alone()
    Path(name).replace(place())
    sync_folder(place().parent)
    return kept


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def facts() -> dict[str, Any]:
    """Bytes of database and WAL."""
    with connection.cursor() as cursor:
        pages, size = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    wal = Path(f"{place()}-wal")
    return {"bytes": pages * size, "wal": wal.stat().st_size if wal.exists() else 0}
