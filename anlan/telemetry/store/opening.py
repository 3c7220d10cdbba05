"""Opens the store that the settings name."""

import threading
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from .face import TelemetryStore
from .postgres import open_postgres
from .sqlite import open_sqlite

_lock = threading.Lock()
_open: dict[str, TelemetryStore] = {}


def address() -> str:
    """Where readings are kept: ``settings.TELEMETRY``, or what goes with the database."""
    if settings.TELEMETRY:
        return str(settings.TELEMETRY)
    base = connections["default"]
    if base.vendor == "postgresql":
        said = {
            key: quote(str(base.settings_dict[key]), safe="") for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")
        }
        return "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**said)
    return f"sqlite:///{settings.HOME}/telemetry.sqlite3"


def open_store(where: str) -> TelemetryStore:
    """A store at that address, beside the process's own. ImproperlyConfigured: no such kind."""
    scheme = urlsplit(where).scheme
    if scheme == "sqlite":
        return open_sqlite(Path(where.removeprefix("sqlite:///")))
    if scheme in ("postgresql", "postgres"):
        return open_postgres(where)
    raise ImproperlyConfigured(f"ANLAN_TELEMETRY 不认识 {scheme or where}：可用 sqlite、postgresql、chdb、http、https")


def store() -> TelemetryStore:
    """The one store of this process. It may be used from every thread, and goes on working after a fork."""
    where = address()
    with _lock:
        if where not in _open:
            _close()
            _open[where] = open_store(where)
        return _open[where]


def close() -> None:
    """Ends work on it; the next ``store()`` opens it again."""
    with _lock:
        _close()


def _close() -> None:
    while _open:
        _open.popitem()[1].close()
