"""Are the pictures handed in after rectification really new ones?

The same picture again, also re-saved or cropped a little, is pointed out to whoever reviews; a person decides.
"""

from typing import Any

from anlan.kernel.doors.files import stored
from anlan.kernel.trail.likeness import may_be_same, same_picture
from anlan.kernel.trail.models import Attachment
from anlan.kernel.trail.pictures import PictureError

MOST_COMPARED = 40
"""Pictures laid over each other for one new picture, the nearest fingerprints first: each takes about 0.15 s."""

WORDS = {"photos": "隐患照片", "photos_after": "整改后照片"}


def find_repeats(row: Any) -> list[dict[str, str]]:
    """For each picture of ``photos_after`` that equals an earlier one of the firm: which one, and where that was used.

    Compared with the hazard's own pictures and with every picture kept for the firm, by content hash first, then by
    fingerprint, then by pixels.
    """
    new = Attachment.objects.in_bulk(row.photos_after or [])
    taken = set(map(str, new))
    earlier = [a for a in _pictures_of(row) if str(a.pk) not in taken]
    found = []
    for one in new.values():
        same = _first_same(one, [*earlier, *(a for a in new.values() if str(a.pk) < str(one.pk))])
        if same is not None:
            found.append({"new": str(one.pk), "old": str(same.pk), "where": _where(row, same)})
    return found


def _pictures_of(row: Any) -> list[Attachment]:
    rows = Attachment.objects.filter(unit_id=row.unit_id, kind__in=("jpg", "png"), ready=True)
    return list(rows.order_by("-uploaded_at"))


def _first_same(one: Attachment, others: list[Attachment]) -> Attachment | None:
    for other in others:
        if other.digest == one.digest:
            return other
    near = [o for o in others if _print(o) is not None and may_be_same(_print(o) or 0, _print(one) or 0)]
    near.sort(key=lambda o: ((_print(o) or 0) ^ (_print(one) or 0)).bit_count())
    return next((o for o in near[:MOST_COMPARED] if _alike(one, o)), None) if _print(one) is not None else None


def _print(one: Attachment) -> int | None:
    return int(one.fingerprint) if one.fingerprint.isdecimal() else None


def _alike(one: Attachment, other: Attachment) -> bool:
    try:
        return same_picture(stored(one, ".thumb.jpg"), stored(other, ".thumb.jpg"))
    except (PictureError, OSError):
        return False


def _where(row: Any, old: Attachment) -> str:
    if (old.register, old.record) == (row.register_key(), str(row.pk)):
        return f"本条隐患的{WORDS.get(old.field, '办理附件')}"
    return f"本单位 {old.uploaded_at:%Y-%m-%d} 上传的照片"
