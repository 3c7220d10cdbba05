"""One gateway as in operation, the devices that it knows, what it holds and computes: for ``bench.telemetry``."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from .servers import free_port

ROOT = Path(__file__).resolve().parent.parent
GOALS = {"jt808": 10_000, "hj212": 3_000}
"""Frames a second that one process has to take. A frame of HJ 212 holds eight factors."""
VALUES = {"jt808": 1, "hj212": 8}
SECONDS_BACK = 6 * 3600
STARTS_WITHIN = 60.0
WARM = 0.25
"""The first part of a long run: caches fill, every device has been seen."""
ON_A_SITE = 4
"""Stations that stand together: each is compared with its neighbours."""


class Gateway:
    """The process, and what it holds. ``more``: its environment beside this process's."""

    def __init__(self, log: Path, more: dict[str, str]) -> None:
        self.ports = {kind: free_port() for kind in (*GOALS, "live")}
        listen = ",".join(f"{kind}:{port}" for kind, port in self.ports.items())
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from anlan.config.cli import main; main()", "gateway", "--listen", listen],
                cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=os.environ | {"PYTHONUNBUFFERED": "1"} | more,
            )  # fmt: skip
        self.memory: list[tuple[float, float]] = []
        self._over = threading.Event()

    def until_it_listens(self) -> None:
        """Returns when the command says so."""
        end = time.monotonic() + STARTS_WITHIN
        while "网关已启动" not in self.log.read_text(errors="replace"):
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError(self.log.read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        threading.Thread(target=self._weigh, daemon=True).start()

    def _weigh(self) -> None:
        began = time.monotonic()
        while not self._over.wait(1.0):
            try:
                self.memory.append((time.monotonic() - began, self.weight()))
            except (OSError, IndexError):
                return

    def weight(self) -> float:
        """MB of memory of its own; pages of mapped files, which the system may take back, are not in it."""
        told = Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return (int(told[1]) - int(told[2])) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def computed(self) -> float:
        """Processor seconds so far."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def open_files(self) -> int:
        """Among them every line."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def complaints(self) -> int:
        """Lines of its log that tell of an error."""
        lines = self.log.read_text(errors="replace").splitlines()
        return sum(any(word in line for word in (" ERROR ", "Traceback", "CRITICAL")) for line in lines)

    def end(self) -> None:
        """Ends it politely: what it has received is stored."""
        self._over.set()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def flatness(memory: list[tuple[float, float]]) -> dict[str, Any]:
    """Memory in MB at first, after the warm-up (medians of a tenth), at most and at last, and what the line through all
    that came after the warm-up rises in an hour.
    """
    if len(memory) < 20:
        return {}
    after = memory[int(len(memory) * WARM) :]
    tenth = max(1, len(after) // 10)
    times, sizes = [at for at, _ in after], [mb for _, mb in after]
    middle = sum(times) / len(times)
    rise = sum((at - middle) * mb for at, mb in after) / sum((at - middle) ** 2 for at in times)
    return {
        "first_mb": round(memory[0][1]), "warm_mb": round(sorted(sizes[:tenth])[tenth // 2]),
        "last_mb": round(sorted(sizes[-tenth:])[tenth // 2]), "most_mb": round(max(sizes)),
        "minutes_after_warm_up": round((times[-1] - times[0]) / 60, 1), "growth_mb_an_hour": round(rise * 3600, 1),
        "each_minute_mb": [round(mb) for _, mb in memory[::60]],
    }  # fmt: skip


@contextmanager
def gateway(folder: Path, **more: str) -> Iterator[Gateway]:
    """One gateway, ended afterwards."""
    made = Gateway(folder / "gateway.log", more)
    try:
        made.until_it_listens()
        yield made
    finally:
        made.end()


class Moments:
    """Each part has moments of its own, so that nothing is sent twice."""

    def __init__(self) -> None:
        self.next = int(time.time()) * 1000 - SECONDS_BACK * 1000

    def take(self, seconds: int) -> int:
        """The first (ms) of so many."""
        found = self.next
        self.next += (seconds + 10) * 1000
        return found


def device(kind: str, number: int) -> int:
    """Its number in the store."""
    return (1 if kind == "jt808" else 2) * 1_000_000 + number


def make_devices(lines: int) -> str:
    """Lorries and dust stations with the limits of their kinds, so that every value is judged, four stations on a site, and
    sources as the gateway knows them. The session of somebody who sees their alarms.
    """
    from anlan.domain.device.models import Device
    from anlan.domain.device.testing import station_of
    from anlan.domain.site.models import Site
    from anlan.kernel.testing.cast import make_cast, signed_in
    from anlan.telemetry.models import Source

    from .devices import CODE, PASSWORD, address

    cast = make_cast()
    one = station_of(cast)
    facts = {f.attname: getattr(one, f.attname) for f in Device._meta.concrete_fields}
    # Nobody has just entered them all: for half a minute after that the rules would be taken in again and again.
    facts["updated_at"] = one.updated_at - timedelta(hours=1)
    ground = {f.attname: getattr(one.site, f.attname) for f in Site._meta.concrete_fields}
    sites = range(1_000_000, 1_000_001 + lines // ON_A_SITE)
    Site.objects.bulk_create(
        Site(**ground | {"id": pk, "number": f"BENCH-{pk}", "department_id": None}) for pk in sites
    )
    kinds = {"jt808": "lorry", "hj212": "dust"}
    Device.objects.bulk_create(
        Device(**facts | {"id": device(protocol, n), "kind": kind, "number": f"{kind}-{n}", "site_id": sites[n // ON_A_SITE]})
        for protocol, kind in kinds.items() for n in range(lines)
    )  # fmt: skip
    secrets = {"jt808": CODE, "hj212": PASSWORD}
    Source.objects.bulk_create(
        Source(protocol=kind, address=address(kind, n), secret=secrets[kind], device=device(kind, n))
        for kind in GOALS for n in range(lines)
    )  # fmt: skip
    return str(signed_in(cast.director).session.session_key)
