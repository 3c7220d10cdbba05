"""The way in, where something goes wrong that nobody thought of."""

import asyncio
from pathlib import Path

from anlan.telemetry.intake import Intake
from anlan.telemetry.spool import Spool
from anlan.telemetry.store.sqlite import open_sqlite
from anlan.telemetry.unreadable import Unread
from anlan.telemetry.words import Batch, Reading

T0 = 1_789_999_200_000
NOBODY = 2**70
"""No store has room for such a number."""


def test_a_message_we_fail_at_stops_nobody_elses(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path / "t.sqlite3")
    intake = Intake(store, Spool(tmp_path / "spool", most=10**7), Unread(), clock=lambda: T0 + 60_000)
    answered: list[int] = []

    async def three_at_once() -> None:
        both = asyncio.Event()

        def note(device: int) -> None:
            answered.append(device)
            if len(answered) == 2:
                both.set()

        for device in (1, NOBODY, 3):
            intake.put(Batch(device, [Reading(device, 1, T0, 1.0)], stored=lambda device=device: note(device)))
        intake.start(asyncio.get_running_loop())
        await asyncio.wait_for(both.wait(), 20)

    asyncio.run(three_at_once())
    intake.stop()
    assert answered == [1, 3] and intake.figures["failed"] == 1
    assert [len(store.raw(device, 1, T0, T0 + 1)) for device in (1, 3)] == [1, 1]


def test_where_everything_fails_not_everything_is_tried(tmp_path: Path) -> None:
    intake = Intake(
        open_sqlite(tmp_path / "t.sqlite3"), Spool(tmp_path / "spool", most=10**7), Unread(), clock=lambda: T0 + 60_000
    )
    tries: list[int] = []

    def keep(readings: list[Reading], *_: object) -> None:
        tries.append(len(readings))
        raise ValueError("our own fault")

    intake._keep = keep  # type: ignore[method-assign, assignment]
    for device in range(1_000):
        intake.put(Batch(device, [Reading(device, 1, T0, 1.0)]))
    intake._thread.start()
    intake.stop()
    assert intake.figures["failed"] == 1_000 and len(tries) < 100
