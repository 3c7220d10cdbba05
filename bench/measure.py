"""Timing a request, the SQL it ran, and the same SQL bare; and what a query's plan reads whole or sorts."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

Query = tuple[str, Any]
LARGE = (
    "hazard_hazard", "hazard_waterhazard", "scope_organisation", "scope_area", "site_site", "inspection_inspection", "hazard_sitehazard",
    "evaluation_monthlyevaluation", "evaluation_termination", "dangerous_work_", "site_sitemachine", "site_siteurge",
)  # fmt: skip
WRITES = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def watched(queries: list[Query]) -> Iterator[None]:
    """Collects every query with its parameters as the driver got them."""

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(WRITES):
            queries.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def bare(queries: list[Query]) -> list[float]:
    """Milliseconds of each query, run and its rows fetched, with nothing around."""
    found = []
    with connection.cursor() as cursor:
        for sql, params in queries:
            began = time.perf_counter()
            cursor.execute(sql, params)
            cursor.fetchall()
            found.append((time.perf_counter() - began) * 1000)
    return found


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def rounds(works: dict[str, Callable[[], Any]], seconds: float, least: int = 3, most: int = 40) -> dict[str, list[Any]]:
    """Runs the works in turn, so that a busy machine disturbs all alike, until the seconds are over."""
    found: dict[str, list[Any]] = {name: [] for name in works}
    ends = time.perf_counter() + seconds
    for number in range(most):
        if number >= least and time.perf_counter() > ends:
            break
        for name, work in works.items():
            found[name].append(work())
    return found


def p50(values: list[float]) -> float:
    """The median."""
    return round(statistics.median(values), 2)


def p95(values: list[float]) -> float:
    """Nineteen of twenty are not slower; the slowest where there are fewer than twenty."""
    ranked = sorted(values)
    return round(ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))], 2)


def plan_faults(queries: list[Query], table: str) -> list[str]:
    """The steps of the plans that read a whole table or sort what an index could have given in order."""
    found: list[str] = []
    for sql, params in queries:
        if table in sql and sql.startswith("SELECT"):
            found += [line for line in _plan(sql, params) if _is_fault(line)]
    return list(dict.fromkeys(found))


def _plan(sql: str, params: Any) -> list[str]:
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN (COSTS OFF) "
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(explain + sql, params)
        return [str(row[-1]).strip() for row in cursor.fetchall()]


def _is_fault(line: str) -> bool:
    """Small tables are read whole with good reason; these are not small."""
    if connection.vendor == "sqlite":
        return "TEMP B-TREE" in line or (
            line.startswith("SCAN") and "USING INDEX" not in line and "CONSTANT" not in line
        )
    return line.startswith("Sort Key:") or ("Seq Scan on " in line and line.split("Seq Scan on ")[1].startswith(LARGE))
