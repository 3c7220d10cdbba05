"""What the tests of all gateways share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.gateways.tests.house import House


@pytest.fixture
def house(db: None, tmp_path: Path) -> Iterator[House]:
    """Intake, store and directories of a gateway."""
    made = House(tmp_path)
    yield made
    made.close()
