"""Killed processes and a full disk, briefly; ``make chaos`` does the same for longer."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from chaos.disk import NOT_HERE

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def play(tmp_path: Path, module: str, *more: str) -> dict[str, Any]:
    """Runs a part of the siege as its own process, on a database of its own; what came of it."""
    out = tmp_path / "chaos.json"
    command = [sys.executable, "-m", f"chaos.{module}", "--database", connection.vendor, "--out", str(out), *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    if done.returncode == NOT_HERE:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_what_was_acknowledged_outlives_kill_9(tmp_path: Path) -> None:
    found = play(tmp_path, "kills", "--rounds", "5", "--seconds", "3", "--seed", "7")
    assert [r["faults"] for r in found["rounds"]] == [[]] * 5
    assert sum(found["killed"].values()) >= 5, found["killed"]
    assert found["acts"] >= 25 and found["files"] >= 5 and found["broken lines"] > 0, found


def test_a_full_disk_is_said_so_and_spoils_nothing(tmp_path: Path) -> None:
    found = play(tmp_path, "disk", "--seed", "7")
    assert found["faults"] == []
    assert all(found["told"].values()), found["told"]
    assert found["acts"] >= found["acts before"] + 20
