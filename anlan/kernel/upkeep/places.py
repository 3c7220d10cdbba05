"""Folders that only one command at a time may work in, and the one database that Django is pointed at."""

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import connection

from anlan.kernel.trail.models import Attachment

from . import UpkeepError, postgres, sqlite

WORK = ".anlan-work-"


def database() -> ModuleType:
    """The room's half for the database in use."""
    return sqlite if connection.vendor == "sqlite" else postgres


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Nobody else makes or restores a backup in this folder; what a killed one left there goes first."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{WORK}lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UpkeepError(f"{folder} 里另一个备份或恢复正在进行，请等它结束") from error
        for left in folder.glob(f"{WORK}*/"):
            shutil.rmtree(left, ignore_errors=True)
        for part in folder.glob("anlan-*.tar.part"):
            part.unlink(missing_ok=True)
        yield


@contextmanager
def work_folder(folder: Path) -> Iterator[Path]:
    """A folder beside the result, so that giving it its place is a rename. Called under ``only_one``."""
    made = folder / f"{WORK}{uuid.uuid4().hex[:8]}"
    made.mkdir(mode=0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Django's connection leads to another database meanwhile. For commands, which have the process to themselves."""
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def unnamed_files() -> Iterator[Path]:
    """Files below the files folder that no row names, one 256th of them at a time so that memory stays small."""
    for folder in sorted(settings.FILES_ROOT.glob("[0-9a-f][0-9a-f]/")):
        first, last = uuid.UUID(folder.name + "0" * 30), uuid.UUID(folder.name + "f" * 30)
        # Listed before asked: a file that comes meanwhile is not in the list, its row was there before it.
        present = sorted(folder.iterdir())
        named = {str(pk) for pk in Attachment.objects.filter(pk__range=(first, last)).values_list("pk", flat=True)}
        yield from (path for path in present if path.name.split(".", 1)[0] not in named)


def remember_backup(facts: dict[str, Any]) -> None:
    """Notes the last backup where doctor and the metrics find it; not in the database, which a restore would turn back."""
    note = settings.HOME / "last-backup.json"
    part = note.with_suffix(".part")
    part.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    os.replace(part, note)


def last_backup() -> dict[str, Any] | None:
    """What ``remember_backup`` noted."""
    try:
        return dict(json.loads((settings.HOME / "last-backup.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None
