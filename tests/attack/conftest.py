"""The world is built once for a process, inside a transaction that is taken back when the last of these tests is done."""

import json
import logging
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from .world import World, build

REPORTS = Path(__file__).resolve().parents[2] / "reports"
ASKED: Counter[tuple[str, str, str]] = Counter()
"""How often each door was tried, by verb and by whom, in this process."""


def pytest_sessionfinish() -> None:
    """What this process tried; tests/conftest.py adds the processes up."""
    if ASKED:
        rows = [{"door": d, "verb": v, "member": m, "asked": n} for (d, v, m), n in sorted(ASKED.items())]
        REPORTS.mkdir(exist_ok=True)
        (REPORTS / f"attack_matrix-{os.getpid()}.json").write_text(json.dumps(rows), encoding="utf-8")


@pytest.fixture(scope="package")
def built(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[tuple[World, Any]]:
    files = tmp_path_factory.mktemp("attack") / "files"
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(FILES_ROOT=files):
            world = build(files)
        yield world, files
        transaction.set_rollback(True)


@pytest.fixture
def world(built: tuple[World, Any], db: None, settings: Any, caplog: Any) -> World:
    """The shared world; what a test does to it is taken back."""
    settings.FILES_ROOT = built[1]
    # Thousands of refusals are asked for here; a line of log for each would bury what matters.
    caplog.set_level(logging.CRITICAL, "django.request")
    return built[0]
