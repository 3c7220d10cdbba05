"""Runs a command beside a PostgreSQL of its own, which is gone afterwards.

``python scripts/throwaway_pg.py COMMAND [ARGUMENT...]`` starts a server in a temporary folder on a free port of
127.0.0.1, gives its address to the command as ``ANLAN_TEST_PG`` and ``ANLAN_DATABASE_URL``, and stops and removes it
whatever happens. The exit status is the command's. Durability is off: the data is not meant to outlive the command.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}
# Between choosing a free port and using it somebody else may take it.
ATTEMPTS = 3


def binaries() -> Path:
    """The folder of PostgreSQL's programs, the newest version first.

    Raises:
        SystemExit: says which package is missing.
    """
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    found = installed[-1] if installed else shutil.which("initdb")
    if not found:
        sys.exit("没有找到 PostgreSQL，请安装软件包 postgresql 后重试。")
    return Path(found).resolve().parent


def owner() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root, since PostgreSQL refuses root; None when we are not."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def free_port() -> int:
    """A TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(program: Path, *arguments: str, home: Path, check: bool = True) -> int:
    """Run one of PostgreSQL's programs as the server's owner; its output is shown only if it fails."""
    who = owner()
    # Programs inherit the folder they start in, and the owner may not enter ours.
    done = subprocess.run(
        [program, *arguments],
        cwd=home,
        user=who.pw_uid if who else None,
        group=who.pw_gid if who else None,
        extra_groups=[] if who else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if check and done.returncode:
        log = home / "log"
        sys.exit(f"{program.name} 失败：\n{done.stdout}\n{log.read_text() if log.exists() else ''}")
    return done.returncode


def start(programs: Path, home: Path) -> int:
    """Create the cluster in ``home``, start its server and return the port."""
    data = home / "data"
    choices = "--username=anlan --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync"
    run(programs / "initdb", f"--pgdata={data}", *choices.split(), home=home)
    for attempt in range(1, ATTEMPTS + 1):
        port = free_port()
        options = {**SETTINGS, "port": str(port), "unix_socket_directories": str(home)}
        line = " ".join(f"-c {name}={value}" for name, value in options.items())
        command = ("-D", str(data), "-l", str(home / "log"), "-o", line, "-w", "start")
        if run(programs / "pg_ctl", *command, home=home, check=attempt == ATTEMPTS) == 0:
            break
    return port


@contextmanager
def server() -> Iterator[str]:
    """A running server; yields its address, ``postgresql://anlan@127.0.0.1:port/postgres``."""
    programs, who = binaries(), owner()
    with tempfile.TemporaryDirectory(prefix="anlan-pg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        if who:
            os.chown(home, who.pw_uid, who.pw_gid)
        try:
            yield f"postgresql://anlan@127.0.0.1:{start(programs, home)}/postgres"
        finally:
            run(programs / "pg_ctl", "-D", str(home / "data"), "-m", "immediate", "stop", home=home, check=False)


def main(command: list[str]) -> int:
    """Run the command beside a server and return its exit status."""
    if not command:
        sys.exit(__doc__)
    # A polite kill must stop the server too; Python only unwinds for exceptions.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server() as address:
        given = {**os.environ, "ANLAN_TEST_PG": address, "ANLAN_DATABASE_URL": address}
        child = subprocess.Popen(command, env=given)
        try:
            return child.wait()
        except BaseException:
            child.terminate()
            child.wait()
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
