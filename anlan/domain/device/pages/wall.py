"""设备墙: every device as a card with what it says now, those that need somebody first."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.utils import timezone

from anlan.kernel.clock import day_of, now, today
from anlan.kernel.doors import conditions
from anlan.kernel.doors.listing import pager, place, tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.notice.live import may_follow
from anlan.kernel.register import registry
from anlan.telemetry.quantities import BY_NUMBER
from anlan.telemetry.store import Moment, Unavailable, store
from anlan.telemetry.words import FLAGS

from ..amounts import fixed
from ..bounds import TONES, Bound, bounds_of, crossed
from ..compiled import compiled
from ..marks import rings
from ..models import Device
from ..models.present import ALARM, BROKEN, NEVER, OFFLINE, OUT, STANDINGS, WELL
from ..present import combined, speaking, stale
from .ways import begin_of, way

MOST_SHOWN = 6
"""Values on a card; beyond them only those that are over a limit."""
PAGE = 24
"""Cards of a page: four rows on a wide screen, and so many topics that a page follows."""
STATE_TONES = {ALARM: "red", OFFLINE: "grey", BROKEN: "orange", WELL: "green", NEVER: "grey", OUT: "grey"}
HIDDEN = {"fault_bits", "door"}
"""Codes that say nothing as a number."""
AWAY = "数据存储暂时无法访问，设备仍在接收，恢复后自动补存；请稍后再看"


def wall(request: Any, screen: Any) -> HttpResponse:
    """The page; its middle (``#wall``) is asked for again while it is open."""
    register = registry.register("device")
    names = (
        ("kind", "site")
        if request.portal.key == "construction"
        else ("kind", "unit")
        if request.seat.is_authority
        else ("kind",)
    )
    found = conditions.read(register, names, request.GET, request.seat, {})
    rows = found.narrow(register.rows(request.seat))
    counts = _counts(rows)
    state = _state(request)
    shown = rows.filter(now__standing=state) if state is not None else rows.filter(now__standing__lt=OUT)
    total = counts.get(state, 0) if state is not None else sum(n for one, n in counts.items() if one != OUT)
    number, _ = place(request, total, PAGE)
    pks = list(shown.order_by("now__standing", "pk").values_list("pk", flat=True)[(number - 1) * PAGE : number * PAGE])
    drawn, away = cards(request, pks)
    for card in drawn:
        card["values"] = [v for n, v in enumerate(card["values"]) if n < MOST_SHOWN or v["over"]]
    return render(request, "device/wall.html", {
        "title": screen.title, "tabs": tabs(request, screen), "found": found, "cards": drawn, "total": total,
        "states": _states(request, counts, state), "paging": pager(request, total, PAGE, number, max(1, -(-total // PAGE))) | {"sizes": []},
        "away": AWAY if away else "", "stale": stale() if total else "", "any": bool(counts),
        "also": "rows:alarm" if may_follow(request.seat, ("rows:alarm",)) else "", "begin": begin_of(request),
        "rings": rings(request.seat), "channels": way(request, "alarm-channels", "list"),
        "here": conditions.address(request.GET, part=None),
    })  # fmt: skip


def _state(request: Any) -> int | None:
    asked = request.GET.get("state", "")
    return int(asked) if asked in {str(one) for one, _ in STANDINGS} else None


def _counts(rows: QuerySet[Any]) -> dict[int, int]:
    found = rows.order_by().values_list("now__standing").annotate(n=Count("pk"))
    return {standing: n for standing, n in found if standing is not None}


def _states(request: Any, counts: dict[int, int], here: int | None) -> list[dict[str, Any]]:
    every = sum(n for one, n in counts.items() if one != OUT)
    first = {"label": "全部", "tone": "", "n": every, "here": here is None}
    tiles = [first | {"url": conditions.address(request.GET, state=None, page=None)}]
    for one, label in STANDINGS:
        if counts.get(one) or one in (ALARM, OFFLINE, BROKEN, WELL):
            url = conditions.address(request.GET, state=one, page=None)
            tiles.append(
                {"label": label, "tone": STATE_TONES[one], "n": counts.get(one, 0), "here": here == one, "url": url}
            )
    return tiles


def cards(request: Any, pks: list[int]) -> tuple[list[dict[str, Any]], bool]:
    """Devices as cards, in that order, and whether the store is away."""
    rows = Device.objects.select_related("unit", "site", "now").in_bulk(pks)
    rules = compiled(pks)
    try:
        heard, latest, away = store().heard(pks), store().latest(pks), False
    except Unavailable:
        heard, latest, away = {}, {}, True
    drawn = []
    for pk in pks:
        bounds = bounds_of(rules[pk].rules) if pk in rules else []
        drawn.append(_card(request, rows[pk], bounds, None if away else heard.get(pk), latest.get(pk, []), away))
    return drawn, away


def _card(
    request: Any, row: Any, bounds: list[Bound], heard: int | None, moments: list[Moment], away: bool
) -> dict[str, Any]:
    standing, rank = row.now.standing, row.now.rank
    if not away:
        broken = any(one.flag in "DB" for one in moments if one.flag)
        standing = combined(speaking(row.kind, row.state, heard, broken, int(now().timestamp() * 1000)), rank)
    kind = row.kind_now
    return {
        "pk": row.pk, "name": row.name, "kind": row.get_kind_display(), "where": row.place or row.plate, "of": row.site or row.unit,
        "word": dict(STANDINGS)[standing], "tone": STATE_TONES[standing], "standing": standing,
        "values": values(row, bounds, moments), "heard": ago_text(heard), "heard_ms": heard or 0,
        "silent": kind.silent_after if kind else 0, "bounds": [one.told() for one in bounds],
        "url": way(request, "device-live", "screen", row.pk), "track": way(request, "device-track", "screen", row.pk) if kind and kind.moves else "",
    }  # fmt: skip


def values(row: Any, bounds: list[Bound], moments: list[Moment]) -> list[dict[str, Any]]:
    """What a device measures: newest value in words, and the limit it is beyond; in the order of its kind."""
    kind, said = row.kind_now, {one.quantity: one for one in moments}
    measured = {m.quantity.number: m.decimals for m in kind.measures} if kind else {}
    found = []
    for number in dict.fromkeys([*measured, *said]):
        quantity = BY_NUMBER.get(number)
        if quantity is None or quantity.code in HIDDEN:
            continue
        one = said.get(number)
        places = measured.get(number, quantity.decimals)
        over = crossed(bounds, number, one.at, one.value, one.flag) if one else None
        found.append({
            "number": number, "code": quantity.code, "name": quantity.name, "unit": quantity.unit, "decimals": places,
            "text": fixed(one.value, places) if one else "—", "flag": FLAGS.get(one.flag, one.flag) if one and one.flag else "",
            "over": over.word if over else "", "tone": TONES[over.rank] if over else "", "at": one.at if one else 0,
        })  # fmt: skip
    return found


def ago_text(at: int | None) -> str:
    """When something was heard last (ms), in words: the time of today, else with its day."""
    if not at:
        return "从未收到数据"
    moment = timezone.localtime(datetime.fromtimestamp(at / 1000, UTC))
    same = day_of(moment) == today()
    return f"更新于 {moment.strftime('%H:%M:%S' if same else '%m-%d %H:%M')}"
