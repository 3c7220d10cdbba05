"""A house that knows two terminals."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from anlan.telemetry.models import Source

from .house import AT, OTHER, PHONE, Walk, house


@pytest.fixture
def run(shared_database: str, tmp_path: Path) -> Callable[[Walk], None]:
    """Runs a walk in a house that knows two terminals, devices 7 and 8."""
    Source.objects.create(protocol="jt808", address=PHONE, device=7)
    Source.objects.create(protocol="jt808", address=OTHER, device=8, secret="SET-BY-A-PERSON")

    def run(walk: Walk) -> None:
        async def whole() -> None:
            async with house(tmp_path, AT) as one:
                await walk(one)

        asyncio.run(whole())

    return run
