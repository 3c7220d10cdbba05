"""What one position of JT/T 808 costs the gateway: cutting, decoding, the batch for the intake, and the answer.

``python -m bench.jt808``: microseconds a position, without sockets and store; the best of five rounds.
"""

import os
import timeit
from typing import Any, cast

import django

ROUNDS, TIMES = 5, 20_000


class Ear:
    """A socket that takes everything."""

    def write(self, data: bytes) -> None:
        """Nothing."""

    def is_closing(self) -> bool:
        """Never."""
        return False

    def get_extra_info(self, name: str) -> tuple[str, int]:
        """Where from."""
        return ("192.0.2.1", 1)


class Intake:
    """Answers at once."""

    def put(self, batch: Any) -> bool:
        """Stored."""
        batch.stored()
        return True


def main() -> None:
    """Measures a plain position and one with six items, alone and fifteen in one packet."""
    from anlan.gateways.jt808.frame import form
    from anlan.gateways.jt808.session import Session
    from anlan.gateways.jt808.terminal import Terminal, report
    from anlan.gateways.jt808.terminals import Terminals
    from anlan.gateways.line import Desk
    from anlan.telemetry.directory import Directory, Known

    known, directory = Known("13800138000", "CODE", 7, {}), Directory("jt808")
    directory._known = {known.address: known}
    line = Session(Desk(cast(Any, Intake()), cast(Any, None), {"jt808": directory}), Terminals())
    line.connection_made(Ear())
    line.begin(known, form(known.address), known.secret)
    terminal, more = Terminal(known.address), {0x03: b"\2\x58", 0x30: b"\x1f", 0x31: b"\x0c", 0x25: bytes(4)}
    plain = terminal.position(report(1_790_000_000_000, 30.27, 120.15, speed=61.5))
    full = terminal.position(report(1_790_000_000_000, 30.27, 120.15, speed=61.5, mileage=100.5, fuel=33, more=more))
    for name, data, many in (("plain", plain, 1), ("six items", full, 1), ("six items, 15 a packet", full * 15, 15)):
        times = TIMES // many
        best = min(timeit.repeat(lambda data=data: line.data_received(data), number=times, repeat=ROUNDS))
        print(f"{name}: {best / times / many * 1e6:.1f} us a position")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    os.environ.setdefault("ANLAN_MODE", "test")
    django.setup()
    main()
