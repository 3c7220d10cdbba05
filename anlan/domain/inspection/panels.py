"""检查信息 of a site's overview: self-checks, company inspections, spot checks; each number opens its rows."""

from typing import Any

from anlan.domain.site.overview import Bar, Block, Figure, overview, page_url
from anlan.kernel.clock import today
from anlan.kernel.register import registry

from .counting import standings
from .flows import COUNTED, RECTIFY, REPLIED
from .kinds import By

SLUGS = {By.COMPANY: "company-inspections", By.SITE: "self-inspections", By.AUTHORITY: "spot-inspections"}
TONES = {RECTIFY: ("待整改", "orange"), REPLIED: ("待复查", "blue")}


@overview("检查信息", order=20)
def inspections(request: Any, site: Any) -> Block | None:
    """项目自查, 企业检查, 安监抽查, what is still to be put right, and where the year's inspections stand."""
    if not request.seat.may("inspection.view"):
        return None
    rows = registry.register("inspection").rows(request.seat).filter(site=site.pk)
    found = list(rows.filter(state__in=COUNTED).values_list("by", "state", "due_on", "inspected_on"))
    asked = standings([site], today())[site.pk]
    figures = []
    for by in (By.SITE, By.COMPANY, By.AUTHORITY):
        count = sum(1 for one in found if one[0] == by)
        note = asked.said if by == By.COMPANY else ""
        tone = "red" if by == By.COMPANY and (asked.is_late or asked.is_short) else ""
        figures.append(
            Figure(str(by.label), count, page_url(request, "inspection", SLUGS[by], site=site.pk), tone, note)
        )
    return Block(figures=tuple(figures), bars=tuple(_bars(request, site, found)), empty="还没有检查")


def _bars(request: Any, site: Any, found: list[Any]) -> list[Bar]:
    bars = []
    for by in (By.SITE, By.COMPANY, By.AUTHORITY):
        parts = [
            Figure(label, count, page_url(request, "inspection", SLUGS[by], site=site.pk, state=state), tone)
            for state, (label, tone) in TONES.items()
            if (count := sum(1 for one in found if one[:2] == (by, state)))
        ]
        if parts:
            bars.append(Bar(f"{by.label}整改", tuple(parts)))
    return bars
