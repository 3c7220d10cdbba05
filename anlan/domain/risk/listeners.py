"""What follows from the events of risk sources and goods, after their transaction."""

from typing import Any

from django.urls import reverse

from anlan.domain.enterprise.models import Enterprise
from anlan.domain.hazard.models import WaterHazard
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event
from anlan.kernel.notice import remind

from .flows import CHECKED
from .models import MonitoringRecord, RiskSource, StockMove

RECORD = "monitoringrecord"


@on("monitoringrecord.created")
def start_hazard(event: Event) -> None:
    """A measure that is missing or has failed starts a hazard (W-2.2-danger.b), unless one of this source is being treated."""
    row = MonitoringRecord.objects.select_related("source", "unit", "section").get(pk=event.record)
    if not row.is_failed or _is_treated(row.source):
        return
    source, label = row.source, row.get_measures_display()
    values = {
        "section": row.section_id, "party": row.party, "name": f"{source.name[:100]}：{label}", "level": "general",
        "unit": Enterprise.objects.values_list("pk", flat=True).get(organisation=row.unit_id), "place": source.place,
        "problem": f"日常监控发现{label}：{row.found}。应落实的管控措施：{source.measures}"[:2000],
        "found_on": row.checked_on, "responsible": source.site_keeper,
    }  # fmt: skip
    made = deliver(
        Act(None, "waterhazard", "create", values=values, origin=(RECORD, row.pk, f"日常监控记录 {row}"[:200]))
    )
    for holder in {row.unit_id, row.owner_id, row.section.engineer_id if row.section else None} - {None}:
        _tell(
            holder,
            f"危险源“{source.name}”{label}，已登记隐患，请处理",
            "waterhazard",
            made.record,
            f"risk-hazard:{row.pk}",
        )


def _is_treated(source: RiskSource) -> bool:
    """Is a hazard that came out of a record of this source still unfinished?"""
    ids = list(source.records.filter(is_failed=True).values_list("pk", flat=True))
    hazards = WaterHazard.objects.filter(origin_type=RECORD, origin_id__in=ids, state__in=WaterHazard.unfinished)
    return bool(hazards.exists())


TOLD = {
    "risksource.send_back": "危险源被项目法人退回，请修改后再次提交",
    "risksource.return": "危险源被水行政主管单位退回，请修改后再次提交",
    "risksource.supervise": "危险源已监管",
}


@on(*TOLD)
def tell_maker(event: Event) -> None:
    """Who filled it in and the owner learn of each decision once."""
    row = RiskSource.objects.get(pk=event.record)
    for holder in {row.made_for_id or row.unit_id, row.owner_id, row.unit_id} - {None}:
        _tell(holder, f"{TOLD[event.name]}：{row.name}", "risksource", row.pk, f"{event.name}:{event.pk}")


@on("risksource.reassess")
def tell_owner(event: Event) -> None:
    """What has become a major risk after it was checked as a lesser one is now to be reported."""
    row = RiskSource.objects.get(pk=event.record)
    if row.is_grave and row.reporting_state == CHECKED and row.owner_id:
        _tell(
            row.owner_id, f"危险源重新评价为重大，请报送：{row.name}", "risksource", row.pk, f"risk-graver:{event.pk}"
        )


@on("stockmove.created")
def tell_of_too_much(event: Event) -> None:
    """More than the limit in one place: who keeps it and the engineer learn of it."""
    row = StockMove.objects.select_related("goods", "section").get(pk=event.record)
    goods, limit = row.goods, row.goods.safe_limit
    if row.way != "in" or limit is None or not row.left - row.amount <= limit < row.left:
        return
    for holder in {row.unit_id, row.section.engineer_id if row.section else None} - {None}:
        _tell(holder, f"危险物品超过安全存放限量：{goods.name}", "dangerousgoods", goods.pk, f"goods-over:{row.pk}")


def _tell(holder: Any, title: str, register: str, record: int, key: str) -> None:
    remind(holder, title, url=reverse("doors:go", args=[register, record]), key=f"{key}:{holder}")
