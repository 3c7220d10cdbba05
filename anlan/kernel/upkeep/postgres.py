"""PostgreSQL: a dump of one moment by pg_dump, and the exchange of whole databases by their names."""

import os
import re
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from . import UpkeepError
from .archive import no_room
from .snapshot import Snapshot

INSTALLED = Path("/usr/lib/postgresql")


def told() -> dict[str, str]:
    """How to reach the database, as libpq's programs and psycopg take it."""
    found = connection.settings_dict
    given = {"host": found["HOST"], "port": str(found["PORT"]), "user": found["USER"], "dbname": found["NAME"]}
    return {k: v for k, v in given.items() if v}


def reach(name: str = "", **more: Any) -> "psycopg.Connection[tuple[Any, ...]]":
    """A connection of our own; ``name`` another database of the same server."""
    facts = told() | ({"dbname": name} if name else {})
    try:
        return psycopg.connect(**facts, password=connection.settings_dict["PASSWORD"] or None, **more)  # type: ignore[arg-type]
    except psycopg.OperationalError as error:
        raise UpkeepError(f"连不上 PostgreSQL（{facts.get('host')}:{facts.get('port')}）：{_first(error)}") from error


def _first(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def program(name: str, server: int) -> str:
    """The newest of the installed programs of this name.

    Raises UpkeepError when there is none, or only one older than the server, which it could not read.
    """
    folders = [Path(settings.PG_BIN)] if settings.PG_BIN else [*INSTALLED.glob("*/bin"), *_path()]
    found = [(version, path) for one in folders if (path := one / name).is_file() and (version := _version(path))]
    if not found:
        raise UpkeepError(f"没有找到 {name}：请安装 postgresql-client-{server}，或用 ANLAN_PG_BIN 指出它所在的文件夹")
    version, path = max(found)
    if version < server:
        raise UpkeepError(
            f"{path} 是 {version} 版，比服务器（{server} 版）旧，不能使用：请安装 postgresql-client-{server}"
        )
    return str(path)


def _path() -> list[Path]:
    return [Path(one) for one in os.environ.get("PATH", "").split(os.pathsep) if one]


def _version(path: Path) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=20).stdout
    except OSError:
        return 0
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(match[1]) if match else 0


def run(name: str, server: int, *arguments: str, dbname: str = "", output: Path) -> None:
    """Runs one of PostgreSQL's programs; the password goes by the environment, where other users cannot read it."""
    facts = told() | ({"dbname": dbname} if dbname else {})
    where = [f"--{k if k != 'user' else 'username'}={v}" for k, v in facts.items()]
    secret = connection.settings_dict["PASSWORD"]
    given = os.environ | ({"PGPASSWORD": secret} if secret else {})
    command = [program(name, server), *where, "--no-password", *arguments]
    done = subprocess.run(command, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        return
    if re.search(r"No space left|File too large|Disk quota", done.stderr) or done.returncode == -25:
        raise no_room(output.parent)
    last = done.stderr.strip().splitlines()[-1:] or [f"返回 {done.returncode}"]
    raise UpkeepError(f"{name} 没有成功：{last[0]}")


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """A dump in the custom format and, in the transaction whose snapshot it shares, the answers to questions."""
    with reach() as session:
        session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        session.read_only = True
        server, path = session.info.server_version // 10000, folder / "database.dump"
        name = session.execute("SELECT pg_export_snapshot()").fetchone()[0]  # type: ignore[index]
        run("pg_dump", server, "--format=custom", f"--snapshot={name}", f"--file={path}", output=path)

        def ask(text: str) -> Iterator[tuple[Any, ...]]:
            # A cursor on the server: rows come as they are read, however many there are.
            with session.cursor(name=f"upkeep_{uuid.uuid4().hex}") as cursor:
                cursor.execute(text.encode())
                yield from cursor

        yield Snapshot("postgresql", str(server), path, ask)


def is_empty() -> bool:
    """Tables without a single row of ours, or none."""
    with reach() as session:
        for name in ("people_user", "trail_entry"):
            there = session.execute("SELECT to_regclass(%s)", [f"public.{name}"]).fetchone()
            if there and there[0] and session.execute(f"SELECT 1 FROM {name} LIMIT 1".encode()).fetchone():
                return False
    return True


def must_be_alone() -> None:
    """Nobody else is connected to the database."""
    connection.close()
    with reach() as session:
        row = session.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        ).fetchone()
    if row and row[0]:
        raise UpkeepError(f"数据库还有 {row[0]} 个连接，请先停止 anlan serve、anlan worker 和其他使用它的程序再恢复")


@contextmanager
def temporary(source: Path, folder: Path) -> Iterator[str]:
    """The dump, restored into a database of its own beside the present one; removed unless it was exchanged."""
    here = told()["dbname"]
    name = f"{here}_restoring"
    server = _make_beside(here, name)
    try:
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--jobs=2")
        run("pg_restore", server, *options, str(source), dbname=name, output=source)
        yield name
    finally:
        with reach(_maintenance(here), autocommit=True) as session:
            session.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _make_beside(here: str, name: str) -> int:
    """An empty database that sorts as the present one does; returns the server's version."""
    with reach(_maintenance(here), autocommit=True) as session:
        asked = session.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = %s", [here])
        facts = asked.fetchone() or ("C.UTF-8", "C.UTF-8")
        make = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE {} LC_CTYPE {}"
        try:
            session.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            session.execute(sql.SQL(make).format(sql.Identifier(name), *map(sql.Literal, facts)))
        except psycopg.errors.InsufficientPrivilege as error:
            who = told().get("user", "")
            raise UpkeepError(
                f'恢复要先建一个临时数据库，账号 {who} 没有这个权限：请由数据库管理员执行 ALTER ROLE "{who}" CREATEDB'
            ) from error
        except psycopg.errors.ObjectInUse as error:
            raise UpkeepError(f"另一次恢复正在使用数据库 {name}，请等它结束") from error
        except psycopg.errors.DiskFull as error:
            raise UpkeepError("数据库服务器的磁盘空间不足，没有恢复，原来的数据没有动") from error
        return session.info.server_version // 10000


def _maintenance(here: str) -> str:
    """A database from which others can be made and renamed."""
    return "template1" if here == "postgres" else "postgres"


def exchange(name: str, aside: Path | None) -> str:
    """Gives the restored database the old one's name in one transaction; the old one keeps another. Returns that."""
    here = told()["dbname"]
    kept = f"{here}_{aside.name}" if aside else f"{here}_empty"
    must_be_alone()
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    try:
        with reach(_maintenance(here)) as session:
            session.execute(rename.format(sql.Identifier(here), sql.Identifier(kept)))
            session.execute(rename.format(sql.Identifier(name), sql.Identifier(here)))
    except psycopg.errors.ObjectInUse as error:
        raise UpkeepError("有程序刚连上数据库，没有替换，原来的数据没有动：请停止它们再恢复") from error
    if aside is not None:
        return kept
    with reach(_maintenance(here), autocommit=True) as session:
        session.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(kept)))
    return ""


def facts() -> dict[str, Any]:
    """Bytes of the database; the WAL is the server's own business."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return {"bytes": cursor.fetchone()[0], "wal": 0}
