"""A real house to walk through: its own data, its own server process."""

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PREPARED_AT = datetime.fromisoformat("2026-11-18T09:00:00+08:00")
STARTS_AT = datetime.fromisoformat("2026-11-18T10:00:00+08:00")
PASSWORD = "123456"
FIRMS, MONTHS = "40", "4"


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(home: Path, moment: datetime) -> dict[str, str]:
    """What the house is told: demo accounts, a clock that stands where the walks expect it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ANLAN_", "DJANGO_", "PYTEST_", "PORT", "HOST"))}
    return kept | {
        "ANLAN_MODE": "demo", "ANLAN_HOME": str(home), "ANLAN_NOW": moment.isoformat(), "ANLAN_JOBS": "inline",
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip


def anlan(home: Path, moment: datetime, *arguments: str) -> str:
    """Runs ``anlan ...`` over a house; RuntimeError with its output when it fails."""
    command = [sys.executable, "-c", "from anlan.config.cli import main; main()", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(home, moment), capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise RuntimeError(f"anlan {' '.join(arguments)}：{done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def prepared_home(shared: Path) -> Path:
    """The demo district, made once for all processes of a run; whoever comes first makes it, the others wait.

    ``ANLAN_WALK_HOME`` names a house that is ready already, for who repeats a single walk many times.
    """
    ready = os.environ.get("ANLAN_WALK_HOME")
    if ready:
        return Path(ready)
    home = shared / "prepared"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            making = shared / "making"
            shutil.rmtree(making, ignore_errors=True)
            anlan(making, PREPARED_AT, "demo_data", "--firms", FIRMS, "--months", MONTHS)
            making.rename(home)
    return home


class Site:
    """One running house."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log_path = home / "server.log"
        self.cookies: dict[str, list[Any]] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = 0.0

    def start(self) -> None:
        """Starts the server and returns when it answers."""
        with self.log_path.open("ab") as log:
            command = [
                sys.executable,
                "-c",
                "from anlan.config.cli import main; main()",
                "serve",
                "--port",
                str(self.port),
            ]
            self._begun = time.monotonic()
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment(self.home, STARTS_AT), stdout=log, stderr=log
            )
        self.until(self._answers, "服务没有启动", 60)

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"服务退出了：\n{self.log()}")
        try:
            with urllib.request.urlopen(f"{self.base}/people/sign-in/", timeout=20):
                return True
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"登录页：{error.code}\n{self.log()}") from error
        except OSError:
            return False

    def stop(self) -> None:
        """Ends the server."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def log(self, characters: int = 6000) -> str:
        """The end of what the server said."""
        return (
            self.log_path.read_text(encoding="utf-8", errors="replace")[-characters:] if self.log_path.exists() else ""
        )

    def query(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of the house's database, opened for reading only."""
        with closing(sqlite3.connect(f"file:{self.home}/anlan.sqlite3?mode=ro", uri=True, timeout=20)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row; None without rows."""
        rows = self.query(sql, *values)
        return next(iter(rows[0].values())) if rows else None

    def now(self) -> datetime:
        """The moment on the server's clock."""
        return STARTS_AT + timedelta(seconds=time.monotonic() - self._begun)

    def manage(self, *arguments: str) -> str:
        """Runs an ``anlan`` command over the same data while the server runs."""
        return anlan(self.home, self.now(), *arguments)

    def settled(self) -> None:
        """Returns when no background job waits any more: listeners have answered, reminders have been sent."""
        self.until(lambda: not self._due_jobs(), "后台任务没有做完")

    def _due_jobs(self) -> int:
        moment = self.now().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        sql = "select count(*) from clock_job where done_at is null and failed_at is null and run_at <= ?"
        return int(self.value(sql, moment))

    @staticmethod
    def until(holds: Callable[[], bool], otherwise: str, seconds: float = 20) -> None:
        """Returns as soon as ``holds()``; TimeoutError with the sentence ``otherwise`` after ``seconds``."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(otherwise)
            time.sleep(0.05)
