"""Somebody on a bad line reads a large file; everybody else's pages must not wait for it. A real server, by default settings."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from anlan.kernel.doors.files import stored, take_in
from anlan.kernel.testing import Cast, picture, signed_in

ROOT = Path(__file__).resolve().parent.parent
# More than all buffers between a server and a client that does not read hold.
LARGE = 96 * 1024 * 1024
STARTS_WITHIN, ANSWERS_WITHIN = 90.0, 20.0


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(home: Path, database: str) -> Iterator[int]:
    """`anlan serve` over the tests' database; yields its port once it answers."""
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ANLAN_", "DJANGO_", "PYTEST_", "PORT", "HOST"))}
    told = {"ANLAN_MODE": "test", "ANLAN_HOME": str(home), "ANLAN_DATABASE_URL": database, "ANLAN_JOBS": "worker"}
    command = [sys.executable, "-c", "from anlan.config.cli import main; main()", "serve", "--port", str(port)]
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=kept | told, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        end = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                page(port, 5)
                break
            except OSError:
                assert server.poll() is None and time.monotonic() < end, (home / "server.log").read_text()
        yield port
    finally:
        # Politely asked it would wait for the slow readers.
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def page(port: int, seconds: float) -> int:
    """The status of the sign-in page, asked for over a connection of its own; OSError when nobody answers in time."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/people/sign-in/", timeout=seconds) as answer:
        answer.read()
        return int(answer.status)


def stuck(port: int, path: str, session: str) -> http.client.HTTPConnection:
    """A download of which only the beginning is read."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWERS_WITHIN)
    line.connect()
    line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    answer = line.getresponse()
    assert answer.status == 200
    assert len(answer.read(1000)) == 1000
    return line


@pytest.mark.slow
def test_a_slow_reader_of_a_large_file_does_not_stop_the_site(
    shared_database: str, shared_cast: Cast, tmp_path: Path
) -> None:
    row = take_in("现场.jpg", picture(), shared_cast.owner.user_id)
    session = str(signed_in(shared_cast.owner).session.session_key)
    large = tmp_path / "files" / stored(row).relative_to(settings.FILES_ROOT)
    large.parent.mkdir(parents=True, exist_ok=True)
    with large.open("wb") as out:
        out.truncate(LARGE)
    with served(tmp_path, shared_database) as port:
        lines = [stuck(port, f"/files/{row.pk}/", session) for _ in range(2)]
        assert page(port, ANSWERS_WITHIN) == 200
        for line in lines:
            line.close()
