"""Is this process there, and can it serve? For load balancers; strangers learn yes or no."""

import logging
import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from .metrics import allowed

log = logging.getLogger("anlan.health")
LEAST_FREE = 200 * 1024 * 1024
_migrated: list[bool] = []


def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """Database, migrations and disk are as they must be; 503 otherwise. Details go to the log and to who has the token."""
    found = {name: _holds(check) for name, check in CHECKS.items()}
    wrong = sorted(name for name, holds in found.items() if not holds)
    if wrong:
        log.error("not ready: %s", " ".join(wrong))
    body: dict[str, object] = {"status": "unavailable" if wrong else "ok"}
    if allowed(request):
        body["checks"] = found
    return JsonResponse(body, status=503 if wrong else 200)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        # Whatever a broken database or disk raises, the answer is no.
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    """Once all are applied they stay so: a newer version comes with a newer process."""
    if not _migrated and not pending():
        _migrated.append(True)
    return bool(_migrated)


def pending() -> list[str]:
    """Migrations that are to be applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _disk() -> bool:
    return shutil.disk_usage(settings.HOME).free > LEAST_FREE


CHECKS = {"database": _database, "migrations": _migrations, "disk": _disk}
