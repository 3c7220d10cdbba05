"""Folding changes into lines, recounting all from the rows, and telling whether the two agree."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction

from anlan.kernel.clock import now

from . import triggers
from .adding import Adding, Key
from .models import Change, Head, Line
from .plan import SLOTS, Plan, plans

PIECE = 1000
"""Changes folded in one transaction, and lines written by one statement."""
NAMES = ("source", "by", "area", "industry", "value")
SUMS = tuple(f"n{n}" for n in range(SLOTS))
QUOTED = ", ".join(f'"{n}"' for n in (*NAMES, *SUMS))
READ_AT_ONCE = 5000


def fold(plan: Plan, most: int = PIECE) -> int:
    """Adds waiting changes to the lines and takes exactly those away, in one transaction; returns how many.

    0 where nothing waits, and where the sums that stand are of another definition than this program's.
    """
    with transaction.atomic():
        # On PostgreSQL this row is the lock; SQLite's transactions take the database's write lock at their beginning.
        head = Head.objects.select_for_update().filter(pk=plan.key, definition=plan.definition).first()
        if head is None:
            return 0
        waiting = list(Change.objects.filter(register=plan.key).order_by("pk")[:most])
        adding = Adding(plan)
        for change in waiting:
            adding.change(change.facts, change.count)
        _write(plan, adding.lines, add=True)
        Change.objects.filter(pk__in=[c.pk for c in waiting]).delete()
        Head.objects.filter(pk=plan.key).update(folded_at=now())
        return len(waiting)


def rebuild(plan: Plan) -> None:
    """Makes triggers and lines anew from the rows. Rows can't be written meanwhile; reading goes on, by counting."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'LOCK TABLE "{plan.table}" IN SHARE ROW EXCLUSIVE MODE')
        Head.objects.get_or_create(pk=plan.key)
        Head.objects.select_for_update().get(pk=plan.key)
        if not triggers.expected(plan) <= triggers.standing():
            triggers.drop_all_but({n for p in plans().values() if p.key != plan.key for n in triggers.expected(p)})
            triggers.create(plan)
        for table in (Line, Change):
            table._default_manager.filter(register=plan.key).delete()
        _write(plan, recounted(plan), add=False)
        Head.objects.filter(pk=plan.key).update(definition=plan.definition, folded_at=now())


def recounted(plan: Plan) -> dict[Key, list[int]]:
    """The lines as the rows themselves give them."""
    adding = Adding(plan)
    with connection.chunked_cursor() as cursor:
        cursor.execute(_grouped(plan))
        for row in _streamed(cursor):
            _add_rows(adding, row)
    return adding.lines


def differences(plan: Plan) -> list[tuple[Key, list[int], list[int]]]:
    """(line, what the rows give, what is kept) wherever they differ.

    Rows, lines and waiting changes are read by one statement, so writing and folding may go on meanwhile.
    """
    from_rows, kept = Adding(plan), Adding(plan)
    lines = "CAST(json_array({0}) AS TEXT)" if connection.vendor == "sqlite" else "CAST(json_build_array({0}) AS TEXT)"
    width = len(plan.facts) + 1
    filler = "".join(f", NULL AS e{n}" for n in range(width - 2))
    everything = (
        f"SELECT 0 AS part, NULL AS told, g.* FROM ({_grouped(plan, text=True)}) g"
        f" UNION ALL SELECT 1, CAST(facts AS TEXT), CAST(count AS TEXT), NULL{filler} FROM tally_change WHERE register = %s"
        f" UNION ALL SELECT 2, {lines.format(QUOTED)}, NULL, NULL{filler} FROM tally_line WHERE register = %s"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(everything, [plan.key, plan.key])
        for part, told, *row in _streamed(cursor):
            if part == 0:
                _add_rows(from_rows, _typed(plan, row))
            elif part == 1:
                kept.change(json.loads(told), int(row[0]))
            else:
                _add_line(kept, json.loads(told))
    return _compared(from_rows.lines, kept.lines)


def _compared(rows: dict[Key, list[int]], kept: dict[Key, list[int]]) -> list[tuple[Key, list[int], list[int]]]:
    nothing = [0] * SLOTS
    both = ((k, rows.get(k, nothing), kept.get(k, nothing)) for k in sorted({*rows, *kept}))
    return [one for one in both if one[1] != one[2]]


def _grouped(plan: Plan, text: bool = False) -> str:
    """The rows grouped by their facts: facts, totals of the sum facts, number. ``text``: everything as text."""
    alias = [(f"f{n}", sql) for n, sql in enumerate(triggers.facts_of(plan, "t"))]
    told, sums = alias[: 2 + len(plan.told)], alias[2 + len(plan.told) :]
    shown = [n for n, _ in told] + [f"SUM({n})" for n, _ in sums] + ["COUNT(*)"]
    if text:
        shown = [f"CAST({one} AS TEXT) AS c{n}" for n, one in enumerate(shown)]
    inner = ", ".join(f"{sql} AS {n}" for n, sql in alias)
    return f'SELECT {", ".join(shown)} FROM (SELECT {inner} FROM "{plan.table}" t) r GROUP BY {", ".join(n for n, _ in told)}'


def _typed(plan: Plan, row: list[Any]) -> list[Any]:
    numbers = [f.kind in ("number", "flag", "sum") for f in plan.facts] + [True]
    return [int(v) if is_number and v is not None else v for v, is_number in zip(row, numbers, strict=True)]


def _add_rows(adding: Adding, row: Any) -> None:
    told = 2 + len(adding.names)
    adding.add(row[:told], int(row[-1]), [int(v) for v in row[told:-1]])


def _add_line(adding: Adding, row: list[Any]) -> None:
    key = (row[0], row[1], row[2], row[3], row[4])
    line = adding.lines.setdefault(key, [0] * SLOTS)
    for n, value in enumerate(row[5:]):
        line[n] += value


def _streamed(cursor: Any) -> Iterator[Any]:
    while rows := cursor.fetchmany(READ_AT_ONCE):
        yield from rows


def _write(plan: Plan, lines: dict[Key, list[int]], add: bool) -> None:
    """Each piece goes over as one JSON text: thousands of parameters take far longer than the lines themselves."""
    added = ", ".join(f'"{n}" = tally_line."{n}" + excluded."{n}"' for n in SUMS)
    conflict = f'ON CONFLICT (register, source, "by", area, industry, value) DO UPDATE SET {added}' if add else ""
    item, array = {
        "sqlite": ("json_extract(l.value, '$[{}]')", "json_each(%s) AS l"),
        "postgresql": ("l.value ->> {}", "jsonb_array_elements(CAST(%s AS jsonb)) AS l(value)"),
    }[connection.vendor]
    columns = [item.format(n) for n in range(len(NAMES))]
    columns += [f"CAST({item.format(n)} AS BIGINT)" for n in range(len(NAMES), len(NAMES) + SLOTS)]
    statement = f"INSERT INTO tally_line (register, {QUOTED}) SELECT %s, {', '.join(columns)} FROM {array} WHERE TRUE {conflict}"
    with connection.cursor() as cursor:
        # In the order of the key: what is read together lies together.
        for piece in _pieces(sorted((k, v) for k, v in lines.items() if any(v))):
            cursor.execute(statement, [plan.key, json.dumps([[*key, *sums] for key, sums in piece])])


def _pieces(items: list[Any]) -> Iterable[list[Any]]:
    return (items[n : n + PIECE] for n in range(0, len(items), PIECE))
