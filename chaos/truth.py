"""The truth after a round: what was acknowledged is there once, and nothing is half-done."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

from . import site_truth
from .ledger import Ledger

PUT_RIGHT = (("hazard", "finish"), ("waterhazard", "finish"))
APPROVED = ("hazard", "approve")


def _kinds() -> dict[str, tuple[Any, Any]]:
    """The registers in which people work: model and flows of each."""
    from anlan.domain.hazard import flows, water_flows
    from anlan.domain.hazard.models import Hazard, WaterHazard

    found = {"hazard": (Hazard, flows.FLOWS), "waterhazard": (WaterHazard, water_flows.FLOWS)}
    return found | site_truth.kinds()


class Truth:
    """Reads the house's database and files in this process and holds them against the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.deeds = ledger, list(ledger.deeds)

    def faults(self, since: int) -> list[str]:
        """Everything that is wrong; rows are looked at one by one only from deed number ``since`` on."""
        fresh = {(d.register, d.record) for d in self.deeds[since:]}
        fresh |= {d.brings[:2] for d in self.deeds[since:] if d.brings}
        found = [
            self.acts(),
            self.rows(),
            self.steps(),
            self.standing(fresh),
            self.effects(),
            self.imports(),
            self.files(),
            *site_truth.checks(self.deeds),
        ]
        return [fault for check in found for fault in check]

    def acts(self) -> Iterator[str]:
        """Each acknowledged act was applied once, and no act was applied that nobody was told of."""
        from anlan.kernel.act.models import Delivered
        from anlan.kernel.trail.models import Entry

        given = {str(d.uuid): d for d in Delivered.objects.filter(register__in=_kinds(), user__isnull=False)}
        written = Counter(str(u) for u in Entry.objects.exclude(act=None).values_list("act", flat=True))
        for deed in self.deeds:
            got = given.pop(str(uuid.UUID(deed.uuid)), None)
            if got is None or (got.register, got.record) != (deed.register, deed.record):
                yield f"已确认的操作 {deed} 不在：{got}"
            if written[deed.uuid] != 1:
                yield f"操作 {deed} 在留痕中有 {written[deed.uuid]} 条"
        for left in given:
            yield f"操作 {left} 已生效，却从未确认"

    def rows(self) -> Iterator[str]:
        """Each new row is there once, and no other."""
        for register, (model, _) in _kinds().items():
            rows = model._default_manager
            if not hasattr(model, "problem"):
                yield from self._same_rows(register, set(rows.values_list("pk", flat=True)))
                continue
            made = {d.mark: d.record for d in self.deeds if d.verb == "create" and d.register == register}
            stored = Counter(p.split()[0] for p in rows.values_list("problem", flat=True))
            for mark, pk in made.items():
                if stored.pop(mark, 0) != 1 or not rows.filter(pk=pk, problem__startswith=mark).exists():
                    yield f"{register} {mark}（{pk}）不是恰好一条"
            for mark in stored:
                yield f"{register} {mark} 已存，却从未确认"

    def _same_rows(self, register: str, stored: set[int]) -> Iterator[str]:
        """Where no column may carry a mark: the ids are those that were acknowledged."""
        told = {d.record for d in self.deeds if d.verb == "create" and d.register == register}
        if told != stored:
            yield f"{register}：已确认而没有 {told - stored}，已存而从未确认 {stored - told}"

    def steps(self) -> Iterator[str]:
        """Each acknowledged move has its step, once; no row has a step that nobody made."""
        from anlan.kernel.flow.models import Step

        for register, (_, flows) in _kinds().items():
            axis = {m.name: f.key for f in flows for m in f.moves}
            done = [(d.record, d.verb) for d in self.deeds if d.register == register]
            done += [d.brings[1:] for d in self.deeds if d.brings and d.brings[0] == register]
            told = Counter((record, axis[verb], verb) for record, verb in done if verb in axis)
            # A major hazard and one an authority enters are reported by their first 提交.
            stored = Counter(
                key for key in Step.objects.filter(register=register).values_list("record", "axis", "move")
                if axis.get(key[2]) == key[1] and not (key[2] == "report" and told[key] == 0)
            )  # fmt: skip
            for key in (told - stored) + (stored - told):
                yield f"{register} 步骤 {key}：确认 {told[key]} 次，记录 {stored[key]} 次"

    def standing(self, fresh: set[tuple[str, int]]) -> Iterator[str]:
        """State, steps, open desks, version and trail of a row say the same."""
        for register, (model, flows) in _kinds().items():
            yield from self._standing(register, model, flows, {pk for key, pk in fresh if key == register})

    def _standing(self, register: str, model: Any, flows: Any, records: set[int]) -> Iterator[str]:
        from anlan.kernel.flow.models import Step, Task
        from anlan.kernel.register import registry
        from anlan.kernel.trail.models import Entry

        # What is noted beside a row makes no new version of it.
        beside = [action.name for action in registry.register(register).actions if action.beside]
        entries = Entry.objects.filter(register=register).exclude(verb__in=beside)
        lines = Counter(entries.values_list("record", flat=True))
        moved = Step.objects.filter(register=register).order_by("id").values_list("record", "axis", "target")
        steps = {(record, axis): target for record, axis, target in moved}
        tasks: dict[tuple[int, str], list[tuple[int, str]]] = {}
        for t in Task.objects.filter(register=register, done_at=None):
            tasks.setdefault((t.record, t.axis), []).append((t.organisation_id, t.state))
        for row in model._default_manager.filter(pk__in=records):
            if row.version != lines[str(row.pk)]:
                yield f"{register} {row.pk}：版本 {row.version}，留痕 {lines[str(row.pk)]} 条"
            if hasattr(row, "is_reported") and {bool(row.reported_at), _is_out(register, row)} != {row.is_reported}:
                yield f"{register} {row.pk}：状态 {row.state}，是否已上报 {row.is_reported}"
            for flow in flows:
                yield from _axis(row, flow, steps.get((row.pk, flow.key)), tasks.get((row.pk, flow.key), []))

    def effects(self) -> Iterator[str]:
        """Every event was heard once by each listener; no job is left, and what jobs brought about is there once."""
        from anlan.kernel.act import events
        from anlan.kernel.act.models import Event
        from anlan.kernel.clock.models import Job
        from anlan.kernel.notice.models import Reminder
        from anlan.kernel.trail.models import Entry

        for job in Job.objects.exclude(done_at__isnull=False, failed_at=None):
            yield f"后台任务 {job.key} 没有办完（取 {job.attempts} 次，失败 {job.failed_at}）：{job.error[-300:]}"
        heard = Counter(Job.objects.filter(kind="listen").values_list("payload__event", "payload__listener"))
        for event in Event.objects.all():
            for listener in events._listeners.get(event.name, []):
                if heard.pop((event.pk, listener), 0) != 1:
                    yield f"事件 {event.pk} {event.name} 没有恰好一个 {listener}"
        compared = Counter(Entry.objects.filter(verb="compare_photos").values_list("register", "record"))
        ended = Counter((d.register, str(d.record)) for d in self.deeds if (d.register, d.verb) in PUT_RIGHT)
        if compared != ended:
            yield f"照片比对与整改完毕不符：{(compared - ended) + (ended - compared)}"
        keys = set(Reminder.objects.values_list("key", flat=True))
        for deed in self.deeds:
            if deed.reported_for and f"reported-for:{deed.record}" not in keys:
                yield f"代上报的隐患 {deed.record} 没有提醒企业"
        approved = Counter(Event.objects.filter(name="hazard.approve").values_list("record", flat=True))
        told = sum(key.startswith("hazard.approve:") for key in keys)
        if told != sum(approved.values()) or approved != Counter(
            d.record for d in self.deeds if (d.register, d.verb) == APPROVED
        ):
            yield f"审核通过 {approved} 次，提醒 {told} 条"

    def imports(self) -> Iterator[str]:
        """Each line of each confirmed sheet became one firm, and the others none."""
        from anlan.domain.enterprise.models import Enterprise

        stored = Counter(Enterprise._default_manager.filter(name__startswith="导入").values_list("name", flat=True))
        if stored != Counter(self.ledger.firms):
            yield f"确认导入 {len(self.ledger.firms)} 家，实有 {stored.total()} 家（{len(stored)} 个名称）"

    def files(self) -> Iterator[str]:
        """Each file a row names is there, whole; each name on the disk belongs to a row."""
        from django.conf import settings

        from anlan.kernel.doors.files import stored
        from anlan.kernel.trail.models import Attachment

        rows = {str(a.pk): a for a in Attachment.objects.all()}
        for pk, digest in self.ledger.files.items():
            row = rows.get(pk)
            if row is None or not row.ready or row.digest != digest:
                yield f"已确认的文件 {pk} 不完整"
        for row in rows.values():
            if row.record and not row.ready:
                yield f"文件 {row.pk} 已归入 {row.register} {row.record}，却没有收全"
            if row.ready and (why := _bytes(row, stored(row).read_bytes() if stored(row).exists() else None)):
                yield why
        for path in settings.FILES_ROOT.glob("??/*"):
            row = rows.get(path.name)
            if "." not in path.name and (row is None or path.stat().st_size != row.size):
                yield f"{path} 不属于任何记录，或大小不对"


def _is_out(register: str, row: Any) -> bool:
    """Does its state say that an authority has it?"""
    from anlan.domain.project.upward import UP

    return row.reporting_state in UP if register == "waterhazard" else row.state not in ("draft", "deleted")


def _axis(row: Any, flow: Any, last: str | None, tasks: list[tuple[int, str]]) -> Iterator[str]:
    """One axis of one row: its state is where its last step led, and it lies on the desks of that state."""
    state = flow.state(getattr(row, flow.column))
    if last is None and flow.column == "state":
        last = flow.start
    if last not in (None, state.key):
        yield f"隐患 {row.pk}：{flow.title}为 {state.key}，最后一步到 {last}"
    desks = [m.desk for m in flow.moves_from(state.key) if m.desk and not m.quiet] + list(state.copies)
    holders = {h for d in desks if (h := flow.holder(d, row)) is not None}
    if {o for o, _ in tasks} != holders or len(tasks) != len(holders) or any(s != state.key for _, s in tasks):
        yield f"隐患 {row.pk}：{flow.title} {state.key} 的待办 {tasks} 与承办单位 {holders} 不符"


def _bytes(row: Any, body: bytes | None) -> str | None:
    if body is None or len(body) != row.size or hashlib.sha256(body).hexdigest() != row.digest:
        return f"文件 {row.pk} 不在，或内容与登记的不符"
    return None


def whole(keys: Counter[str]) -> Iterator[str]:
    """The trail verifies; the database is sound; each SMS left at least once, by its job's key."""
    from django.db import connection

    from anlan.kernel.clock.models import Job
    from anlan.kernel.trail import book

    if fault := book.verify().fault:
        yield f"留痕：{fault}"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (said := cursor.fetchall()) != [("ok",)]:
                yield f"integrity_check：{said}"
    sent = set(Job.objects.filter(kind="send-sms").values_list("pk", flat=True))
    # Whether this one sends anything hangs on whose number it is.
    may_send = {str(pk) for pk in Job.objects.filter(kind="send-sms-to-holder").values_list("pk", flat=True)}
    if missing := {str(pk) for pk in sent} - set(keys):
        yield f"短信 {missing} 没有发出"
    if strange := set(keys) - {str(pk) for pk in sent} - may_send:
        yield f"短信 {strange} 不属于任何任务"
