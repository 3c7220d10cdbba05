"""The truth about building sites: what an inspection says, and what followed from what was acknowledged."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .ledger import Deed

OF_INSPECTION = {"rectify": "open", "replied": "replied", "passed": "closed"}
"""The state of a hazard by that of the inspection which found it."""


def kinds() -> dict[str, tuple[Any, Any]]:
    """The registers of building sites in which people work: model and flows of each."""
    from anlan.kernel.register import registry

    names = ("inspection", "monthlyevaluation", "termination", "dangerouswork", "dangerousrecord", "siteurge")
    return {name: ((one := registry.register(name)).model, one.flows) for name in names}


def checks(deeds: list[Deed]) -> list[Iterator[str]]:
    """Each of them gives its faults."""
    return [answers(deeds), hazards(), brought(deeds), graded(deeds), told()]


def answers(deeds: list[Deed]) -> Iterator[str]:
    """Each thing an inspection says is said once, by the last act that was acknowledged, with the photos it was sent with."""
    from anlan.domain.inspection.models import Answer
    from anlan.kernel.trail.models import Attachment

    last: dict[tuple[int, str], tuple[str, tuple[str, ...]]] = {}
    for deed in deeds:
        last |= {(deed.record, slot): (deed.uuid, photos) for slot, photos in deed.slots.items()}
    stored = {(one.inspection_id, one.slot): one for one in Answer.objects.all()}
    for key in last.keys() ^ stored.keys():
        yield f"检查内容 {key}：{'已确认而没有' if key in last else '已存而从未确认'}"
    of = dict(Attachment.objects.filter(register="inspection").values_list("pk", "record"))
    owners = {str(pk): record for pk, record in of.items()}
    for (record, slot), (act, photos) in last.items():
        one = stored.get((record, slot))
        if one is None:
            continue
        kept = tuple(one.content.get("photos", ()))
        # Saying the same again leaves the mark of who said it first.
        if one.rivals or kept != photos or (str(one.mark) != act and photos):
            yield f"检查 {record} {slot}：应为 {act} {photos}，现为 {one.mark} {kept}，{len(one.rivals)} 份不同填写"
        if any(owners.get(photo) != str(record) for photo in kept):
            yield f"检查 {record} {slot}：照片 {kept} 没有归入这次检查"


def hazards() -> Iterator[str]:
    """Each finding that was called a hazard and ordered to be put right is one hazard, which stands where its inspection does."""
    from anlan.domain.hazard.models import SiteHazard
    from anlan.domain.inspection.models import Inspection

    for row in Inspection.objects.exclude(state="draft"):
        said = row.answers.filter(is_removed=False).exclude(hazard="").count() if row.needs_rectification else 0
        states = list(SiteHazard.of_origin("inspection", row.pk).values_list("state", flat=True))
        if len(states) != said or set(states) - {OF_INSPECTION.get(row.state)}:
            yield f"检查 {row.pk} {row.state}：列为隐患 {said} 条，工地隐患 {states}"


def brought(deeds: list[Deed]) -> Iterator[str]:
    """What an act brings about at another row is there once, and nowhere else."""
    from anlan.kernel.flow.models import Step

    expected = Counter(deed.brings for deed in deeds if deed.brings)
    for register, move in {(register, move) for register, _, move in expected}:
        steps = Step.objects.filter(register=register, move=move).values_list("register", "record", "move")
        stored = Counter(steps)
        of = Counter({key: n for key, n in expected.items() if (key[0], key[2]) == (register, move)})
        for key in (of - stored) + (stored - of):
            yield f"{key}：应有 {of[key]} 次，记录 {stored[key]} 次"


def graded(deeds: list[Deed]) -> Iterator[str]:
    """Each grade has its record with the evidence beside it, and its site is no longer supervised."""
    from anlan.domain.evaluation.models import GradeRecord
    from anlan.domain.site.models import Site

    done = Counter(deed.record for deed in deeds if (deed.register, deed.verb) == ("termination", "grade"))
    kept = Counter(GradeRecord.objects.values_list("termination", flat=True))
    if done != kept:
        yield f"考评记录 {kept}，确认考评 {done}"
    for row in GradeRecord.objects.filter(evidence=None):
        yield f"考评记录 {row} 没有依据"
    ended = {deed.brings[1] for deed in deeds if deed.brings and deed.brings[2] == "terminate"}
    stored = set(Site.objects.filter(state="terminated").values_list("pk", flat=True))
    if ended != stored:
        yield f"已终止监督的项目 {stored}，确认的是 {ended}"


def told() -> Iterator[str]:
    """The site hears of each order once."""
    from anlan.domain.inspection.models import Inspection
    from anlan.kernel.act.models import Event
    from anlan.kernel.notice.models import Reminder

    heard = Counter(Reminder.objects.filter(key__startswith="inspection.ordered:").values_list("key", flat=True))
    places = dict(Inspection.objects.values_list("pk", "site__department"))
    for event in Event.objects.filter(name="inspection.ordered"):
        if heard[f"inspection.ordered:{event.pk}:{places.get(event.record)}"] != 1:
            yield f"检查 {event.record} 要求整改，没有恰好一条提醒项目部"
