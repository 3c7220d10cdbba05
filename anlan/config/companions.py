"""Processes that live and die with the web server: the gateway, and in the demo its devices."""

import ctypes
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger("anlan.companions")
PAUSE, LONGEST_PAUSE = 2.0, 60.0
PATIENCE = 20.0
PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """A server killed outright must not leave companions behind that hold its ports. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Companion:
    """One ``anlan`` command, started again whenever it ends by itself, after a longer and longer pause."""

    def __init__(self, arguments: list[str]) -> None:
        self.arguments = arguments
        self._ending = threading.Event()
        self._inner: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name=f"anlan-{arguments[0]}", daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        pause = PAUSE
        command = [sys.executable, "-c", "from anlan.config.cli import main; main()", *self.arguments]
        while not self._ending.is_set():
            self._inner = subprocess.Popen(command, preexec_fn=_die_with_parent)
            if self._ending.is_set():
                self._inner.terminate()
            code = self._inner.wait()
            if self._ending.is_set():
                return
            log.warning("anlan %s ended (%d) and is started again", " ".join(self.arguments), code)
            self._ending.wait(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    def end(self) -> None:
        """Ends it politely, firmly when it does not listen."""
        self._ending.set()
        if self._inner is not None and self._inner.poll() is None:
            self._inner.terminate()
            try:
                self._inner.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._inner.kill()


@contextmanager
def beside(commands: list[list[str]]) -> Iterator[None]:
    """Keeps them running while the block runs."""
    running = [Companion(arguments) for arguments in commands]
    try:
        yield
    finally:
        for one in reversed(running):
            one.end()
