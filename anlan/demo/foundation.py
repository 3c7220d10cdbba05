"""The tables of an empty database, made at once as the models have them now instead of step by step as they came to be."""

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


def lay() -> bool:
    """Makes every table and notes all migrations as done; False where there are tables already.

    All in one transaction. It holds as long as no migration writes rows of its own: a test compares both ways.
    """
    if connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    with connection.schema_editor() as editor:
        editor.create_model(MigrationRecorder(connection).Migration)
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        executor.check_replacements()
        for app, name in sorted(executor.loader.graph.nodes):
            executor.recorder.record_applied(app, name)
    return True
