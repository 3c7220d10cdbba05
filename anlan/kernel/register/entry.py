"""Turns raw values, whichever door they came by, into clean ones, or into sentences beside their fields."""

import unicodedata
import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from anlan.kernel.scope.areas import subtree
from anlan.kernel.scope.models import Area
from anlan.kernel.trail.models import Attachment

from . import registry
from .errors import FieldError
from .modelfields import Column, FilesField
from .plain import whole
from .spec import Spec

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

__all__ = ["FieldError", "clean_one", "clean_values"]

Cleaner = Callable[..., Any]
EMPTY: tuple[Any, ...] = (None, "", [], (), {})
YES_NO = {"true": True, "1": True, "是": True, "有": True, "false": False, "0": False, "否": False, "无": False}
# No XML may hold them (XML 1.0, 2.2 Characters), so one of them would spoil a whole sheet or Word file.
NO_CHARACTERS = "\ufffe\uffff"
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 1, 1)


def clean_one(spec: Spec, raw: Any, seat: "Seat", row: Any = None) -> Any:
    """The clean value of one field. FieldError carries the sentence shown beside it."""
    cleaner = CLEANERS.get(spec.kind)
    if cleaner:
        return cleaner(spec, raw, seat, row)
    if spec.kind in ("select", "radio"):
        return _choice(spec, raw)
    return _plain(spec, raw)


def clean_text(raw: Any) -> str:
    """A text as it may be stored: no halves of characters, and nothing that no database or Word file takes.

    Other invisible control characters come along when text is copied out of a PDF; they are dropped without a word.
    """
    text = "" if raw is None else str(raw).replace("\r\n", "\n").strip()
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise FieldError("内容含有不可见的控制字符，请删除后重填")
    return "".join(c for c in text if (c >= " " or c in "\t\n\r") and c not in NO_CHARACTERS)


def _plain(spec: Spec, raw: Any) -> Any:
    form_field = spec.form_field
    if isinstance(raw, bool | list | dict):
        raise FieldError("内容格式不对，请填写文字或数字")
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = clean_text(raw)
    if spec.kind in ("date", "datetime", "integer", "decimal"):
        text = unicodedata.normalize("NFKC", text)
    try:
        value = form_field.clean(text) if form_field else text
        if value not in EMPTY:
            spec.column.run_validators(value)
    except ValidationError as error:
        raise FieldError(_sentence(spec, error)) from error
    if value in EMPTY:
        return None if spec.column.null else ("" if spec.column.empty_strings_allowed else None)
    if isinstance(value, date) and not FIRST_DAY <= (value.date() if hasattr(value, "date") else value) <= LAST_DAY:
        raise FieldError(f"日期“{text}”超出范围，请填写 1900 年至 2100 年之间的日期")
    return value


def _sentence(spec: Spec, error: ValidationError) -> str:
    if spec.kind in ("date", "datetime"):
        return "日期不存在或格式不对，请按 2026-01-31 的格式填写"
    if spec.kind in ("integer", "decimal"):
        return " ".join(error.messages) if getattr(error, "code", "") not in ("invalid", None) else "请填写数字"
    params = next((e.params or {} for e in error.error_list if e.code == "max_length"), {})
    if params:
        return f"最多 {params['limit_value']} 字，现有 {params['show_value']} 字，请删减"
    return " ".join(error.messages)


def _choice(spec: Spec, raw: Any) -> Any:
    text = clean_text(raw)
    if not text and not spec.column.null and not isinstance(spec.column, models.CharField):
        raise FieldError(f"请选择“{spec.label}”")
    if not text:
        return None if spec.column.null else ""
    for value, label in spec.choices:
        if text in (value, label):
            return spec.column.to_python(value)
    raise FieldError(f"“{text[:20]}”不在可选范围内，请从列表中选择")


def _yes_no(spec: Spec, raw: Any, seat: "Seat", row: Any) -> Any:
    if isinstance(raw, bool):
        return raw
    text = "" if raw is None else str(raw).strip().lower()
    if not text:
        return None if spec.column.null else False
    if text not in YES_NO:
        raise FieldError("请选择“是”或“否”")
    return YES_NO[text]


def _many(spec: Spec, raw: Any, seat: "Seat", row: Any) -> Any:
    items = (
        raw if isinstance(raw, list) else [p for p in str(raw or "").replace("，", ";").replace("；", ";").split(";")]
    )
    by_word = {w: v for v, t in spec.choices for w in (v, t)}
    found = []
    for item in (clean_text(i) for i in items):
        if not item:
            continue
        if item not in by_word:
            raise FieldError(f"“{item[:20]}”不在可选范围内，请从列表中选择")
        found.append(by_word[item])
    return list(dict.fromkeys(found))


def _area(spec: Spec, raw: Any, seat: "Seat", row: Any) -> Any:
    text = clean_text(raw)
    if not text:
        return None
    found = Area.objects.filter(pk=text).first()
    if not found:
        named = list(Area.objects.filter(full_name=text)[:2]) or list(Area.objects.filter(code=text)[:2])
        named = named or _near(text, seat)
        found = named[0] if len(named) == 1 else None
    if not found:
        raise FieldError(f"没有区域“{text[:40]}”，请填写全称，如“江苏省常州市武进区湖塘镇”")
    return found


def _near(name: str, seat: "Seat") -> list[Area]:
    """Areas of that short name within what the seat oversees: a town's officer writes 湖塘镇, not the whole address."""
    found: list[Area] = []
    for leg in getattr(seat, "legs", ()):
        if leg.area is not None:
            low, high = subtree(leg.area)
            found += Area.objects.filter(name=name, pk__gte=low, pk__lt=high)[:2]
    return found


def pickable(spec: Spec, seat: "Seat") -> tuple[Any, Any]:
    """(the register a field is picked from, its rows that this seat may pick)."""
    source = registry.register(spec.field.pick) if spec.field.pick else registry.register_of(spec.column.related_model)
    rows = source.rows(seat) if seat.user_id else source.model._default_manager.all()
    return source, rows.filter(**spec.field.pick_where)


def _pick(spec: Spec, raw: Any, seat: "Seat", row: Any) -> Any:
    text = clean_text(raw.get("id", "") if isinstance(raw, dict) else raw)
    if not text:
        return None
    source, rows = pickable(spec, seat)
    found = rows.filter(pk=whole(text)).first() if whole(text) else None
    if found is None:
        named = list(rows.filter(**{source.share.label: text})[:2])
        found = named[0] if len(named) == 1 else None
    if found is None:
        raise FieldError(f"找不到“{text[:40]}”，请重新选择")
    return found if isinstance(found, spec.column.related_model) else getattr(found, "organisation", None)


def _files(spec: Spec, raw: Any, seat: "Seat", row: Any) -> list[str]:
    ids = (
        [str(i.get("id", "") if isinstance(i, dict) else i).strip() for i in (raw or [])]
        if isinstance(raw, list)
        else []
    )
    if raw not in EMPTY and not isinstance(raw, list):
        ids = [p.strip() for p in str(raw).split(",")]
    ids = list(dict.fromkeys(i for i in ids if i))
    if len(ids) > spec.most:
        raise FieldError(f"最多 {spec.most} 个文件，现在有 {len(ids)} 个，请删去一些")
    if not ids:
        return []
    before = set(getattr(row, spec.name, None) or []) if row is not None and row.pk else set()
    try:
        new = [str(uuid.UUID(i)) for i in ids]
    except ValueError as error:
        raise FieldError("附件编号不对，请重新上传") from error
    rows = {str(a.pk): a for a in Attachment.objects.filter(pk__in=[i for i in new if i not in before])}
    for one in new:
        if one in before:
            continue
        found = rows.get(one)
        if not found or not found.ready or seat.user_id not in (None, found.user_id) or found.record:
            raise FieldError("有附件未上传完成或已失效，请重新上传")
        if isinstance(spec.column, FilesField) and spec.column.pictures and found.kind not in ("jpg", "png"):
            raise FieldError(f"“{found.name}”不是图片，请上传 jpg 或 png 格式的图片")
    return new


def _table(spec: Spec, raw: Any, seat: "Seat", row: Any) -> list[dict[str, Any]]:
    if raw in EMPTY:
        return []
    if not isinstance(raw, list):
        raise FieldError("表格内容格式不对")
    lines = []
    for number, line in enumerate(raw, 1):
        if not isinstance(line, dict):
            raise FieldError(f"第 {number} 行格式不对")
        clean = {c.name: _cell(c, line.get(c.name), number) for c in spec.column.columns}
        if any(v not in EMPTY for v in clean.values()):
            for column in spec.column.columns:
                if column.required and clean[column.name] in EMPTY:
                    raise FieldError(f"第 {number} 行“{column.label}”未填写")
            lines.append(clean)
    return lines


def _cell(column: Column, raw: Any, number: int) -> Any:
    text = clean_text(raw)
    if not text:
        return ""
    kinds: dict[str, forms.Field] = {
        "date": forms.DateField(), "decimal": forms.DecimalField(max_digits=16, decimal_places=4),
        "integer": forms.IntegerField(), "text": forms.CharField(max_length=500),
    }  # fmt: skip
    if column.kind == "select":
        by_word = {w: v for v, t in column.pairs() for w in (v, t)}
        if text not in by_word:
            raise FieldError(f"第 {number} 行“{column.label}”不在可选范围内")
        return by_word[text]
    try:
        value = kinds[column.kind].clean(text)
    except ValidationError as error:
        raise FieldError(f"第 {number} 行“{column.label}”：{' '.join(error.messages)}") from error
    return value if isinstance(value, int) else str(value)


CLEANERS = {"yesno": _yes_no, "multichoice": _many, "area": _area, "pick": _pick, "files": _files, "table": _table}


def asked(spec: Spec, values: dict[str, Any], row: Any) -> bool:
    """Is this field asked at all, given the other values (``Field.when``)?"""
    if not spec.field.when:
        return True
    other, wanted = spec.field.when
    value = values[other] if other in values else getattr(row, other, None)
    return value in wanted if isinstance(wanted, tuple | list | set) else value == wanted


def clean_values(
    specs: Sequence[Spec], raw: dict[str, Any], seat: "Seat", row: Any, *, partial: bool, clean: Cleaner = clean_one
) -> tuple[dict[str, Any], list[str], dict[str, list[str]]]:
    """(clean values, names marked 暂不清楚, sentences by field).

    ``clean`` stands in for ``clean_one``. ``partial``: only what ``raw`` names is looked at (a change); otherwise what is missing counts as empty (a new row).
    A field that is not asked is emptied, so that no answer survives a question that was taken back.
    """
    values: dict[str, Any] = {}
    unknown: list[str] = list(row.unknown if row is not None else [])
    errors: dict[str, list[str]] = {}
    looked_at = _looked_at(specs, raw) if partial else list(specs)
    for spec in looked_at:
        try:
            kept = partial and _untouched(spec, raw)
            values[spec.name] = getattr(row, spec.name) if kept else clean(spec, raw.get(spec.name), seat, row)
        except FieldError as error:
            errors[spec.name] = [str(error)]
    for spec in looked_at:
        marked = spec.field.may_be_unknown and str(raw.get(f"{spec.name}__unknown", "")).lower() in ("1", "true", "on")
        if spec.name in unknown:
            unknown.remove(spec.name)
        if marked or (spec.field.when and not asked(spec, values, row)):
            errors.pop(spec.name, None)
            values[spec.name] = _nothing(spec)
            unknown += [spec.name] if marked and asked(spec, values, row) else []
        elif spec.name not in errors and (sentence := _judged(spec, values[spec.name])):
            errors[spec.name] = [sentence]
    return values, unknown, errors


def _looked_at(specs: Sequence[Spec], raw: dict[str, Any]) -> list[Spec]:
    """The fields a change names, and those whose question hangs on one of them, however many steps away."""
    sent = {s.name for s in specs if s.name in raw or f"{s.name}__unknown" in raw}
    while more := {s.name for s in specs if s.name not in sent and s.field.when and s.field.when[0] in sent}:
        sent |= more
    return [s for s in specs if s.name in sent]


def _untouched(spec: Spec, raw: dict[str, Any]) -> bool:
    """Does a change leave this field as it is? An empty box of a secret does: the form never shows what is in it."""
    if spec.field.secret and not raw.get(spec.name) and f"{spec.name}__unknown" not in raw:
        return True
    return spec.name not in raw and f"{spec.name}__unknown" not in raw


def _judged(spec: Spec, value: Any) -> str | None:
    """The sentence on a clean value: missing though required, or refused by the field's own check."""
    if value in EMPTY:
        hint = "，确实不清楚的请勾选“暂不清楚”" if spec.field.may_be_unknown else ""
        return f"请填写“{spec.label}”{hint}" if spec.required else None
    return spec.field.check(value) if spec.field.check else None


def _nothing(spec: Spec) -> Any:
    if spec.kind in ("files", "table", "multichoice"):
        return []
    if spec.column.null:
        return None
    return False if spec.kind == "yesno" else spec.column.get_default() if spec.column.has_default() else ""
