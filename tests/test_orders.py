"""An order's whole way: entered by a person, sent by the gateway's loop over a real socket, answered, read on the record."""

import asyncio
from pathlib import Path

import pytest

from anlan.domain.device import flows, sending
from anlan.domain.device.models import DeviceOrder
from anlan.domain.device.testing import an_order, lorry_of
from anlan.gateways.jt808 import downlink
from anlan.gateways.jt808.tests.house import away, house
from anlan.kernel.testing import Cast

PHONE, AT = "13912345678", 1_790_000_000_000
PATIENCE = 20.0


def order(cast: Cast, **more: object) -> DeviceOrder:
    """A new order to the firm's lorry."""
    row = cast.does("owner", "deviceorder", "create", **an_order(lorry_of(cast, PHONE), **more)).row
    assert isinstance(row, DeviceOrder)
    return row


async def settled(*orders: DeviceOrder) -> list[tuple[str, str]]:
    """State and answer of the orders, once none is waiting or under way."""

    def look() -> list[tuple[str, str]]:
        return list(
            DeviceOrder.objects.filter(pk__in=[o.pk for o in orders]).order_by("pk").values_list("state", "answer")
        )

    async with asyncio.timeout(PATIENCE):
        while {state for state, _ in await away(look)} & {flows.WAITING, flows.SENT}:
            await asyncio.sleep(0.02)
    return await away(look)


@pytest.mark.parametrize("modern", [False, True])
def test_from_the_page_to_the_lorry_and_back(
    shared_cast: Cast, tmp_path: Path, modern: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending.Sender, "between", 0.05)
    text, read = order(shared_cast), order(shared_cast, kind="read", parameters=["top_speed"])

    async def whole() -> list[tuple[str, str]]:
        async with house(tmp_path, AT) as one:
            sender = sending.Sender()
            sender.start()
            try:
                far = await one.enter(PHONE, modern)
                for expected in (0x8300, 0x8106):
                    frame = await far.frame()
                    said = downlink.understand(frame)
                    assert said is not None and said.id == expected
                    is_text = expected == 0x8300
                    far.send(
                        far.terminal.answer(frame) if is_text else far.terminal.parameters(frame, {0x55: b"\0\0\0P"})
                    )
                return await settled(text, read)
            finally:
                await asyncio.to_thread(sender.end)

    assert asyncio.run(whole()) == [(flows.ANSWERED, "终端答复：成功"), (flows.ANSWERED, "最高速度 80 km/h")]
