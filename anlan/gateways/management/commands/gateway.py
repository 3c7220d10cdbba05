"""``anlan gateway``: receives what devices send and serves the live pages."""

import argparse
import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anlan.gateways.process import Process, alone, wanted


class Command(BaseCommand):
    help = "接收设备数据（ANLAN_GATEWAYS 指定协议和端口），判断限值，推送实时页面"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--listen", default=settings.GATEWAYS, help="协议:端口，逗号分隔，如 hj212:7212,live:7081")
        parser.add_argument("--host", default=settings.GATEWAY_HOST, help="设备接入监听的地址")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ports = wanted(options["listen"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        if not ports:
            raise CommandError("没有要监听的协议：请用 --listen 或 ANLAN_GATEWAYS 指定，如 hj212:7212,live:7081")
        with alone(settings.HOME):
            process = Process(ports, options["host"])
            asyncio.run(process.run(lambda: self.stdout.write(f"网关已启动：{options['listen']}")))
