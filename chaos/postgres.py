"""A PostgreSQL server of our own that keeps what it has acknowledged, and that may be killed and started again."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from scripts import throwaway_pg as pg

from .processes import children, kill

# Durability as in operation: an acknowledged commit has left the server's memory.
OPTIONS = {"listen_addresses": "127.0.0.1", "max_connections": "100", "synchronous_commit": "on", "min_wal_size": "32MB",
           "max_wal_size": "64MB", "shared_buffers": "32MB"}  # fmt: skip


class Postgres:
    """One cluster in ``home``."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.data, self.programs, self.port = home, home / "data", pg.binaries(), port
        self.url = f"postgresql://anlan@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """Makes the cluster."""
        choices = "--username=anlan --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync --wal-segsize=4"
        pg.run(self.programs / "initdb", f"--pgdata={self.data}", *choices.split(), home=self.home)

    def start(self) -> bool:
        """Starts the server; False when it does not come up now: what a killed one left may still be ending."""
        options = OPTIONS | {"port": str(self.port), "unix_socket_directories": str(self.home)}
        line = " ".join(f"-c {name}={value}" for name, value in options.items())
        command = ("-D", str(self.data), "-l", str(self.home / "log"), "-o", line, "-t", "30", "-w", "start")
        return pg.run(self.programs / "pg_ctl", *command, home=self.home, check=False) == 0

    def postmaster(self) -> int | None:
        """The main process's number, while it runs; one that was killed may lie unburied for seconds."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, ValueError, IndexError):
            return None
        return None if state in "ZX" else pid

    def kill_main(self) -> bool:
        """kill -9 the postmaster."""
        pid = self.postmaster()
        return pid is not None and kill(pid)

    def kill_backend(self, random: Random) -> bool:
        """kill -9 one of the processes that serve clients; the postmaster then restarts all of them."""
        found = [p for p in children(self.postmaster() or 0) if b"127.0.0.1" in _command(p)]
        return bool(found) and kill(random.choice(found))

    def stop(self) -> None:
        """Ends it."""
        stop = ("-D", str(self.data), "-m", "immediate", "stop")
        pg.run(self.programs / "pg_ctl", *stop, home=self.home, check=False)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def server(port: int, folder: Path | None = None) -> Iterator[Postgres]:
    """A running server, gone afterwards; its data lie below ``folder`` or where temporary things do."""
    with tempfile.TemporaryDirectory(prefix="anlan-chaos-pg-", dir=folder, ignore_cleanup_errors=True) as place:
        home, who = Path(place), pg.owner()
        if who:
            os.chown(home, who.pw_uid, who.pw_gid)
        one = Postgres(home, port)
        one.create()
        try:
            if not one.start():
                raise RuntimeError(f"PostgreSQL：{(home / 'log').read_text()}")
            yield one
        finally:
            one.stop()
