"""风险四色图: where the sources of a project lie, and how many of each colour each of its sections has."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import HttpResponse

from anlan.kernel.doors.listing import tabs
from anlan.kernel.doors.pages import portal_of, render
from anlan.kernel.doors.portal import Page, address
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole

from ..kinds import COLOURS, RISKS, TONES

MOST_POINTS = 2000
WITHOUT = "不分标段"


def colours(request: Any, screen: Any) -> HttpResponse:
    """One project at a time, the first that has any; every number opens its rows."""
    register = registry.register("risksource")
    mine = register.rows(request.seat)
    projects = _projects(mine)
    asked = whole(request.GET.get("project", ""))
    chosen = asked if asked in dict(projects) else projects[0][0] if projects else None
    rows = mine.filter(project=chosen)
    page = _page(request)
    lines = _lines(rows, chosen, page)
    return render(request, "risk/colours.html", {
        "title": screen.title, "tabs": tabs(request, screen), "projects": projects, "chosen": chosen, "lines": lines,
        "heads": [{"label": label, "tone": TONES[key], "colour": COLOURS[key]} for key, label in RISKS],
        "total": _totals(lines), "bars": _bars(lines), "points": _points(rows), "placeless": rows.filter(longitude=None).count(),
    })  # fmt: skip


def _projects(mine: QuerySet[Any]) -> list[tuple[int | None, str]]:
    """The projects with sources, those with most major risks first; None for units that work for themselves."""
    found = mine.values("project", "project__name").annotate(n=Count("pk")).order_by("-n", "project")
    return [(one["project"], f"{one['project__name'] or '本单位'}（{one['n']} 处）") for one in found[:200]]


def _page(request: Any) -> Any:
    pages = [p for p in portal_of(request).pages.values() if isinstance(p, Page) and p.register_key == "risksource"]
    return next((p.url(portal_of(request).key) for p in pages if not p.where and p.open_to(request.seat)), "")


def _lines(rows: QuerySet[Any], project: int | None, page: str) -> list[dict[str, Any]]:
    """A line for each section: four numbers, each with the address of its rows."""
    counts: dict[Any, dict[str, int]] = {}
    names: dict[Any, str] = {}
    for one in rows.values("section", "section__name", "risk_level").annotate(n=Count("pk")).order_by("section"):
        counts.setdefault(one["section"], {})[one["risk_level"]] = one["n"]
        names[one["section"]] = one["section__name"] or WITHOUT
    place = [("f.project", str(project))] if project else [("f.project__isnull", "1")]
    found = []
    for section, numbers in counts.items():
        where = [*place, ("f.section", str(section)) if section else ("f.section__isnull", "1")]
        cells = [
            {"n": numbers.get(key, 0), "tone": TONES[key], "label": label,
             "url": f"{page}?{urlencode([*where, ('risk_level', key)])}" if page else ""} for key, label in RISKS
        ]  # fmt: skip
        found.append({"name": names[section], "cells": cells, "total": sum(numbers.values())})
    return found


def _totals(lines: list[dict[str, Any]]) -> list[int]:
    return [sum(line["cells"][i]["n"] for line in lines) for i in range(len(RISKS))]


def _bars(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The same numbers as four series of bars."""
    series = [
        {
            "name": label,
            "tone": TONES[key],
            "data": [{"value": x["cells"][i]["n"], "url": x["cells"][i]["url"]} for x in lines],
        }
        for i, (key, label) in enumerate(RISKS)
    ]
    return {"categories": [x["name"] for x in lines], "series": series}


def _points(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """The sources that have a place, gravest last so that they are drawn on top; one series a colour."""
    placed = rows.exclude(longitude=None).exclude(latitude=None)
    columns = placed.values_list("pk", "name", "risk_level", "longitude", "latitude")[:MOST_POINTS]
    by_level: dict[str, list[dict[str, Any]]] = {key: [] for key, _ in RISKS}
    for pk, name, level, x, y in columns:
        by_level[level].append(
            {"name": name, "value": [float(x), float(y)], "url": address("doors:go", "risksource", pk)}
        )
    return [
        {"name": label, "tone": TONES[key], "data": by_level[key]} for key, label in reversed(RISKS) if by_level[key]
    ]
