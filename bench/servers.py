"""The house as real processes: `anlan serve`, `anlan worker`; what they computed and how much memory they hold (Linux)."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 90.0


@dataclass
class House:
    """Running processes: the web servers' ports, and everybody's process number by role."""

    ports: list[int]
    pids: dict[str, list[int]]
    logs: list[Path]

    def cpu(self) -> dict[str, float]:
        """Seconds computed so far by role, with all children."""
        found = _processes()
        return {role: round(sum(_cpu(found, p) for p in pids), 1) for role, pids in self.pids.items()}

    def memory(self) -> dict[str, int]:
        """MB held by role: anonymous memory, without pages of mapped files and without what processes share."""
        found = _processes()
        return {role: sum(_memory(found, p) for p in pids) for role, pids in self.pids.items()}

    def complaints(self) -> list[str]:
        """Lines of the logs that tell of an error."""
        lines = (line for log in self.logs for line in log.read_text(errors="replace").splitlines())
        return [line for line in lines if any(word in line for word in ("ERROR", "Traceback", "CRITICAL", "locked"))]


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def house(webs: int, logs: Path, threads: int = 0) -> Iterator[House]:
    """So many web processes and a worker over this process's database; ``threads`` 0: as many as the product takes."""
    ports, running, more = [free_port() for _ in range(webs)], [], ["--threads", str(threads)] if threads else []
    files = [logs / f"web-{port}.log" for port in ports] + [logs / "worker.log"]
    try:
        for port, log in zip(ports, files, strict=False):
            running.append(_start(log, "serve", "--port", str(port), *more))
        for port in ports:
            _until_it_answers(port)
        running.append(_start(files[-1], "worker"))
        pids = [p.pid for p in running]
        yield House(ports, {"web": pids[:-1], "worker": pids[-1:]} | _database(), files)
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGTERM)
        for process in running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _start(log: Path, *arguments: str) -> subprocess.Popen[bytes]:
    settings = {"DJANGO_SETTINGS_MODULE": "anlan.config.settings", "ANLAN_JOBS": "worker", "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as out:
        return subprocess.Popen(
            [Path(sys.executable).with_name("anlan"), *arguments], env=os.environ | settings, cwd=ROOT, stdout=out,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def _until_it_answers(port: int) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/people/sign-in/", timeout=20).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def _database() -> dict[str, list[int]]:
    """PostgreSQL's main process, where it runs on this machine."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    found = _processes()
    return {"postgresql": [found[backend][0]]} if backend in found else {}


def _processes() -> dict[int, tuple[int, float]]:
    """(Parent, seconds computed with the children it has buried) of every process."""
    found, tick = {}, os.sysconf("SC_CLK_TCK")
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[int(path.parent.name)] = int(words[1]), sum(map(int, words[11:15])) / tick
    return found


def _family(found: dict[int, tuple[int, float]], pid: int) -> Iterator[int]:
    yield pid
    for child, (parent, _) in found.items():
        if parent == pid:
            yield from _family(found, child)


def _cpu(found: dict[int, tuple[int, float]], pid: int) -> float:
    return sum(found[p][1] for p in _family(found, pid) if p in found)


def _memory(found: dict[int, tuple[int, float]], pid: int) -> int:
    total = 0
    for one in _family(found, pid):
        try:
            lines = Path(f"/proc/{one}/status").read_text().splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in lines if line.startswith("RssAnon:")), 0)
    return total // 1024
