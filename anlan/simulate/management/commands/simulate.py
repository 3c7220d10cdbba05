"""``anlan simulate``: devices that are not there speak to the gateway through real sockets."""

import argparse
import asyncio
import contextlib
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anlan.gateways.process import wanted
from anlan.kernel.clock import now
from anlan.simulate import day, made
from anlan.simulate.devices import PORTS, Simulated, devices
from anlan.simulate.kinds import ALIASES, KINDS
from anlan.simulate.run import Crowd, Part
from anlan.simulate.stories import FAULTS, NOTHING, STORIES, Story


def now_ms() -> int:
    """The house's clock, by which the gateway judges what devices tell."""
    return int(now().timestamp() * 1000)


class Command(BaseCommand):
    help = "模拟设备：按登记的设备经真实网络连接上报数据（day：演示的一天，全部设备）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "kind", choices=["day", "all", *KINDS, *ALIASES], help="设备类型；day 演示的一天，all 全部类型"
        )
        parser.add_argument("--devices", type=int, default=0, help="每类最多几台（默认全部）")
        parser.add_argument("--rate", type=float, default=0.0, help="每台每秒几条（默认按真实设备的间隔）")
        parser.add_argument(
            "--story", choices=STORIES, default="none", help="情节：" + "、".join(map("=".join, STORIES.items()))
        )
        parser.add_argument(
            "--fault", choices=FAULTS, default="none", help="故障：" + "、".join(map("=".join, FAULTS.items()))
        )
        parser.add_argument("--seed", type=int, default=32)
        parser.add_argument("--host", default="127.0.0.1", help="网关地址")
        parser.add_argument("--ports", default=settings.GATEWAYS, help="协议:端口，逗号分隔（默认同 ANLAN_GATEWAYS）")
        parser.add_argument("--make", action="store_true", help="先造出 --devices 台接入（仅演示与测试模式）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ports = PORTS | {name: port for name, port in wanted(options["ports"]).items() if name in PORTS}
        except ValueError as error:
            raise CommandError(str(error)) from None
        found = self._devices(options)
        if not found:
            raise CommandError("没有可模拟的设备：请先登记设备及其接入方式；演示与测试模式下可加 --make")
        crowd = Crowd(self._parts(found, options), options["host"], ports, options["seed"], now_ms)
        asyncio.run(self._play(crowd))

    def _devices(self, options: dict[str, Any]) -> list[Simulated]:
        kinds = list(KINDS) if options["kind"] in ("day", "all") else [ALIASES.get(options["kind"], options["kind"])]
        if not options["make"]:
            return devices(kinds, options["devices"])
        if settings.MODE not in ("demo", "test"):
            raise CommandError("--make 会写入假设备，只允许在演示与测试模式使用；正式系统请先登记设备")
        return [one for kind in kinds for one in made.make(KINDS[kind], options["devices"] or 1)]

    def _parts(self, found: list[Simulated], options: dict[str, Any]) -> list[Part]:
        if options["kind"] == "day":
            return day.parts(found, now_ms())
        story = Story(options["story"], now_ms())
        rate = options["rate"]
        return [
            Part(
                one,
                1 / rate if rate > 0 else one.kind.every,
                story if story.name in one.kind.stories else NOTHING,
                options["fault"],
            )
            for one in found
        ]

    async def _play(self, crowd: Crowd) -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await crowd.play(lambda line: self.stdout.write(line))
