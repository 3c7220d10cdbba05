"""The other end of the line: what a terminal sends. For simulators, benches and tests; both editions."""

from collections.abc import Mapping, Sequence

from . import messages
from .frame import MOST_BODY, Form, Frame, divided, form, write
from .position import STATUS_FIX, Report, write_batch
from .position import write as write_report

ITEM_MILEAGE, ITEM_FUEL, ITEM_CABIN = 0x01, 0x02, 0x06


class Terminal:
    """Writes the frames of one terminal and counts its serials. ``modern``: the 2019 edition, else that of 2013."""

    def __init__(self, phone: str, modern: bool = False) -> None:
        self.form: Form = form(phone, 1 if modern else None)
        self.serial = 0

    def send(self, kind: int, body: bytes = b"", most: int = MOST_BODY) -> bytes:
        """Any message; divided where its body is longer than ``most`` bytes."""
        frames: list[Frame] = divided(kind, self.form, self.serial, body, most)
        self.serial = (self.serial + len(frames)) & 0xFFFF
        return b"".join(write(one) for one in frames)

    def register(self, who: messages.Registration) -> bytes:
        """0x0100; answered by 0x8100 with the code to authenticate with."""
        return self.send(messages.REGISTER, who.write(2019 if self.form.modern else 2013))

    def authenticate(self, code: str, imei: str = "", software: str = "") -> bytes:
        """0x0102; answered by 0x8001."""
        return self.send(messages.AUTHENTICATE, messages.Authentication(code, imei, software).write(self.form.modern))

    def heartbeat(self) -> bytes:
        """0x0002."""
        return self.send(messages.HEARTBEAT)

    def deregister(self) -> bytes:
        """0x0003."""
        return self.send(messages.DEREGISTER)

    def position(self, report: Report) -> bytes:
        """0x0200."""
        return self.send(messages.POSITION, write_report(report))

    def batch(self, reports: Sequence[Report], blind: bool = True, most: int = MOST_BODY) -> bytes:
        """0x0704: what was kept back in an area without signal."""
        return self.send(messages.POSITIONS, write_batch(reports, blind), most)

    def answer(self, to: Frame, result: int = messages.DONE) -> bytes:
        """0x0001: this message of the platform came how."""
        return self.send(messages.TERMINAL_ANSWER, messages.Answer(to.serial, to.id, result).write())

    def position_answer(self, to: Frame, report: Report) -> bytes:
        """0x0201: answer to 0x8201."""
        return self.send(messages.POSITION_ANSWER, messages.PositionAnswer(to.serial, report).write())

    def parameters(self, to: Frame, values: dict[int, bytes]) -> bytes:
        """0x0104: answer to 0x8104 and 0x8106."""
        return self.send(messages.PARAMETERS, messages.Parameters(to.serial, values).write())


def report(
    at: int, lat: float, lon: float, *, speed: float = 0.0, direction: int = 0, altitude: int = 0, alarm: int = 0,
    running: bool = True, fixed: bool = True, mileage: float | None = None, fuel: float | None = None,
    cabin: int | None = None, more: Mapping[int, bytes] | None = None,
) -> Report:  # fmt: skip
    """A report in the units people use: degrees, km/h, km, litres, degrees Celsius; ``at`` in ms since 1970 UTC."""
    items: dict[int, bytes] = {}
    if mileage is not None:
        items[ITEM_MILEAGE] = round(mileage * 10).to_bytes(4, "big")
    if fuel is not None:
        items[ITEM_FUEL] = round(fuel * 10).to_bytes(2, "big")
    if cabin is not None:
        items[ITEM_CABIN] = (abs(cabin) | (0x8000 if cabin < 0 else 0)).to_bytes(2, "big")
    status = int(running) | (STATUS_FIX if fixed else 0)
    return Report(alarm, status, lat, lon, altitude, speed, direction, at, items | dict(more or {}))
