"""The house as real processes, each of which may be killed at any moment and started again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
SECRETS = {
    "ANLAN_SECRET_KEY": "chaos-0123456789-abcdefghij-0123456789-abcdefghij",
    "ANLAN_SEAL_KEY": "chaos-seal-0123456789-abcdefghij-0123456789",
    "ANLAN_FIELD_KEYS": "chaos-field-0123456789-abcdefghij-0123456789",
}


def environment(home: Path, database: str, sms: str) -> dict[str, str]:
    """What every process of the house is told. Files in the making lie beside its data, so that one disk holds all."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ANLAN_", "DJANGO_", "PYTEST_", "PORT", "HOST"))}
    scratch = home / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    return kept | SECRETS | {
        "ANLAN_MODE": "test", "ANLAN_HOME": str(home), "ANLAN_DATABASE_URL": database, "ANLAN_JOBS": "worker",
        "ANLAN_SMS": "http", "ANLAN_SMS_URL": sms, "PYTHONUNBUFFERED": "1", "TMPDIR": str(scratch),
        "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
    }  # fmt: skip


def quiet_port(taken: set[int]) -> int:
    """A port that stays ours while nobody listens on it.

    It lies below those that outgoing connections get, and in a range of our own among houses that run beside us.
    """
    first = 16000 + os.getpid() % 1000 * 16
    for port in range(first, first + 16):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in taken:
            taken.add(port)
            return port
    raise RuntimeError("no free port")


def children(pid: int) -> list[int]:
    """The processes that ``pid`` has started and that still run."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(n) for n in task.read_text().split()]
        except OSError:
            continue
    return found


def kill(pid: int) -> bool:
    """kill -9; False when it had ended by itself."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


class Process:
    """One ``anlan`` command. ``clock``: the house's time, which differs from the machine's."""

    def __init__(self, arguments: list[str], told: dict[str, str], log: Path, clock: Callable[[], datetime]) -> None:
        self.command = [sys.executable, "-c", "from anlan.config.cli import main; main()", *arguments]
        self.told, self.log, self.clock = told, log, clock
        self.inner: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it again; whether it is ready is for its clients to find out."""
        told = self.told | {"ANLAN_NOW": self.clock().isoformat()}
        with self.log.open("ab") as out:
            self.inner = subprocess.Popen(
                self.command, cwd=ROOT, env=told, stdout=out, stderr=out, start_new_session=True
            )

    def running(self) -> bool:
        """Does the main process run?"""
        return self.inner is not None and self.inner.poll() is None

    def kill_all(self) -> bool:
        """kill -9 the process and all it has started."""
        return self._kill(whole=True)

    def kill_main(self) -> bool:
        """kill -9 the main process alone; its workers must not outlive it."""
        return self._kill(whole=False)

    def _kill(self, whole: bool) -> bool:
        if self.inner is None or not self.running():
            return False
        for pid in [self.inner.pid, *(children(self.inner.pid) if whole else [])]:
            kill(pid)
        self.inner.wait()
        return True

    def kill_child(self, random: Random) -> bool:
        """kill -9 one of its workers; the main process is to start another."""
        found = children(self.inner.pid) if self.inner else []
        return bool(found) and kill(random.choice(found))

    def stop(self) -> None:
        """Ends it politely, and firmly when it does not listen."""
        if self.inner is None:
            return
        self.inner.terminate()
        try:
            self.inner.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.kill_all()
