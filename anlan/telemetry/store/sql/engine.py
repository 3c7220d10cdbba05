"""What a database offers to the store written in SQL, and its tables. SQL here is what SQLite and PostgreSQL share."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from anlan.telemetry.words import Reading

Row = tuple[Any, ...]

RAW = "device BIGINT, quantity BIGINT, at BIGINT, value DOUBLE PRECISION, flag TEXT, PRIMARY KEY (device, quantity, at)"
PLACE = (
    "at BIGINT, lat DOUBLE PRECISION, lon DOUBLE PRECISION, altitude DOUBLE PRECISION, speed DOUBLE PRECISION, "
    "direction DOUBLE PRECISION, status BIGINT, alarm BIGINT, mileage DOUBLE PRECISION"
)
ROLLED = (
    "device BIGINT, quantity BIGINT, at BIGINT, number BIGINT, total DOUBLE PRECISION, low DOUBLE PRECISION, "
    "high DOUBLE PRECISION, flagged BIGINT, PRIMARY KEY (device, quantity, at)"
)
DATED = {"raw": RAW, "track": f"device BIGINT, {PLACE}, PRIMARY KEY (device, at)", "minutes": ROLLED}
"""Tables of which there is one for a day (minutes: a month); its name ends with the day."""
FIXED = {
    "hours": ROLLED,
    "latest": "device BIGINT, quantity BIGINT, at BIGINT, value DOUBLE PRECISION, flag TEXT, heard BIGINT, "
    "changed_from BIGINT, changed_to BIGINT, PRIMARY KEY (device, quantity)",
    "latest_place": f"device BIGINT PRIMARY KEY, {PLACE}",
    "heard": "device BIGINT PRIMARY KEY, heard BIGINT",
    "forgotten": "quantity BIGINT PRIMARY KEY, until BIGINT",
}
"""``latest.changed_from``, ``changed_to``: times between which minutes and hours are not up to date; NULL: they are."""
NUMBERED = {
    "corrections": "device BIGINT, quantity BIGINT, at BIGINT, original DOUBLE PRECISION, original_flag TEXT, "
    "value DOUBLE PRECISION, flag TEXT, who TEXT, why TEXT, noted BIGINT",
    "arrivals": "heard BIGINT, body {bytes}",
}
"""Tables with a number of their own, in the order in which their rows came."""
INDEXES = (
    "CREATE INDEX IF NOT EXISTS corrections_value ON corrections (device, quantity, at)",
    "CREATE INDEX IF NOT EXISTS arrivals_heard ON arrivals (heard)",
)
SUMS = "count(*), sum(value), min(value), max(value), sum(CASE WHEN flag <> '' THEN 1 ELSE 0 END)"
SUMS_OF_SUMS = "CAST(sum(number) AS BIGINT), sum(total), min(low), max(high), CAST(sum(flagged) AS BIGINT)"


class Cursor(Protocol):
    """One transaction. Placeholders are ``?``; names of tables come from this package only."""

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Runs it and fetches all."""

    def run(self, sql: str, *values: Any) -> int:
        """Runs it; how many rows it touched."""

    def many(self, head: str, kinds: str, rows: Sequence[Row], tail: str = "") -> int:
        """``head`` (INSERT INTO ...), each row, ``tail`` (ON CONFLICT ...); how many rows were touched.

        ``kinds``: one letter a column: i integer, f float, t text.
        """

    def fill(self, table: str, rows: Sequence[Reading]) -> list[tuple[Reading, Reading]]:
        """Adds to a ``raw`` table, in the order of its key; what is there stays.

        Returns (stored, new) where another value or flag was there, or came earlier among ``rows``.
        """

    def drop(self, table: str) -> None:
        """Removes a dated table."""

    def tables(self, prefix: str) -> list[str]:
        """Names of the dated tables ``prefix_...``, in order."""


class Engine(Protocol):
    """A database."""

    one_of: str
    """SQL that holds for a column before it when its value is in the JSON list given."""
    locked: str
    """What ends a SELECT whose rows nobody else may change until the transaction ends."""

    def reading(self) -> AbstractContextManager[Cursor]:
        """A transaction that sees one moment. Unavailable when the database is away."""

    def writing(self, dated: Iterable[str] = ()) -> AbstractContextManager[Cursor]:
        """A durable transaction; the dated tables of these names are there. Unavailable: nothing of it was done."""

    def close(self) -> None:
        """Ends all connections."""
