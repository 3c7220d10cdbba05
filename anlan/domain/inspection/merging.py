"""Two people's work on one inspection: merged thing by thing, and never decided by a clock.

Each answer bears the mark (the act) that wrote it, and whoever sends one names the mark he had read. Who read the last one
changes it. Who did not, because a colleague was quicker or the phone was offline, loses nothing and overwrites nothing:
what he says is laid beside it (``rivals``), and a person chooses. So an act is applied whole and once, in whatever order
phones come back; the inspection gives no sheet while anything is left to choose.
"""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from anlan.kernel.act.effects import bind_files, cleaning_seat
from anlan.kernel.clock import now
from anlan.kernel.register import registry
from anlan.kernel.register.entry import clean_one
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.register.plain import is_uuid, storable
from anlan.kernel.register.spec import Spec
from anlan.kernel.register.words import Field
from anlan.kernel.trail.models import Attachment

from .contents import ITEM, PHRASE, TABLE, Said, clean, is_finding, name_of, parts_of

if TYPE_CHECKING:
    from anlan.kernel.act.act import Act
    from anlan.kernel.scope.models import Seat

    from .models import Answer, Inspection

PHOTOS = Spec("photos", "检查时照片", "files", FilesField(pictures=True), Field("photos"), False)
MOST_ENTRIES = 600


def take(inspection: "Inspection", act: "Act", seat: "Seat | None") -> dict[str, Any]:
    """Writes what an act says of many things; returns {"disputed": [names], "said": [sentences]}.

    FieldError for what the edition does not know, or what can't be said of it; then nothing is written.
    """
    entries = act.values.get("entries")
    if inspection.standard is None or not isinstance(entries, list) or not 0 < len(entries) <= MOST_ENTRIES:
        raise FieldError("没有要保存的内容，请刷新页面后重试")
    parts = parts_of(inspection.standard)
    before = {one.slot: one for one in inspection.answers.all()}
    refs = {ref: photo for one in before.values() for ref, photo in one.refs.items()}
    disputed, sentences = [], []
    for entry in entries:
        slot = str(entry.get("slot", "")) if isinstance(entry, dict) else ""
        if slot not in parts:
            raise FieldError("有检查内容不在这次检查的标准里，请刷新页面后重试")
        said = clean(parts[slot], entry.get("content"))
        arrived = _resolve(said, refs)
        _keep_photos(inspection, said, seat)
        sentences += said.sentences
        settled = _merge(inspection, before, said, entry, act, seat)
        _remember(before[slot], arrived)
        if not settled:
            disputed.append(name_of(parts[slot]))
    _count(inspection)
    what = storable(str(act.values.get("said") or ""))[:120] or f"{len(entries)} 项"
    inspection.last_answer = f"{what}（{act.uuid.hex[:8]}）"
    return {"disputed": disputed, "said": sentences}


def _resolve(said: Said, refs: dict[str, str]) -> dict[str, str]:
    """Photos taken without a connection are named by the phone (``@name=id``, later ``@name``) and become attachments.

    Returns those that arrived with this act. FieldError for one that has not arrived.
    """
    arrived = {}
    for place, photo in enumerate(said.content.get("photos", ())):
        if not photo.startswith("@"):
            continue
        ref, _, given = photo[1:].partition("=")
        if given:
            arrived[ref] = given
        elif ref not in refs:
            raise FieldError(f"“{name_of(said.part)}”有照片没有传到，请重新上传")
        said.content["photos"][place] = given or refs[ref]
    return arrived


def _remember(answer: "Answer", arrived: dict[str, str]) -> None:
    if arrived:
        answer.refs |= arrived
        answer.save(update_fields=["refs"])


def _merge(
    inspection: "Inspection", before: "dict[str, Answer]", said: Said, entry: dict[str, Any], act: "Act", seat: "Seat | None"
) -> bool:  # fmt: skip
    """Is it settled? Otherwise both stand side by side."""
    known, base = before.get(said.part.slot), str(entry.get("base") or "")
    if known is None:
        known = before[said.part.slot] = _new(inspection, said)
        _write(known, said, act, seat)
        return True
    if known.content == said.content:
        # Both say the same; choosing what stands drops what it was chosen over.
        _drop(known, entry)
        return not known.rivals
    if base == str(known.mark):
        _drop(known, entry)
        _write(known, said, act, seat)
        return not known.rivals
    mine = {
        "mark": str(act.uuid), "content": said.content, "off": str(said.off), "user": seat.user_id if seat else None,
        "who": seat.user.name if seat else "系统", "at": now().isoformat(),
        "claimed": act.claimed_at.isoformat() if act.claimed_at else "",
    }  # fmt: skip
    known.rivals = [one for one in known.rivals if one["mark"] != base and one["user"] != mine["user"]] + [mine]
    known.save(update_fields=["rivals"])
    return False


def _drop(known: "Answer", entry: dict[str, Any]) -> None:
    """What a person has decided against, by mark; what came meanwhile stays."""
    against = entry.get("over") or []
    if known.rivals and isinstance(against, list):
        known.rivals = [one for one in known.rivals if one["mark"] not in against]
        known.save(update_fields=["rivals"])


def _new(inspection: "Inspection", said: Said) -> "Answer":
    part = said.part
    keys = {f"{part.kind}_id": part.thing["id"]} if part.kind in (ITEM, PHRASE) else {}
    return inspection.answers.model(inspection=inspection, slot=part.slot, table_id=part.table["id"], **keys)


def _write(known: "Answer", said: Said, act: "Act", seat: "Seat | None") -> None:
    known.content, known.off = said.content, float(said.off)
    known.hazard, known.is_removed = said.content.get("hazard", ""), bool(said.content.get("removed"))
    known.mark, known.made_by_id = act.uuid, seat.user_id if seat else None
    known.made_at, known.claimed_at = now(), act.claimed_at
    known.save()


def _keep_photos(inspection: "Inspection", said: Said, seat: "Seat | None") -> None:
    """Photos of one's own that have arrived, or that are there already. FieldError for others."""
    ids = said.content.get("photos")
    if not ids:
        return
    if not all(is_uuid(one) for one in ids):
        raise FieldError(f"“{name_of(said.part)}”的照片编号不对，请重新上传")
    key = inspection.register_key()
    bound = Attachment.objects.filter(pk__in=ids, register=key, record=str(inspection.pk))
    there = {str(one) for one in bound.values_list("pk", flat=True)}
    holder = SimpleNamespace(pk=inspection.pk, unit_id=inspection.unit_id, photos=[i for i in ids if i not in there])
    clean_one(PHOTOS, holder.photos, cleaning_seat(seat))
    bind_files(registry.register(key), holder, [PHOTOS])


def _count(inspection: "Inspection") -> None:
    """How many tables are saved, how many findings there are, and what is left to choose."""
    every = list(inspection.answers.all())
    there = [one for one in every if not one.is_removed]
    inspection.saved = sum(one.slot.startswith(TABLE) for one in there)
    inspection.findings = sum(is_finding(one.content) for one in there)
    inspection.disputes = sum(bool(one.rivals) for one in every)
