"""A small demo house, made once for all processes of a run and copied for whoever changes it."""

import fcntl
import shutil
from pathlib import Path

import pytest

from .house import ON_POSTGRES, House


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo house; on PostgreSQL its file ``template`` names its database."""
    shared = tmp_path_factory.getbasetemp().parent
    home = shared / "upkeep-model"
    with (shared / "upkeep-model.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            making = House(shared / "upkeep-making")
            making.anlan("demo_data", "--firms", "4", "--months", "1")
            if ON_POSTGRES:
                (making.home / "template").write_text(making.database)
            making.home.rename(home)
    return home


@pytest.fixture
def house(model: Path, tmp_path: Path) -> House:
    """A demo house of one's own."""
    shutil.copytree(model, tmp_path / "house")
    return House(tmp_path / "house", (model / "template").read_text() if ON_POSTGRES else "")
