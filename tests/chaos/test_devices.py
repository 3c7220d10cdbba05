"""Gateway, broker and web server killed while devices send, and a disk that fills, briefly; ``make chaos`` does it for longer."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from chaos.disk import NOT_HERE

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def play(tmp_path: Path, like: Path | None, *more: str) -> dict[str, Any]:
    """Runs it as its own process, on a database of its own; what came of it."""
    out, begin = tmp_path / "chaos.json", ["--like", str(like)] if like is not None and like.exists() else []
    command = [
        sys.executable,
        "-m",
        "chaos.telemetry",
        "--database",
        connection.vendor,
        "--out",
        str(out),
        "--each",
        "2",
        *begin,
        *more,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    if done.returncode == NOT_HERE:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_what_a_device_was_answered_for_outlives_kill_9(tmp_path: Path, migrated_before: Path | None) -> None:
    found = play(tmp_path, migrated_before, "--rounds", "1", "--seconds", "4", "--seed", "9", "--no-away")
    assert found["faults"] == [] and sum(found["killed"].values()) > 0
    assert all(found[f"answered {name}"] >= 10 for name in ("hj212", "jt808", "mqtt", "http"))


@pytest.mark.once
def test_a_full_disk_loses_nothing_a_device_was_answered_for(tmp_path: Path, migrated_before: Path | None) -> None:
    found = play(tmp_path, migrated_before, "--part", "disk")
    assert found["faults"] == [] and found["messages answered"] > found["answered before"]
