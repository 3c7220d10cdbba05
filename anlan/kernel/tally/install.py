"""Sums and triggers follow the declarations by themselves: no declaration needs a migration written by hand."""

from django.db import connection, transaction

from . import triggers
from .keeping import rebuild
from .models import Change, Head, Line
from .plan import Plan, plans


def holds(plan: Plan) -> bool:
    """Are the sums that stand those of this program's declarations, and kept by its triggers?"""
    known = Head.objects.filter(pk=plan.key, definition=plan.definition).exists()
    return known and triggers.expected(plan) <= triggers.standing()


def before_migrating() -> None:
    """Takes the triggers away, for a migration may change their columns or make their table anew.

    From here until all is counted again nobody reads the sums: the head no longer names a definition.
    """
    if Head._meta.db_table in connection.introspection.table_names():
        with transaction.atomic():
            Head.objects.update(definition="")
            triggers.drop_all_but(set())


def after_migrating() -> None:
    """Makes what does not hold anew, and forgets what is no longer kept."""
    if Change._meta.db_table not in connection.introspection.table_names():
        return
    present = [p for p in plans().values() if has_columns(p)]
    for plan in present:
        if not holds(plan):
            rebuild(plan)
    with transaction.atomic():
        triggers.drop_all_but({name for p in present for name in triggers.expected(p)})
        gone = Head.objects.exclude(pk__in=[p.key for p in present])
        for table in (Line, Change):
            table._default_manager.exclude(register__in=[p.key for p in present]).delete()
        gone.delete()


def has_columns(plan: Plan) -> bool:
    """Is the table as far as the plan needs it? A database migrated part of the way may lack it."""
    with connection.cursor() as cursor:
        if plan.table not in connection.introspection.table_names(cursor):
            return False
        known = {c.name for c in connection.introspection.get_table_description(cursor, plan.table)}
    return {f.column for f in plan.facts} <= known
