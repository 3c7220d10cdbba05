"""What the OpenAPI document says of the API: shapes, parameters, refusals."""

from functools import cache
from types import FunctionType
from typing import Any

from django.db import models
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema_field, inline_serializer
from rest_framework import serializers

from anlan.kernel.register.register import Register
from anlan.kernel.register.spec import Spec

from .api_body import MOST_VERSION, orders

SIZE = 50
MOST = 200
MOST_PAGES = 10**7
ENVELOPE: dict[str, Any] = {
    "uuid": serializers.UUIDField(required=False, help_text="同一 uuid 只生效一次"),
    "claimed_at": serializers.DateTimeField(required=False, help_text="带时区的时间，1900 年至 2100 年"),
    "keep": serializers.BooleanField(required=False, help_text="过期或无权时保留，待人工处理"),
    "base_version": serializers.IntegerField(required=False, min_value=0, max_value=MOST_VERSION),
}
REFUSALS = {
    "400": ("内容不对：逐项说明原因", "Refusal"), "401": ("没有令牌，或令牌无效、已过期", "Refusal"),
    "403": ("当前岗位现在不能这样做", "Refusal"), "404": ("没有这条记录，或不在您的范围内", "Refusal"),
    "405": ("这个地址没有这种操作", "Refusal"), "409": ("别人刚刚修改过这条记录", "Stale"), "415": ("请求体须为 JSON", "Refusal"),
}  # fmt: skip
SENTENCES = {"type": "array", "items": {"type": "string"}}
SHAPES = {
    "Refusal": {
        "type": "object",
        "properties": {
            "detail": {"type": "string"},
            "errors": {"type": "object", "additionalProperties": SENTENCES, "description": "字段名 -> 原因"},
        },
    },
    "Stale": {
        "type": "object", "required": ["detail", "version"],
        "properties": {"detail": {"type": "string"}, "version": {"type": "integer", "description": "现在的版本号"}},
    },
}  # fmt: skip


def read_field(spec: Spec) -> serializers.Field:
    """What the schema says of a field that is read."""
    options: dict[str, Any] = {"label": spec.label, "help_text": spec.field.help or None, "required": False}
    if spec.kind in ("files", "table"):
        return serializers.ListField(child=serializers.DictField(), **options)
    if spec.kind == "multichoice":
        return serializers.ListField(child=serializers.CharField(), **options)
    options["allow_null"] = True
    if spec.kind == "yesno":
        return serializers.BooleanField(**options)
    if spec.kind in ("select", "radio"):
        # As the column holds it: a rank is a number, though forms and addresses name it by a text.
        held = [(spec.column.to_python(value), label) for value, label in spec.choices]
        empty = [""] if isinstance(spec.column, models.CharField) else []
        return serializers.ChoiceField(choices=[*held, *empty], **options)
    if spec.kind in ("pick", "area"):
        return serializers.DictField(**options)
    if spec.kind == "integer":
        return serializers.IntegerField(**options)
    return serializers.CharField(allow_blank=True, **options)


TEXT: dict[str, Any] = {"type": "string", "nullable": True}
NUMBER = {"type": "number"}
ID = {"type": "object", "required": ["id"], "properties": {"id": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}}
FILE = {"anyOf": [{"type": "string"}, ID]}
WRITTEN: dict[str, dict[str, Any]] = {
    "yesno": {"anyOf": [{"type": "boolean"}, TEXT, NUMBER]}, "pick": {"anyOf": [TEXT, NUMBER, ID]},
    "multichoice": {"anyOf": [{"type": "array", "items": {"type": "string"}}, TEXT]},
    "files": {"anyOf": [{"type": "array", "items": FILE}, TEXT]},
    "table": {"type": "array", "nullable": True, "items": {"type": "object"}},
}  # fmt: skip
"""By kind, how a value may be written besides as a text or a number; words and numbers are taken as a person types them."""


def write_field(spec: Spec) -> serializers.Field:
    """What the schema says of a field that is entered; its value is judged by the act, not here."""
    # What is not asked, or marked as unknown, is dropped unread, whatever it is.
    dropped = spec.field.when or spec.field.may_be_unknown
    shape = {} if dropped else WRITTEN.get(spec.kind, {"anyOf": [TEXT, NUMBER]})
    known = (
        "，".join(f"{value}（{label}）" for value, label in spec.choices) if spec.kind in ("select", "radio") else ""
    )
    about = "；".join(filter(None, [spec.field.help, known])) or None
    kind = extend_schema_field(shape)(type("Written", (serializers.Field,), {}))
    return kind(label=spec.label, help_text=about, required=False)


@cache
def _row_class(register: Register) -> Any:
    fields: dict[str, Any] = {s.name: read_field(s) for s in register.specs.values()}
    fields |= {f.column: serializers.ChoiceField(choices=f.choices, label=f.title) for f in register.flows}
    fields |= {n: serializers.IntegerField() for n in ("id", "version")} | {"label": serializers.CharField()}
    return type(inline_serializer(f"{register.key.title()}Row", fields))


def row_shape(register: Register, **more: Any) -> Any:
    """A row as it is read."""
    return _row_class(register)(**more)


def list_shape(register: Register) -> Any:
    """A page of rows; a list leaves files out and adds its columns."""
    return inline_serializer(f"{register.key.title()}List", {
        "total": serializers.IntegerField(), "page": serializers.IntegerField(),
        "rows": serializers.ListField(child=row_shape(register)),
    })  # fmt: skip


def receipt_shape(register: Register) -> Any:
    """What an act answers; the row is missing once it has left the seat's scope, or was deleted."""
    return inline_serializer(f"{register.key.title()}Receipt", {
        "id": serializers.IntegerField(), "version": serializers.IntegerField(), "again": serializers.BooleanField(),
        "row": row_shape(register, required=False),
    })  # fmt: skip


def body_shape(register: Register, name: str, specs: list[Spec], said: dict[str, Any], *, closed: bool = True) -> Any:
    """The envelope of an act with its values; not ``closed``: the action reads its values by itself."""
    key = f"{register.key.title()}{name}"
    if not closed:
        return inline_serializer(f"{key}Body", ENVELOPE | {"values": serializers.DictField(required=False)})
    fields = {s.name: write_field(s) for s in specs}
    fields |= {
        f"{s.name}__unknown": serializers.BooleanField(required=False, label=f"{s.label}：暂不清楚")
        for s in specs
        if s.field.may_be_unknown
    }
    values = inline_serializer(f"{key}Values", fields | said, required=False)
    return inline_serializer(f"{key}Body", ENVELOPE | {"values": values})


@cache
def parameters(register: Register) -> list[OpenApiParameter]:
    """What a list may be asked for: the page, the order, the free search and every declared condition."""
    found = [
        OpenApiParameter("page", {"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "default": 1}),
        OpenApiParameter("size", {"type": "integer", "minimum": 1, "maximum": MOST, "default": SIZE}),
        OpenApiParameter("order", str, enum=orders(register)), OpenApiParameter("q", str, description="任意文字"),
    ]  # fmt: skip
    for name in register.filters:
        spec = register.spec(name)
        if isinstance(spec.column, models.DateField):
            found += [
                OpenApiParameter(f"{name}_{end}", str, description=f"{spec.label}{mark}，如 2026-01-31")
                for end, mark in (("from", "起"), ("to", "止"))
            ]
        elif spec.kind in ("select", "radio", "yesno", "multichoice"):
            found.append(OpenApiParameter(name, str, enum=["", *(v for v, _ in spec.choices)], description=spec.label))
        else:
            found.append(OpenApiParameter(name, str, description=spec.label))
    return found


def own(view: Any) -> Any:
    """A copy of a view's function: the schema's notes are written onto it, and each Register has its own."""
    return FunctionType(view.__code__, view.__globals__, view.__name__, view.__defaults__, view.__closure__)


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema calls our tokens."""

    target_class = "anlan.kernel.people.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Bearer tokens."""
        return {"type": "http", "scheme": "bearer"}


def tell_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Adds to the finished document what every operation may answer, and that unknown fields are refused."""
    shapes = result.setdefault("components", {}).setdefault("schemas", {})
    shapes.update(SHAPES)
    for name, shape in shapes.items():
        if name.endswith(("BodyRequest", "ValuesRequest")):
            shape["additionalProperties"] = False
    for address, operations in result["paths"].items():
        for operation in operations.values():
            if not address.startswith("/api/v1/"):
                continue
            for code, (words, shape) in REFUSALS.items():
                content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
                operation["responses"].setdefault(code, {"description": words, "content": content})
    return result
