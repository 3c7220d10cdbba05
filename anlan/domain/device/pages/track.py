"""车辆轨迹: where a lorry was on a day, replayed, with where it stood and where it was too fast."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, JsonResponse

from anlan.kernel.clock import now, start_of, today
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.store import Unavailable, store
from anlan.telemetry.words import Position

from .. import flows, kinds, tracks
from ..compiled import held_of
from ..curves import ms, text_of
from ..levels import LEVELS
from ..rules.words import HIGH
from .area import drawn, ground
from .wall import AWAY
from .ways import begin_of, device_of, way

POINTS = 2_000
MOST_LORRIES = 200


def device_track(request: Any, screen: Any, pk: int | None = None) -> HttpResponse:
    """The page, without a lorry that of the first one; ``part=track`` the day's positions for the map."""
    lorries, day = _lorries(request), _day(request)
    pk = pk or (lorries[0]["pk"] if lorries else None)
    if pk is None:
        return render(request, "device/track.html", {"title": screen.title, "row": None, "begin": begin_of(request)})
    row = device_of(request, pk)
    if request.GET.get("part") == "track":
        return _track(row, day)
    kept, away, figures = [], False, None
    limit = speed_limit(row)
    try:
        positions = _positions(row, day)
        kept = tracks.believed(positions)
        figures = tracks.figures(positions, kept)
    except Unavailable:
        away = True
    return render(request, "device/track.html", {
        "title": f"{row.plate or row.name}轨迹", "row": row, "day": day, "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today() else None, "figures": figures, "away": AWAY if away else "",
        "stops": [_stop(one) for one in tracks.stops(kept)], "limit": limit, "ground": ground(),
        "over": [_stretch(one) for one in tracks.over(kept, limit)] if limit else [], "moving": _long(figures.moving) if figures else "",
        "wall": way(request, "devices-wall", "list"), "live": way(request, "device-live", "screen", pk), "today": today(), "lorries": lorries,
        "points": f"?part=track&day={day}",
    })  # fmt: skip


def _lorries(request: Any) -> list[dict[str, Any]]:
    """The seat's devices that move, as many as somebody chooses from."""
    moving = [key for key, _ in kinds.choices() if (kind := kinds.kind_of(key)) and kind.moves]
    rows = registry.register("device").rows(request.seat).filter(kind__in=moving, state__in=flows.STANDING)
    listed = rows.order_by("pk").values_list("pk", "plate", "name")[:MOST_LORRIES]
    return [
        {"pk": pk, "name": f"{plate} {name}".strip(), "url": way(request, "device-track", "screen", pk)}
        for pk, plate, name in listed
    ]  # fmt: skip


def speed_limit(row: Any) -> float | None:
    """km/h beyond which it is too fast: the gravest limit of its speed that holds, None where none is set."""
    held = held_of(row, now())
    values = [one.value for (code, level), one in held.items() if code == "speed" and LEVELS[level].direction == HIGH]
    return max((v for v in values if v is not None), default=None)


def _positions(row: Any, day: date) -> list[Position]:
    return store().track(row.pk, ms(start_of(day)), ms(start_of(day + timedelta(days=1))))


def _track(row: Any, day: date) -> JsonResponse:
    """[at, longitude, latitude, speed, direction] of each point that the map draws; all figures come from all positions."""
    try:
        kept = tracks.believed(_positions(row, day))
    except Unavailable:
        return JsonResponse({"error": AWAY}, status=503)
    points = [
        [p.at, *drawn(p.lon, p.lat), round(p.speed, 1), round(p.direction)] for p in tracks.simplified(kept, POINTS)
    ]
    stops = [[s.start, s.end, *drawn(s.lon, s.lat)] for s in tracks.stops(kept)]
    return JsonResponse({"points": points, "stops": stops, "limit": speed_limit(row), "unit": BY_CODE["speed"].unit})


def _day(request: Any) -> date:
    try:
        return min(date.fromisoformat(request.GET.get("day", "")), today())
    except ValueError:
        return today()


def _stop(one: tracks.Stop) -> dict[str, Any]:
    return {"at": one.start, "from": text_of(one.start)[11:16], "to": text_of(one.end)[11:16], "long": _long(one.end - one.start),
            "lat": f"{one.lat:.5f}", "lon": f"{one.lon:.5f}"}  # fmt: skip


def _stretch(one: tracks.Stretch) -> dict[str, Any]:
    return {
        "at": one.start,
        "from": text_of(one.start)[11:],
        "long": _long(one.end - one.start, True),
        "top": f"{one.top:.0f}",
    }


def _long(span: int, seconds: bool = False) -> str:
    """A span (ms) in words."""
    hours, rest = divmod(span // 1000, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {left} 秒" if seconds else f"{minutes} 分"
