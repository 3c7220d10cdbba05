"""The live pages' door: ``GET /live?topic=...`` answers with server-sent events."""

import asyncio
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from django.conf import settings

from .hub import SECONDS_OF_SILENCE, Hub, Viewer, message

MOST_TOPICS = 300
MOST_VIEWERS = 5_000
HUB: web.AppKey[Hub] = web.AppKey("hub", Hub)


def application(hub: Hub) -> web.Application:
    """The aiohttp application; ``hub.run`` goes on beside it."""
    app = web.Application(client_max_size=1024)
    app[HUB] = hub
    app.router.add_get("/live", follow)
    app.router.add_get("/health/live", _alive)
    return app


async def _alive(request: web.Request) -> web.Response:
    return web.json_response({"viewers": len(request.app[HUB].viewers)})


def allowed_origin(request: web.Request) -> str | None:
    """The page's origin when it is one of ours: the same host on whatever port, or one that the settings name."""
    origin = request.headers.get("Origin", "")
    if not origin:
        return ""
    host = request.headers.get("X-Forwarded-Host", request.host) if settings.PROXIES else request.host
    same = urlsplit(origin).hostname == urlsplit(f"//{host}").hostname
    return origin if same or origin in settings.CSRF_TRUSTED_ORIGINS else None


async def follow(request: web.Request) -> web.StreamResponse:
    """Opens a line; 401 for whoever is not signed in or may not follow one of the topics, 403 for a foreign page."""
    hub, origin = request.app[HUB], allowed_origin(request)
    if origin is None:
        return web.Response(status=403, text="只能从本系统的页面连接")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if origin:
        headers |= {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true", "Vary": "Origin"}
    topics = request.query.getall("topic", [])
    if not 0 < len(topics) <= MOST_TOPICS:
        return web.Response(status=400, text=f"一次可关注 1 到 {MOST_TOPICS} 项", headers=headers)
    if len(hub.viewers) >= MOST_VIEWERS:
        return web.Response(status=503, text="实时连接已满，页面将定时刷新", headers=headers | {"Retry-After": "60"})
    viewer = await hub.admit(request.cookies.get(settings.SESSION_COOKIE_NAME, ""), topics)
    if viewer is None:
        return web.Response(status=401, text="请重新登录后再试", headers=headers)
    try:
        return await _stream(request, viewer, headers)
    finally:
        hub.leave(viewer)


async def _stream(request: web.Request, viewer: Viewer, headers: dict[str, str]) -> web.StreamResponse:
    answer = web.StreamResponse(headers=headers | {"Content-Type": "text/event-stream; charset=utf-8"})
    await answer.prepare(request)
    await answer.write(b"retry: 3000\n" + message("hello", {}))
    # A page that was closed is no fault of anybody's.
    with suppress(ConnectionResetError):
        while not viewer.ended:
            try:
                await asyncio.wait_for(viewer.something.wait(), SECONDS_OF_SILENCE)
            except TimeoutError:
                await answer.write(b": \n\n")
                continue
            viewer.something.clear()
            lines, viewer.lines = viewer.lines, []
            if lines:
                await answer.write(b"".join(lines))
        await answer.write(message("ended", {}))
    return answer


async def serve(hub: Hub, host: str, port: int) -> Any:
    """Listens; the runner, whose ``cleanup`` ends it."""
    runner = web.AppRunner(application(hub), access_log=None, shutdown_timeout=2)
    await runner.setup()
    await web.TCPSite(runner, host, port, backlog=4096).start()
    return runner
