"""Child processes beside the measuring one: each runs a module of bench, says a line when it is ready, is told when to go on, and says at
last in JSON what it saw.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from .gateways import ROOT


class Children:
    """Begins at once; ``commands``: the arguments of each process."""

    def __init__(self, module: str, commands: Iterable[Sequence[str]]) -> None:
        self._module = module
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", module, *told], cwd=ROOT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
            for told in commands
        ]  # fmt: skip

    def ready(self) -> list[dict[str, Any]]:
        """What each says when it is ready, waited for. RuntimeError when one has ended instead."""
        return [self._said(process.stdout.readline() if process.stdout else "") for process in self._processes]

    def go(self) -> None:
        """Tells all to go on."""
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()

    def told(self) -> list[dict[str, Any]]:
        """What each saw, once it has ended. RuntimeError when one has said nothing."""
        return [self._said(process.communicate()[0]) for process in self._processes]

    def _said(self, words: str) -> dict[str, Any]:
        if not words.strip():
            raise RuntimeError(f"{self._module}: a process ended before it had said anything")
        return json.loads(words)  # type: ignore[no-any-return]
