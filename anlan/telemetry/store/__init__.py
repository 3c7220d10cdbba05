"""One interface, three stores: SQLite by default, ClickHouse by a DSN, PostgreSQL. ``store()`` is the one in use."""

from .face import Bucket, Correction, Moment, TelemetryStore, Unavailable
from .opening import close, own, store

__all__ = ["Bucket", "Correction", "Moment", "TelemetryStore", "Unavailable", "close", "own", "store"]
