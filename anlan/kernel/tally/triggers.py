"""The triggers that note every change of a counted row, by whatever path it was written, on both databases.

Their names carry the beginning of the plan's definition: triggers of another definition are other triggers. Nothing that
writes a row touches a line, so writers never wait for each other here.
"""

from django.db import connection

from .plan import Plan

PREFIX = "tally_"
EVENTS = ("insert", "update", "delete")


def name(plan: Plan, event: str = "") -> str:
    """The name of a trigger, or (without event) of the function behind it."""
    return f"{PREFIX}{plan.key}_{plan.definition[:10]}" + (f"_{event}" if event else "")


def expected(plan: Plan) -> set[str]:
    """The triggers that must stand for a plan's sums to be kept."""
    more = ("truncate",) if connection.vendor == "postgresql" else ()
    return {name(plan, event) for event in (*EVENTS, *more)}


def standing() -> set[str]:
    """The triggers that stand in the database and are switched on."""
    ask = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return {row[0] for row in cursor.fetchall() if row[0].startswith(PREFIX)}


def drop_all_but(kept: set[str]) -> None:
    """Takes away every trigger of ours that is not in ``kept``."""
    ask = "SELECT proname FROM pg_proc WHERE prorettype = 'trigger'::regtype AND pronamespace = current_schema()::regnamespace"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for one in standing() - kept:
                cursor.execute(f'DROP TRIGGER "{one}"')
            return
        cursor.execute(ask)
        for (one,) in cursor.fetchall():
            if one.startswith(PREFIX) and f"{one}_insert" not in kept:
                cursor.execute(f'DROP FUNCTION "{one}"() CASCADE')


def create(plan: Plan) -> None:
    """Makes the triggers of a plan."""
    with connection.cursor() as cursor:
        for line in _sqlite(plan) if connection.vendor == "sqlite" else _postgresql(plan):
            cursor.execute(line)


def facts_of(plan: Plan, row: str) -> list[str]:
    """The facts of a row as SQL, in the order in which they are written down."""
    return [f.sql(connection.vendor, row) for f in plan.facts]


def _sqlite(plan: Plan) -> list[str]:
    old, new = facts_of(plan, "OLD"), facts_of(plan, "NEW")

    def noted(count: int, facts: list[str]) -> str:
        return (
            f'INSERT INTO tally_change (register, "count", facts) VALUES'
            f" ('{plan.key}', {count}, json_array({', '.join(facts)}));"
        )

    differs = " OR ".join(f"{a} IS NOT {b}" for a, b in zip(old, new, strict=True))
    bodies = {
        "insert": ("", noted(1, new)),
        "update": (f"WHEN {differs}", noted(-1, old) + " " + noted(1, new)),
        "delete": ("", noted(-1, old)),
    }
    return [
        f'CREATE TRIGGER "{name(plan, event)}" AFTER {event.upper()} ON "{plan.table}"'
        f" FOR EACH ROW {when} BEGIN {body} END"
        for event, (when, body) in bodies.items()
    ]


def _postgresql(plan: Plan) -> list[str]:
    """One trigger a statement, over the rows it changed: rows that differ in nothing counted cancel out."""
    tables = {"insert": ("new_rows",), "update": ("old_rows", "new_rows"), "delete": ("old_rows",)}
    lines = [_function(plan, tables)]
    for event, used in tables.items():
        referencing = " ".join(f"{t[:3].upper()} TABLE AS {t}" for t in used)
        lines.append(
            f'CREATE TRIGGER "{name(plan, event)}" AFTER {event.upper()} ON "{plan.table}" REFERENCING {referencing}'
            f' FOR EACH STATEMENT EXECUTE FUNCTION "{name(plan)}"()'
        )
    lines.append(
        f'CREATE TRIGGER "{name(plan, "truncate")}" AFTER TRUNCATE ON "{plan.table}"'
        f' FOR EACH STATEMENT EXECUTE FUNCTION "{name(plan)}"()'
    )
    return lines


def _function(plan: Plan, tables: dict[str, tuple[str, ...]]) -> str:
    branches = []
    for event, used in tables.items():
        rows = " UNION ALL ".join(
            f"SELECT {-1 if t == 'old_rows' else 1} AS n, jsonb_build_array({', '.join(facts_of(plan, t))}) AS f FROM {t}"
            for t in used
        )
        branches.append(
            f"IF TG_OP = '{event.upper()}' THEN INSERT INTO tally_change (register, count, facts)"
            f" SELECT '{plan.key}', SUM(n), f FROM ({rows}) AS changed GROUP BY f HAVING SUM(n) <> 0; END IF;"
        )
    # A fold that is under way adds lines that this statement does not see yet; the head is its lock.
    emptied = (
        f"IF TG_OP = 'TRUNCATE' THEN PERFORM 1 FROM tally_head WHERE register = '{plan.key}' FOR UPDATE;"
        f" DELETE FROM tally_line WHERE register = '{plan.key}';"
        f" DELETE FROM tally_change WHERE register = '{plan.key}'; END IF;"
    )
    body = " ".join([*branches, emptied])
    return (
        f'CREATE FUNCTION "{name(plan)}"() RETURNS trigger LANGUAGE plpgsql AS'
        f" $tally$ BEGIN {body} RETURN NULL; END $tally$"
    )
