"""Fixtures for every test: the cast, a folder for files that goes away, and a database that several may write at once."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from . import migrated
from .cast import Cast, make_cast


@pytest.fixture(scope="session")
def migrated_before(request: pytest.FixtureRequest) -> Path | None:
    """The file of a database in memory that is migrated already; None where the tests' database is another."""
    cache = getattr(request.config, "cache", None)
    if connection.vendor != "sqlite" or cache is None:
        return None
    return Path(cache.mkdir("migrated")) / f"{migrated.fingerprint()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, migrated_before: Path | None) -> None:
    """Before the database is made: it begins as a copy of the one that is kept."""
    if migrated_before is not None and migrated_before.exists():
        connection_created.connect(partial(migrated.lay, migrated_before), weak=False, dispatch_uid="migrated")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, migrated_before: Path | None) -> None:
    """After it is made: it is kept for the next run."""
    connection_created.disconnect(dispatch_uid="migrated")
    if migrated_before is not None and not migrated_before.exists():
        with django_db_blocker.unblock():
            migrated.keep(migrated_before)


@pytest.fixture(autouse=True)
def files_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Uploaded files and readings of devices of a test lie in its own folder."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.TELEMETRY = f"sqlite:///{tmp_path}/telemetry.sqlite3"
    yield


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, fresh for each test."""
    return make_cast()


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """A database that threads and other processes reach as they would in operation; its ``ANLAN_DATABASE_URL``.

    On SQLite the tests' database lies in memory, where two writers collide instead of waiting; a copy in a file behaves
    as the installed one does.
    """
    if connection.vendor != "sqlite":
        found = connection.settings_dict
        yield f"postgresql://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
        return
    connection.ensure_connection()
    in_memory, name, path = connection.connection, connection.settings_dict["NAME"], tmp_path / "shared.sqlite3"
    with sqlite3.connect(path) as file:
        in_memory.backup(file)
    file.close()
    connection.settings_dict["NAME"], connection.connection = str(path), None
    yield f"sqlite:///{path}"
    connection.close()
    connection.settings_dict["NAME"], connection.connection = name, in_memory


@pytest.fixture
def shared_cast(shared_database: str) -> Cast:
    """The cast in a shared database."""
    return make_cast()
