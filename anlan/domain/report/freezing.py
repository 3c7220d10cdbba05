"""Freezing a report: its members as they are now, its parts as they were frozen, and a digest over all of it."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from anlan.domain.project.upward import CONFIRMED, FILED
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.doors.pages import related
from anlan.kernel.doors.show import text_of

from . import counting, models
from .kinds import Level
from .sources import source_of

KEY = "monthlyreport"
LEAVING = (Level.PROJECT, Level.PLAIN)
"""The reports with which rows leave the works for an authority."""


def digest_of(*facts: Any) -> str:
    """SHA-256 of what can be written as JSON, always in the same way."""
    body = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def freeze(report: Any, counted: list[Any]) -> Any:
    """A new edition of a report that was just ``counted``; the reports it sums up are filed with it."""
    source, parts = source_of(report.kind), counting.summed(report)
    members = [
        models.Member(record=one.record, shown=one.shown, keys=one.keys, digest=digest_of(one.record, one.shown, one.keys))
        for one in counted
    ]  # fmt: skip
    children = [last(one) for one in parts]
    edition = models.Edition.objects.create(
        report=report, number=report.edition, register=source.register_key,
        columns=[source.register.spec(name).label for name in source.columns], own=report.own, figures=report.figures,
        digest=whole_digest(report.own, report.figures, members, children),
    )  # fmt: skip
    for one in members:
        one.edition = edition
    models.Member.objects.bulk_create(members, batch_size=500)
    models.Part.objects.bulk_create([models.Part(edition=edition, child=child) for child in children])
    if source.seal is not None and report.level in LEAVING:
        source.seal(_ids(counted, parts), f"{report}")
    for one in parts:
        if one.reporting_state == CONFIRMED:
            deliver(Act(None, KEY, "take_in", one.pk))
    return edition


def whole(report: Any) -> list[int]:
    """The ids of all rows that a report counts, its own and its parts'."""
    return _ids(counting.counted(report), counting.summed(report))


def _ids(counted: list[Any], parts: list[Any]) -> list[int]:
    own = [one.record for one in counted]
    return own + [pk for one in parts for pk in last(one).members.values_list("record", flat=True)]


def last(report: Any) -> Any:
    """Its latest edition; None while it was never out."""
    return report.editions.order_by("-number").first()


def sealing_refused(report: Any) -> str | None:
    """Why rows can't leave the works with a report: not confirmed, or corrected since their part was reported."""
    source = source_of(report.kind)
    if source.sealable is None or report.level not in LEAVING:
        return None
    for one in counting.summed(report):
        if any(then.corrected and not then.gone for then in beside(last(one))):
            return f"“{one}”上报后记录有更正，请先退回，由填报单位重新生成后再上报"
    return source.sealable(whole(report))


def release(report: Any) -> None:
    """What a returned report summed up may be returned in its turn."""
    for one in counting.summed(report):
        if one.reporting_state == FILED:
            deliver(Act(None, KEY, "release", one.pk))


def whole_digest(own: Any, figures: Any, members: list[Any], children: list[Any]) -> str:
    """Over the figures, the members in order, and the digests of the editions below."""
    rows = sorted((one.record, one.digest) for one in members)
    return digest_of(own, figures, rows, sorted(one.digest for one in children))


def intact(edition: Any) -> bool:
    """Is everything as it was frozen, down to the last edition below?"""
    members, parts = list(edition.members.all()), [one.child for one in edition.parts.select_related("child")]
    if any(one.digest != digest_of(one.record, one.shown, one.keys) for one in members):
        return False
    lines = source_of(edition.report.kind).lines
    own = counting.add(lines, *(one.keys for one in members))
    if own != edition.own or counting.add(lines, own, *(one.figures for one in parts)) != edition.figures:
        return False
    return edition.digest == whole_digest(edition.own, edition.figures, members, parts) and all(map(intact, parts))


@dataclass
class Then:
    """A frozen row beside the row as it is now."""

    record: int
    shown: list[str]
    changes: list[tuple[str, str, str]]
    corrected: bool
    gone: bool = False


def beside(edition: Any, key: str = "") -> list[Then]:
    """The members of an edition (those that count in one figure), each with what has changed since."""
    source = source_of(edition.report.kind)
    specs = [source.register.spec(name) for name in source.columns]
    members = [one for one in edition.members.order_by("record") if not key or key in one.keys]
    rows = source.register.model._default_manager.filter(source.register.kept, pk__in=[one.record for one in members])
    now = {row.pk: row for row in related(source.register, rows)}
    return [_beside(one, now.get(one.record), specs, source.facts) for one in members]


def _beside(member: Any, row: Any, specs: list[Any], facts: tuple[str, ...]) -> Then:
    if row is None:
        return Then(member.record, member.shown, [], corrected=True, gone=True)
    pairs = [(s, then, text_of(s, row)) for s, then in zip(specs, member.shown, strict=True)]
    changed = [(s.label, then, now) for s, then, now in pairs if then != now]
    return Then(member.record, member.shown, changed, any(s.name in facts for s, then, now in pairs if then != now))


def added_since(edition: Any) -> int:
    """How many rows of the period have come that it does not count."""
    kept = edition.members.values("record")
    return int(counting.own_rows(edition.report).exclude(pk__in=kept).count())
