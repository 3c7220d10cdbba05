"""Fixtures for every test: the cast, and a folder for files that goes away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .cast import Cast, make_cast


@pytest.fixture(autouse=True)
def files_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Uploaded files of a test lie in its own folder."""
    settings.FILES_ROOT = tmp_path / "files"
    yield


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, fresh for each test."""
    return make_cast()
