"""Writes and proves the chain."""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from anlan.kernel import bulk
from anlan.kernel.clock import now, today

from .digests import SHA256, current, mac
from .models import GENESIS, Entry, Head, Seal, Verification, chain_hash


@dataclass
class Note:
    """One line to be written into the trail."""

    register: str
    record: str
    verb: str
    title: str
    changes: dict[str, Any] = field(default_factory=dict)
    unit_id: int | None = None


def write(
    seat: Any, notes: Iterable[Note], *, act: Any = None, claimed_at: datetime | None = None, at: datetime | None = None,
    user: Any = None,
) -> None:  # fmt: skip
    """Appends notes to the chain inside the caller's transaction.

    ``seat`` None means the system itself acted, or ``user`` while taking no seat (at the sign-in page).
    """
    moment = at or now()
    actor, algorithm = actor_of(seat, user), current()
    bulk.write(Entry, _append, [
        Entry(
            at=moment, register=note.register, record=note.record, verb=note.verb,
            title=note.title[:200], changes=note.changes, unit_id=note.unit_id, act=act, claimed_at=claimed_at,
            actor=actor, user_id=user.pk if user is not None else seat and seat.user_id,
            organisation_id=None if seat is None else seat.organisation_id,
            proxy=False if seat is None else seat.proxy, algorithm=algorithm,
        )
        for note in notes
    ])  # fmt: skip


@transaction.atomic
def _append(entries: list[Entry]) -> None:
    """Chains entries to the head, which is taken once for all of them."""
    head = Head.locked()
    for entry in entries:
        head.count += 1
        entry.seq = head.count
        entry.hash = head.hash = chain_hash(head.hash, entry.facts())
    bulk.insert(entries)
    head.save()


def actor_of(seat: Any, user: Any = None) -> str:
    """Who did it, as the trail says it."""
    if seat is None:
        return user.name if user is not None else "系统"
    return f"{seat.user.name}（{seat.organisation.name} {seat.role.title}）"[:200]


def sign(count: int, digest: str, day: date, algorithm: str = SHA256) -> str:
    """HMAC of a head with the seal key, over the named hash."""
    return mac(algorithm, settings.SEAL_KEY.encode(), f"{day.isoformat()} {count} {digest}".encode())


@transaction.atomic
def seal_today() -> Seal:
    """Seals the head of the chain for today; calling it again replaces nothing."""
    head, day, named = Head.locked(), today(), current()
    signature = sign(head.count, head.hash, day, named)
    facts = {"count": head.count, "hash": head.hash, "signature": signature, "algorithm": named}
    return Seal.objects.get_or_create(day=day, defaults=facts)[0]


def anchors() -> list[dict[str, Any]]:
    """All seals and the present head, to be kept elsewhere."""
    rows = [
        {"day": s.day.isoformat(), "count": s.count, "hash": s.hash, "signature": s.signature, "algorithm": s.algorithm}
        for s in Seal.objects.order_by("day")
    ]
    return rows


@dataclass
class Verdict:
    """What ``verify`` found: ``fault`` is None when everything holds; ``anchor`` names the last anchor that holds."""

    checked: int
    fault: str | None
    anchor: str


def verify(entries: Iterator[Entry] | None = None, known: list[dict[str, Any]] | None = None) -> Verdict:
    """Walks the chain from its beginning and holds it against every seal and against anchors kept outside.

    Finds a changed, removed, reordered or cut-off entry, and by the anchors a wholly rewritten chain.
    """
    seals = list(known or []) + anchors()
    by_count: dict[int, list[dict[str, Any]]] = {}
    for one in seals:
        day, named = date.fromisoformat(one["day"]), one.get("algorithm", SHA256)
        if not hmac.compare_digest(one["signature"], sign(one["count"], one["hash"], day, named)):
            return Verdict(0, f"{one['day']} 的封存签名不符：封存记录被改动或密钥不对", "无")
        by_count.setdefault(one["count"], []).append(one)
    before, last, seen = GENESIS, "无", 0
    for one in by_count.pop(0, []):
        last = f"{one['day']}（第 0 条）"
    for entry in entries if entries is not None else Entry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != seen + 1:
            return Verdict(seen, f"第 {seen + 1} 条缺失或次序被改动（读到第 {entry.seq} 条）", last)
        if chain_hash(before, entry.facts()) != entry.hash:
            return Verdict(seen, f"第 {entry.seq} 条内容与校验值不符：被改动过", last)
        before, seen = entry.hash, entry.seq
        for one in by_count.pop(seen, []):
            if one["hash"] != before:
                return Verdict(seen, f"到第 {seen} 条与 {one['day']} 的封存不符：记录被整体改写", last)
            last = f"{one['day']}（第 {seen} 条）"
    cut = [c for c in by_count if c > seen]
    if cut:
        return Verdict(seen, f"记录止于第 {seen} 条，而封存时已有 {min(cut)} 条：末尾被截去", last)
    head = Head.objects.filter(pk=1).first()
    if entries is None and head and (head.count, head.hash) != (seen, before):
        return Verdict(seen, f"链尾记录 {head.count} 条，实有 {seen} 条：末尾被截去", last)
    return Verdict(seen, None, last)


def verify_and_record() -> Verdict:
    """``verify`` over the database; what it found is kept for 审计管理员."""
    verdict = verify()
    Verification.objects.create(
        at=now(), checked=verdict.checked, fault=(verdict.fault or "")[:300], anchor=verdict.anchor
    )
    return verdict
