"""What may be said of one thing at an inspection, cleaned against the edition it is judged by."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from anlan.domain.hazard.kinds import Level
from anlan.domain.standard import catalogue
from anlan.domain.standard.kinds import How
from anlan.kernel.register.entry import clean_text
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.plain import whole

from .rules import marks_off

if TYPE_CHECKING:
    from anlan.domain.standard.models import CheckStandard

Plain = dict[str, Any]
TABLE, ITEM, PHRASE = "table", "item", "phrase"
MOST_TIMES, MOST_NOTE, MOST_PHOTOS = 50, 500, 10
HAZARDS = ("", *Level.values)


@dataclass(frozen=True)
class Part:
    """One thing of the edition: its table, and the item or the wording."""

    slot: str
    table: Plain
    thing: Plain

    @property
    def kind(self) -> str:
        """table, item or phrase."""
        return self.slot.partition(":")[0]


@dataclass(frozen=True)
class Said:
    """What is said of a part, as it is kept. ``off``: the marks that come off, never more than the item has."""

    part: Part
    content: Plain
    off: Fraction = Fraction(0)
    sentences: list[str] = field(default_factory=list)


def parts_of(edition: "CheckStandard") -> dict[str, Part]:
    """Everything an edition lets one say something of, by slot (``table:5``, ``item:12``, ``phrase:77``)."""
    found: dict[str, Part] = {}
    for group in catalogue.tree(edition)["groups"]:
        for table in group["tables"]:
            found[f"{TABLE}:{table['id']}"] = Part(f"{TABLE}:{table['id']}", table, table)
            found |= {(slot := f"{ITEM}:{one['id']}"): Part(slot, table, one) for one in table["items"]}
            found |= {(slot := f"{PHRASE}:{one['id']}"): Part(slot, table, one) for one in table["phrases"]}
    return found


def clean(part: Part, raw: Any) -> Said:
    """What was sent of a part. FieldError names the part and says what is wrong with it."""
    if not isinstance(raw, dict):
        raise FieldError("内容格式不对，请刷新页面后重试")
    if raw.get("removed"):
        return Said(part, {"removed": True})
    if part.kind == TABLE:
        return Said(part, {"absent": bool(raw.get("absent"))})
    content = _told(part, raw)
    if part.kind == PHRASE:
        return Said(part, content)
    content["absent"] = bool(raw.get("absent"))
    content["taken"] = [] if content["absent"] else _taken(part, raw.get("taken"))
    off, sentence = off_of(part, content)
    return Said(part, content, off, [f"{part.thing['name']}：{sentence}"] if sentence else [])


def _told(part: Part, raw: Plain) -> Plain:
    note, place = (clean_text(raw.get(name))[:MOST_NOTE] for name in ("note", "place"))
    hazard = str(raw.get("hazard") or "")
    photos = raw.get("photos") or []
    if hazard not in HAZARDS or not isinstance(photos, list):
        raise FieldError(f"“{name_of(part)}”内容格式不对，请刷新页面后重试")
    photos = list(dict.fromkeys(str(one) for one in photos))
    if len(photos) > MOST_PHOTOS:
        raise FieldError(f"“{name_of(part)}”最多 {MOST_PHOTOS} 张照片，现有 {len(photos)} 张，请删去一些")
    return {"note": note, "place": place, "hazard": hazard, "photos": photos}


def name_of(part: Part) -> str:
    """What people call it."""
    return str(part.thing.get("name") or part.thing.get("text"))[:60]


def _taken(part: Part, raw: Any) -> list[Plain]:
    if part.thing["full"] is None:
        raise FieldError(f"“{name_of(part)}”还没有应得分数，不能扣分")
    if raw is not None and not isinstance(raw, list):
        raise FieldError(f"“{name_of(part)}”内容格式不对，请刷新页面后重试")
    known = {one["id"]: one for one in part.thing["deductions"]}
    found = [_deduction(part, known, one) for one in raw or []]
    return sorted((one for one in found if one), key=lambda one: (one["deduction"] or 0, one["text"]))


def _deduction(part: Part, known: dict[int, Plain], raw: Any) -> Plain | None:
    """One fault and its marks; None for one that occurs no time. A fault the standard does not list says what it is."""
    if not isinstance(raw, dict):
        raise FieldError(f"“{name_of(part)}”内容格式不对，请刷新页面后重试")
    cause = known.get(whole(raw.get("deduction")))
    if cause is None:
        text = clean_text(raw.get("text"))[:MOST_NOTE]
        if raw.get("deduction") or not text:
            raise FieldError(f"“{name_of(part)}”的扣分标准已变动，请刷新页面后重试；自行扣分的请写明原因")
        return {"deduction": None, "text": text, "times": 1, "marks": _number(part, raw.get("marks"))}
    times = _times(part, raw.get("times", 1)) if cause["how"] == How.EACH else min(1, _times(part, raw.get("times", 1)))
    if not times:
        return None
    marks = str(cause["marks"])
    if cause["how"] == How.RANGE:
        marks = _number(part, raw.get("marks"))
        if not cause["least"] <= float(marks) <= cause["marks"]:
            raise FieldError(f"“{name_of(part)}”：{cause['text']}，应{cause['worded']}，不能扣{marks}分")
    return {"deduction": cause["id"], "text": "", "times": times, "marks": marks}


def _times(part: Part, raw: Any) -> int:
    text = str(raw)
    if not text.isdecimal() or not 0 <= int(text[:6]) <= MOST_TIMES:
        raise FieldError(f"“{name_of(part)}”：扣分处数请填 0 至 {MOST_TIMES}")
    return int(text)


def _number(part: Part, raw: Any) -> str:
    """Marks with one decimal at most, above zero."""
    try:
        number = Decimal(str(raw))
    except InvalidOperation as error:
        raise FieldError(f"“{name_of(part)}”：请填写扣几分") from error
    if not number.is_finite() or not 0 < number <= 100 or number != round(number, 1):
        raise FieldError(f"“{name_of(part)}”：扣分请填 0.1 至 100 之间的数，最多一位小数")
    return format(number.normalize(), "f")


def off_of(part: Part, content: Plain) -> tuple[Fraction, str]:
    """The marks that an item's answer takes off, and the sentence when they are cut off at what it has."""
    if part.thing["full"] is None:
        return Fraction(0), ""
    taken = [(Fraction(one["marks"]), one["times"]) for one in content.get("taken", ())]
    return marks_off(taken, Fraction(str(part.thing["full"])))


def is_finding(content: Plain) -> bool:
    """Does it say that something is wrong?"""
    return not content.get("removed") and "note" in content and not (
        "taken" in content and not content["taken"] and not content["note"] and not content["hazard"]
    )  # fmt: skip
