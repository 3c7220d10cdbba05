"""``POST /push/v1/readings``: who pushes, what is stored, what is answered."""

import asyncio
import hmac
import json
from dataclasses import dataclass

from aiohttp import web

from anlan.gateways.line import Desk
from anlan.telemetry.directory import Known
from anlan.telemetry.intake import now_ms
from anlan.telemetry.words import Batch

from .memory import MOST_A_MINUTE, MOST_WRONG_A_MINUTE, Answers, Given, Minutes, digest
from .protocol import MOST_BYTES, Malformed, Push, Refused, read

PATH = "/push/v1/readings"
SECONDS_TO_STORE = 20.0
"""After which the sender is told to come again; what was taken in may be stored yet, and a repetition does no harm."""
SECONDS_TO_READ = 30.0
SECONDS_KEPT = 75.0
SECONDS_TO_LINGER = 1.0
"""For which the rest of a refused body is read and thrown away, so that its sender gets to see the answer."""
LONGEST_ADDRESS = 64


class Says(Exception):
    """An answer that is not 200. ``sentence``: what the sender should do."""

    def __init__(self, status: int, sentence: str, wait: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.wait = status, sentence, wait


def routes(desk: Desk) -> list[web.RouteDef]:
    """What the gateway's web server offers to devices. ``desk.directories`` must have "http"."""
    return [web.post(PATH, Pushing(desk).answer)]


class Pushing:
    """One for all senders of a process."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.directory, self.answers = desk, desk.directories["http"], Answers()
        self.came, self.wrong = Minutes(MOST_A_MINUTE), Minutes(MOST_WRONG_A_MINUTE)
        self._full = False

    async def answer(self, request: web.Request) -> web.Response:
        """Answers once everything is stored durably."""
        try:
            known = self._who(request)
            body = await self._body(request)
            push = self._push(body, known, request.remote or "")
            await self._stored(push, known)
        except Says as no:
            headers = {"Retry-After": str(no.wait)} if no.wait else None
            return web.json_response({"error": no.sentence}, status=no.status, headers=headers, dumps=_json)
        return web.json_response({"id": push.id, "readings": len(push.readings), "positions": len(push.positions)})

    def _who(self, request: web.Request) -> Known:
        """Whose token it is: address, dot, secret; a secret holds no dot. Tried too often, an address is not tried on,
        from this peer: behind a proxy all devices come from one, so that one of them does not shut out the others.
        """
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        address, _, told = token.strip().rpartition(".") if kind.lower() == "bearer" else ("", "", "")
        peer = request.remote or ""
        tried = f"{peer} {address[:LONGEST_ADDRESS]}"
        if self.wrong.full(tried):
            raise Says(429, "令牌错误次数太多，请检查令牌，一分钟后再试", wait=60)
        known = self.directory.find(address)
        secret = known.secret if known else ""
        right = hmac.compare_digest(told.encode("utf-8", "replace"), secret.encode())
        if known is not None and secret and right:
            self._limit(known)
            return known
        self.wrong.count(tried)
        self.desk.unread.note("http", peer, "password" if known else "stranger", address=address)
        raise Says(401, "令牌无效：请在请求头中写 Authorization: Bearer 设备编码.密钥")

    def _limit(self, known: Known) -> None:
        if self.came.full(known.device):
            raise Says(429, "发送太频繁，请把多条读数合并成一条消息发送", wait=10)
        self.came.count(known.device)

    async def _body(self, request: web.Request) -> bytes:
        if request.content_type != "application/json":
            raise Says(415, "请用 Content-Type: application/json 发送")
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Says(415, "请不要压缩正文")
        too_long = Says(413, f"正文超过 {MOST_BYTES // 1024} KB，请分成几条消息发送")
        if (request.content_length or 0) > MOST_BYTES:
            raise too_long
        body = bytearray()
        try:
            async with asyncio.timeout(SECONDS_TO_READ):
                async for piece in request.content.iter_any():
                    body += piece
                    if len(body) > MOST_BYTES:
                        raise too_long
        except TimeoutError:
            raise Says(400, f"正文没有在 {SECONDS_TO_READ:.0f} 秒内发完") from None
        return bytes(body)

    def _push(self, body: bytes, known: Known, peer: str) -> Push:
        try:
            return read(body, known.device, known.units, now_ms())
        except (Malformed, Refused) as wrong:
            sentence = str(wrong)
            self.desk.unread.note("http", peer, "content", body, detail=sentence, address=known.address)
            raise Says(400 if isinstance(wrong, Malformed) else 422, sentence) from wrong

    async def _stored(self, push: Push, known: Known) -> None:
        """Returns once the message is durable, whether this request brought it or an earlier one of the same id."""
        told, same = digest(push), self.answers.find(known.device, push.id)
        if same is not None and same.digest != told:
            raise Says(422, "这个 id 已经用于另一条内容不同的消息，请换一个新的 id")
        if same is None:
            same = self._hand_in(push, known, told)
        try:
            await asyncio.wait_for(asyncio.shield(same.end), SECONDS_TO_STORE)
        except TimeoutError:
            self.answers.forget(known.device, push.id)
            raise Says(503, "暂时无法保存，请稍后用同一个 id 重发", wait=10) from None
        self.desk.figures["http messages"] += 1

    def _hand_in(self, push: Push, known: Known, told: bytes) -> Given:
        if self._full:
            raise Says(503, "服务器正忙，请稍后用同一个 id 重发", wait=5)
        given = Given(told, asyncio.get_running_loop().create_future())
        self.answers.keep(known.device, push.id, given)
        batch = Batch(known.device, push.readings, push.positions, stored=lambda: _done(given))
        if not self.desk.intake.put(batch):
            self._full = True
            self.desk.intake.when_room(self._room)
        return given

    def _room(self) -> None:
        self._full = False


def _json(told: object) -> str:
    """Readable for whoever tries it out by hand."""
    return json.dumps(told, ensure_ascii=False)


def _done(given: Given) -> None:
    if not given.end.done():
        given.end.set_result(None)


@dataclass
class Listening:
    """The open gateway."""

    runner: web.AppRunner

    @property
    def port(self) -> int:
        return int(self.runner.addresses[0][1])

    def close(self) -> None:
        """Takes no new connections; those open end when their answer is given."""
        for site in self.runner.sites:
            asyncio.get_running_loop().create_task(site.stop())

    async def wait_closed(self) -> None:
        await self.runner.cleanup()


async def start(desk: Desk, host: str, port: int) -> Listening:
    """Listens for pushes alone on ``port``, 0 for any free one."""
    app = web.Application(client_max_size=MOST_BYTES)
    app.add_routes(routes(desk))
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=SECONDS_KEPT, lingering_time=SECONDS_TO_LINGER)
    await runner.setup()
    await web.TCPSite(runner, host, port, backlog=1024).start()
    return Listening(runner)
