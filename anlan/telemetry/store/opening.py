"""Opens the store that the settings name."""

import threading
from importlib.util import find_spec
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
_owning = False


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


def own() -> None:
    """From now on ``store()`` runs the engine of chdb:///folder in this process: one may, the gateway. Before any other use."""
    global _owning
    _owning = True


def open_store(where: str, owning: bool = False) -> TelemetryStore:
    """A store at that address, beside the process's own. ImproperlyConfigured: no such kind, or not installed."""
    scheme = urlsplit(where).scheme
    if scheme == "sqlite":
        return open_sqlite(Path(where.removeprefix("sqlite:///")))
    if scheme in ("postgresql", "postgres"):
        return open_postgres(where)
    if scheme in ("chdb", "http", "https"):
        if find_spec("clickhouse_connect") is None or (scheme == "chdb" and owning and find_spec("chdb") is None):
            raise ImproperlyConfigured(
                "ANLAN_TELEMETRY 用到 ClickHouse，但软件包尚未安装：请先执行 scripts/setup.sh chdb"
            )
        from .clickhouse import ClickHouseStore

        return ClickHouseStore(where, owning)
    raise ImproperlyConfigured(f"ANLAN_TELEMETRY 不认识 {scheme or where}：可用 sqlite、postgresql、chdb、http、https")


def store() -> TelemetryStore:
    """The one store of this process. It may be used from every thread, and goes on working after a fork."""
    where = address()
    with _lock:
        if where not in _open:
            _close()
            _open[where] = open_store(where, _owning)
        return _open[where]


def close() -> None:
    """Ends work on it; the next ``store()`` opens it again."""
    with _lock:
        _close()


def _close() -> None:
    while _open:
        _open.popitem()[1].close()
