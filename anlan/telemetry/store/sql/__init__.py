"""The store in SQL, for every database that can do what ``engine`` asks."""

from .engine import Engine
from .reading import Asking
from .rolling import Rolling
from .writing import Writing


class SqlStore(Writing, Asking, Rolling):
    """A ``TelemetryStore`` over a database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def close(self) -> None:
        """See ``TelemetryStore``."""
        self.engine.close()


__all__ = ["SqlStore"]
