"""设备地图: devices where they are, with their states; tiles and boundaries below are data of the installation."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from anlan.kernel.doors import conditions
from anlan.kernel.doors.listing import tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry

from ..changes import CELLS_A_DEGREE, TOPIC
from ..clusters import box_of, clusters, extent
from ..coordinates import MOST_MOVED, to_gcj02
from ..models import Device
from ..models.present import STANDINGS
from ..present import stale
from .ways import begin_of, way

CHINA = (105.0, 20.0, 125.0, 42.0)
"""What the map shows before any device has a place."""
NAMED = 300
"""So few points, each of one device, are told with their names."""


def device_map(request: Any, screen: Any) -> HttpResponse:
    """The page; with ``part`` the points of a box, or the boundaries."""
    parts = {"points": _points, "boundaries": _boundaries}
    if (part := parts.get(request.GET.get("part", ""))) is not None:
        return part(request)
    found = conditions.read(registry.register("device"), ("kind",), request.GET, request.seat, {})
    rows = found.narrow(registry.register("device").rows(request.seat))
    box = extent(rows)
    return render(request, "device/map.html", {
        "title": screen.title, "tabs": tabs(request, screen), "found": found, "ground": ground(),
        "extent": ",".join(str(one) for one in _drawn_box(box or CHINA)), "placed": box is not None, "stale": stale() if box else "",
        "points": conditions.address(request.GET, part="points"), "follow": f"{TOPIC}:{request.seat.pk}", "cells": CELLS_A_DEGREE,
        "begin": begin_of(request),
        "states": STANDINGS[:-1], "any": box is not None or rows.exists(),
    })  # fmt: skip


def ground() -> dict[str, Any]:
    """What lies below: the tiles' address and what is said of where they come from; whether there are boundaries."""
    return {
        "tiles": settings.MAP_TILES, "credit": settings.MAP_CREDIT, "most": settings.MAP_MOST_ZOOM,
        "boundaries": bool(settings.MAP_BOUNDARIES),
    }  # fmt: skip


def drawn(lon: float, lat: float) -> tuple[float, float]:
    """A point (WGS-84) in the system of the tiles."""
    lon, lat = to_gcj02(lon, lat) if settings.MAP_SYSTEM == "gcj02" else (lon, lat)
    return round(lon, 6), round(lat, 6)


def _drawn_box(box: tuple[float, float, float, float]) -> tuple[float, ...]:
    return (*drawn(*box[:2]), *drawn(*box[2:]))


def _points(request: Any) -> JsonResponse:
    """[longitude, latitude, number, worst standing, alarms, offline, broken, well, never, name, address] of each cell."""
    moved = MOST_MOVED if settings.MAP_SYSTEM == "gcj02" else 0.0
    box = box_of(request.GET.get("box", ""), request.GET.get("zoom", ""), moved)
    if box is None:
        return JsonResponse({"error": "地图范围不对，请刷新页面"}, status=400)
    register = registry.register("device")
    found = conditions.read(register, ("kind",), request.GET, request.seat, {})
    cells = clusters(found.narrow(register.rows(request.seat)), box)
    single = [cell["one"] for cell in cells if cell["n"] == 1]
    names = dict(Device.objects.filter(pk__in=single).values_list("pk", "name")) if len(single) <= NAMED else {}
    return JsonResponse({"points": [_told(request, cell, names) for cell in cells]})


def _told(request: Any, cell: dict[str, Any], names: dict[int, str]) -> list[Any]:
    counts = [cell[name] for name in ("alarm", "offline", "broken", "well", "never")]
    one = cell["one"] if cell["n"] == 1 else None
    url = way(request, "device-live", "screen", one) if one else ""
    return [*drawn(cell["lon"], cell["lat"]), cell["n"], cell["worst"], *counts, names.get(one, "") if one else "", url]


def _boundaries(request: Any) -> HttpResponse:
    """The boundaries of the installation (GeoJSON, WGS-84) in the system of the tiles; 404 where there are none."""
    path = Path(settings.MAP_BOUNDARIES or "/")
    if not path.is_file():
        return JsonResponse({"error": "没有边界数据"}, status=404)
    body = _read(str(path), path.stat().st_mtime_ns, settings.MAP_SYSTEM)
    return HttpResponse(body, content_type="application/geo+json")


@lru_cache(maxsize=2)
def _read(path: str, changed: int, system: str) -> bytes:
    found = json.loads(Path(path).read_bytes())
    for feature in found.get("features", []):
        feature["geometry"]["coordinates"] = _moved(feature["geometry"]["coordinates"])
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _moved(part: Any) -> Any:
    if part and isinstance(part[0], int | float):
        return list(drawn(part[0], part[1]))
    return [_moved(one) for one in part]
