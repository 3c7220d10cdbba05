"""The verbs of a sheet that touch its answers, their hazards and its signatures. All run inside an act on the sheet."""

import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from anlan.domain.hazard.flows import DRAFT
from anlan.domain.hazard.models import Hazard
from anlan.domain.standard import catalogue
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import now
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.plain import storable, whole

from .rules import FOUND, MAJOR, NONE, WORDS

if TYPE_CHECKING:
    from anlan.domain.standard.models import CheckStandard, Item
    from anlan.kernel.scope.models import Organisation, Seat

    from .models import Answer, SelfCheck

CLEARED = "clear"
MAJOR_STAYS = "重大隐患上报后不能修改删除"


def edition_for(unit: "Organisation") -> "CheckStandard":
    """The edition in force for a firm now. FieldError when the district has published none."""
    found = catalogue.current_standard(unit.area_id)
    if found is None:
        raise FieldError("本地区还没有发布检查标准，暂时不能自查，请联系属地或区安委办")
    return found


def items_of(sheet: "SelfCheck") -> "dict[int, Item]":
    """The items a sheet asks for, by id in the standard's order: those of its own edition for this kind of firm."""
    return {i.pk: i for i in catalogue.items_of(sheet.standard, sheet.unit)}


def answer(sheet: "SelfCheck", act: Act, seat: "Seat | None") -> "Answer | None":
    """Says what was found at one item. ``act.values``: item, answer (clear takes it back), hazard (values, if found).

    FieldError when the item isn't of this sheet or its hazard is reported already; Refused with the hazard's own
    sentences when its form is not complete.
    """
    item = items_of(sheet).get(_number(act.values.get("item")))
    said = str(act.values.get("answer") or "")
    if item is None or said not in (*WORDS, CLEARED):
        raise FieldError("这条标准细则不在本次自查范围内，请刷新页面后重试")
    before = sheet.answers.filter(item=item).select_related("hazard").first()
    if before is not None and before.hazard is not None and before.hazard.is_reported:
        raise FieldError(MAJOR_STAYS if before.answer == MAJOR else "本条填报的隐患已上报，不能修改或撤销")
    if before is not None and before.answer == said == NONE:
        return before
    found = _find(sheet, item, said, act, seat) if said in FOUND else None
    if before is not None:
        _take_back(before, act, seat)
    made = None
    if said != CLEARED:
        made = sheet.answers.create(item=item, answer=said, hazard=found, made_at=now())
    sheet.last_answer = f"{item.code} {WORDS.get(said, '撤销填报')}"
    sheet.count()
    return made


def _number(raw: Any) -> int:
    text = str(raw or "")
    return whole(text)


def _find(sheet: "SelfCheck", item: "Item", said: str, act: Act, seat: "Seat | None") -> Hazard:
    """Makes the hazard; a major one is reported by that at once, while the sheet is still the firm's own."""
    values = dict(act.values.get("hazard") or {}) | {"level": said, "item": item.pk, "category": item.category_id}
    origin = ("selfcheck", sheet.pk, f"{sheet}：{item.code}")
    made = deliver(Act(seat, "hazard", "create", values=values, uuid=uuid.uuid5(act.uuid, "hazard"), origin=origin))
    return Hazard.objects.get(pk=made.record)


def _take_back(before: "Answer", act: Act, seat: "Seat | None") -> None:
    """An answer was changed: its hazard, which nobody outside has seen yet, goes with it."""
    before.delete()
    if before.hazard is not None and before.hazard.state == DRAFT:
        deliver(Act(seat, "hazard", "delete", before.hazard_id, uuid=uuid.uuid5(act.uuid, "delete")))


def answer_rest(sheet: "SelfCheck", act: Act, seat: "Seat | None") -> int:
    """其余均无此隐患 of one class: how many items were answered so. ``act.values``: category (its id), signed_by."""
    name = storable(str(act.values.get("signed_by") or ""))[:40]
    if not name:
        raise FieldError("请填写签名人姓名：由谁确认本类其余各条均无此隐患")
    asked = _number(act.values.get("category"))
    of_class = [i for i in items_of(sheet).values() if asked in (i.category_id, i.category.parent_id)]
    if not of_class:
        raise FieldError("没有找到这个分类，请刷新页面后重试")
    answered = set(sheet.answers.filter(item__in=of_class).values_list("item", flat=True))
    rest = [i for i in of_class if i.pk not in answered]
    if not rest:
        return 0
    kind, moment = sheet.answers.model, now()
    kind.objects.bulk_create(
        kind(selfcheck=sheet, item=i, answer=NONE, by_class=True, signed_by=name, made_at=moment) for i in rest
    )
    leaf = of_class[0].category
    title = leaf if leaf.pk == asked or leaf.parent is None else leaf.parent
    when = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
    line = f"{title.name}：其余 {len(rest)} 条均无此隐患，{name}，{when}"
    sheet.signature_note = "\n".join(filter(None, [sheet.signature_note, line]))
    sheet.last_answer = line[:200]
    sheet.count()
    return len(rest)


def report_hazards(sheet: "SelfCheck", seat: "Seat | None") -> None:
    """Reports what the sheet found and nobody has reported yet."""
    for one in _own_hazards(sheet):
        deliver(Act(seat, "hazard", "report", one.pk))


def discard_hazards(sheet: "SelfCheck", seat: "Seat | None") -> None:
    """Deletes what the sheet found and nobody has reported; a reported hazard stays."""
    for one in _own_hazards(sheet):
        deliver(Act(seat, "hazard", "delete", one.pk))


def _own_hazards(sheet: "SelfCheck") -> list[Hazard]:
    found = sheet.answers.exclude(hazard=None).order_by("id").values("hazard")
    return list(Hazard.objects.filter(pk__in=found, state=DRAFT).order_by("id"))
