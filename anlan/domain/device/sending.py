"""Orders on their way: in the gateway's process they go out to devices that are on line, and what these answer is noted.

The thread here speaks with the database, the gateways' event loop with the devices; neither waits for the other.
"""

import logging
from concurrent.futures import Future
from dataclasses import dataclass

from anlan.kernel.act.act import Act, NotYours, Refused, Stale, deliver
from anlan.kernel.clock import now
from anlan.telemetry import outgoing
from anlan.telemetry.outgoing import Answer, Outcome
from anlan.telemetry.watching import End, Rounds, with_gateway

from . import flows, orders
from .models import DeviceOrder
from .models.order import ANSWER_WITHIN

log = logging.getLogger("anlan.device")
MOST = 500
"""Orders that are on their way at once."""
MOVES = {
    Outcome.DONE: "answer", Outcome.REFUSED: "refuse", Outcome.UNABLE: "refuse", Outcome.SILENT: "give_up",
    Outcome.AWAY: "put_back",
}  # fmt: skip
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Flight:
    """One order that has gone out."""

    order: int
    device: int
    answer: "Future[Answer]"


class Sender(Rounds):
    """Sends again and again in the gateway's process."""

    name = "orders"
    between = 2.0
    patience = 5.0

    def __init__(self) -> None:
        super().__init__()
        self.flights: list[Flight] = []

    def round(self) -> None:
        """Notes what was answered, then sends what waits, to each device one after another."""
        self.note()
        busy = {one.device for one in self.flights}
        rows = DeviceOrder.objects.filter(state=flows.WAITING, valid_until__gt=now()).order_by("device", "id")
        first: dict[int, int] = {}
        for pk, device in rows.values_list("pk", "device_id").iterator(chunk_size=2000):
            first.setdefault(device, pk)
        wanted = first.keys() - busy
        for device in sorted(outgoing.on_line(wanted)) if wanted else ():
            if len(self.flights) >= MOST or self.ending:
                return
            self.send(first[device])

    def send(self, pk: int) -> None:
        """It is noted first, by one gateway alone: what goes out twice by itself would be worse than what does not."""
        row = DeviceOrder.objects.filter(pk=pk).first()
        if row is None or row.state != flows.WAITING:
            return
        try:
            deliver(Act(None, "deviceorder", "send", pk, base_version=row.version))
        except (NotYours, Refused, Stale):
            return
        answer = outgoing.ask(row.device_id, orders.question_of(row))
        self.flights.append(Flight(pk, row.device_id, answer))
        answer.add_done_callback(lambda _: self.call())

    def note(self) -> None:
        """Writes what was answered. DatabaseError leaves it for the next round."""
        for one in [flight for flight in self.flights if flight.answer.done()]:
            note(one.order, answer_of(one.answer))
            self.flights.remove(one)

    def last(self) -> None:
        """What has been answered; what is not answered by then the clock gives up."""
        self.note()


def answer_of(future: "Future[Answer]") -> Answer:
    """What came of it; a mistake of ours is no answer."""
    try:
        return future.result()
    except BaseException as error:
        # A cancelled future raises what is no Exception.
        log.warning("an order to a device was broken off: %r", error)
        return Answer(Outcome.SILENT, "下发时出错，没有收到应答")


def note(order: int, answer: Answer) -> None:
    """Brings an order to where the answer puts it; one that somebody has moved meanwhile stays there."""
    try:
        deliver(Act(None, "deviceorder", MOVES[answer.outcome], order, {"answer": answer.words[:LONGEST]}))
    except (NotYours, Refused, Stale):
        log.info("order %d was elsewhere when it was answered", order)


def look(order: int) -> None:
    """What the clock does: an order whose time is over was not delivered; one sent long ago was not answered."""
    row = DeviceOrder.objects.get(pk=order)
    try:
        if row.state == flows.WAITING and row.valid_until <= now():
            deliver(Act(None, "deviceorder", "lapse", row.pk, base_version=row.version))
        elif row.state == flows.SENT and row.sent_at and row.sent_at + ANSWER_WITHIN <= now():
            deliver(
                Act(None, "deviceorder", "give_up", row.pk, {"answer": "超时没有收到应答"}, base_version=row.version)
            )
    except (Refused, Stale):
        # The gateway was quicker.
        return


@with_gateway
def keep_sending() -> End:
    """Begins with the gateway, ends with it."""
    return Sender().start()
