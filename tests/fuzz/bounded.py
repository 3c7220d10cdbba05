"""The other end of ``reader.py``."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

PATIENCE = 60
"""Seconds until an answer is missed; the machine may be busy."""


class Reader:
    """A reading process; ``read`` fails the test when it falls or doesn't answer."""

    def __init__(self, folder: Path) -> None:
        own = {
            "ANLAN_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
            "ANLAN_HOME": str(folder / "home"),
        }
        self.folder = folder
        self.work = folder / "work"
        self.work.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.reader"], env=os.environ | own | {"TMPDIR": str(self.work)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def read(self, kind: str, path: Path) -> dict[str, Any]:
        """What came of the file."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{kind} {path}\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert ready, "no answer: the file takes too long"
        line = self.process.stdout.readline()
        assert line, f"the reading process fell: {self.process.wait(10)}"
        return dict(json.loads(line))

    def close(self) -> None:
        """Ends it."""
        self.process.kill()
        self.process.communicate()
