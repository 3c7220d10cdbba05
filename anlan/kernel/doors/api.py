"""The API door: REST for every Register and every move; the same acts, the same scope, the same sentences."""

import uuid
from datetime import datetime
from types import FunctionType
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from anlan.kernel.act.act import Act, Forbidden, NotYours, Receipt, Refused, Stale, deliver
from anlan.kernel.act.models import WaitingAct
from anlan.kernel.people.tokens import TokenAuthentication
from anlan.kernel.register import registry
from anlan.kernel.register.plain import holdable, whole
from anlan.kernel.register.records import Record
from anlan.kernel.register.register import Register
from anlan.kernel.register.spec import Spec

from . import conditions
from .pages import related, render, signed_in
from .show import file_views, moment_text, text_of

SIZE = 50
MOST = 200


def explain_refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """Refusals as JSON sentences: 404 not there or not yours, 403 not permitted, 409 stale, 400 wrong values."""
    if isinstance(error, NotYours | Http404):
        return Response({"detail": "没有这条记录"}, status=404)
    if isinstance(error, Forbidden):
        return Response({"detail": str(error)}, status=403)
    if isinstance(error, Stale):
        return Response({"detail": str(error), "version": error.row.version}, status=409)
    if isinstance(error, Refused):
        return Response({"errors": {k or "detail": v for k, v in error.errors.items()}}, status=400)
    return exception_handler(error, context)


def out(register: Register, row: Any, names: list[str]) -> dict[str, Any]:
    """A row as JSON: id, version, label, and each field's plain value; secrets stay masked."""
    found: dict[str, Any] = {"id": row.pk, "version": getattr(row, "version", 0), "label": str(row)}
    for name in names:
        spec = register.spec(name)
        if spec.field.secret:
            found[name] = text_of(spec, row)
        elif spec.kind in ("pick", "area"):
            target = getattr(row, name)
            found[name] = None if target is None else {"id": target.pk, "label": str(target)}
        elif spec.kind == "files":
            found[name] = file_views(getattr(row, name) or [])
        else:
            value = getattr(row, name)
            found[name] = value if isinstance(value, str | int | bool | list | dict | None) else moment_text(value)
    for flow in register.flows:
        found[flow.column] = getattr(row, flow.column)
    return found


def serializer_field(spec: Spec, *, reading: bool) -> serializers.Field:
    """What the schema says of a field; values are judged by the act, not here."""
    options: dict[str, Any] = {"label": spec.label, "help_text": spec.field.help or None, "required": False}
    if spec.kind in ("files", "multichoice", "table"):
        child = (
            serializers.DictField()
            if spec.kind == "table" or (reading and spec.kind == "files")
            else serializers.CharField()
        )
        return serializers.ListField(child=child, **options)
    options["allow_null"] = True
    if spec.kind == "yesno":
        return serializers.BooleanField(**options)
    if spec.kind in ("select", "radio"):
        return serializers.ChoiceField(choices=[*spec.choices, ""], **options)
    if spec.kind in ("pick", "area"):
        return serializers.DictField(**options) if reading else serializers.CharField(**options)
    if spec.kind == "integer":
        return serializers.IntegerField(**options)
    return serializers.CharField(allow_blank=True, **options)


def _shape(register: Register, name: str, specs: list[Spec], extra: dict[str, Any], *, reading: bool) -> Any:
    fields = {s.name: serializer_field(s, reading=reading) for s in specs}
    return inline_serializer(f"{register.key.title()}{name}", fields | extra)


class Door(APIView):
    """Finds the seat behind the token; answers nothing without one."""

    authentication_classes = (TokenAuthentication,)
    register: Register

    @property
    def seat(self) -> Any:
        """The token's seat."""
        return getattr(self.request._request, "seat", None)

    def deliver(self, verb: str, pk: int | None) -> Receipt:
        """The request's body as an act. A stale or refused act that asks to (``keep``) waits, whole, for a person."""
        body = self.request.data
        if not isinstance(body, dict):
            raise Refused("请求体须为 JSON 对象")
        values = body.get("values", {})
        if not isinstance(values, dict):
            raise Refused("values 须为对象")
        act = Act(
            self.seat, self.register.key, verb, pk, values, _whole(body.get("base_version")), _uuid(body.get("uuid")),
            _moment(body.get("claimed_at")),
        )  # fmt: skip
        try:
            return deliver(act)
        except (Stale, Forbidden) as refusal:
            if body.get("keep") and holdable(values):
                WaitingAct.objects.get_or_create(uuid=act.uuid, defaults={
                    "seat": self.seat, "register": act.register, "record": pk, "verb": verb, "values": values,
                    "base_version": act.base_version, "claimed_at": act.claimed_at, "reason": str(refusal)[:300],
                })  # fmt: skip
            raise

    def answer(self, receipt: Receipt, code: int = 200) -> Response:
        """The row as it stands after the act."""
        names = list(self.register.specs)
        row = related(self.register, self.register.rows(self.seat)).filter(pk=receipt.record).first()
        body = {"id": receipt.record, "version": receipt.version, "again": receipt.again}
        return Response(body | ({"row": out(self.register, row, names)} if row is not None else {}), status=code)


def _whole(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("base_version 须为整数")
    return value


def _uuid(value: Any) -> uuid.UUID:
    if value is None:
        return uuid.uuid4()
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise Refused("uuid 格式不对") from error


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Refused("claimed_at 须为 ISO 8601 时间") from error
    if moment.tzinfo is None:
        raise Refused("claimed_at 须带时区，如 2026-01-31T08:00:00+08:00")
    return moment


class Rows(Door):
    """List and create."""

    def get(self, request: Any) -> Response:
        """The seat's rows under the same conditions as the page's address."""
        found = conditions.read(self.register, self.register.filters, request.query_params, self.seat, {})
        if found.errors:
            raise Refused({"": found.errors})
        rows = found.narrow(self.register.rows(self.seat))
        number = _positive(request.query_params.get("page"), 1)
        size = min(_positive(request.query_params.get("size"), SIZE), MOST)
        order = request.query_params.get("order", "")
        allowed = {o.lstrip("-") for o in self.register.order}
        first = order if order.lstrip("-") in allowed else self.register.order[0]
        names = list(dict.fromkeys([*self.register.columns, *self.register.specs]))
        names = [n for n in names if self.register.spec(n).kind != "files"]
        shown = related(self.register, rows).order_by(first, "-pk")[(number - 1) * size : number * size]
        return Response({"total": rows.count(), "page": number, "rows": [out(self.register, r, names) for r in shown]})

    def post(self, request: Any) -> Response:
        """A new row."""
        receipt = self.deliver("create", None)
        return self.answer(receipt, 200 if receipt.again else 201)


def _positive(value: str | None, default: int) -> int:
    number = whole(value)
    return number if 0 < number < 10**7 else default


class Row(Door):
    """Read and change."""

    def get(self, request: Any, pk: int) -> Response:
        """One row."""
        row = related(self.register, self.register.rows(self.seat)).filter(pk=pk).first()
        if row is None:
            raise NotYours
        return Response(out(self.register, row, list(self.register.specs)))

    def patch(self, request: Any, pk: int) -> Response:
        """Changes the fields that are sent."""
        return self.answer(self.deliver("change", pk))


class Verb(Door):
    """A move of the flow or an action."""

    verb = ""

    def post(self, request: Any, pk: int) -> Response:
        """Makes the move."""
        return self.answer(self.deliver(self.verb, pk))


PAGING = [
    OpenApiParameter("page", int), OpenApiParameter("size", int), OpenApiParameter("order", str), OpenApiParameter("q", str),
]  # fmt: skip
ENVELOPE: dict[str, Any] = {
    "uuid": serializers.UUIDField(required=False, help_text="同一 uuid 只生效一次"),
    "claimed_at": serializers.DateTimeField(required=False),
    "keep": serializers.BooleanField(required=False, help_text="过期或无权时保留，待人工处理"),
}


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


def _views(register: Register) -> list[Any]:
    """The addresses of one Register, with their schema; what acts don't govern can only be read."""
    key, specs = register.key, list(register.specs.values())
    row_shape = _shape(register, "Row", specs, {"id": serializers.IntegerField(), "version": serializers.IntegerField(),
                                                "label": serializers.CharField()}, reading=True)  # fmt: skip
    done = inline_serializer(f"{key.title()}Receipt", {
        "id": serializers.IntegerField(), "version": serializers.IntegerField(), "again": serializers.BooleanField(),
        "row": row_shape,
    })  # fmt: skip
    listed = inline_serializer(f"{key.title()}List", {
        "total": serializers.IntegerField(), "page": serializers.IntegerField(), "rows": serializers.ListField(child=row_shape),
    })  # fmt: skip

    def body(name: str, wanted: list[Spec], **more: Any) -> Any:
        values = _shape(register, f"{name}Values", wanted, more, reading=False)
        return inline_serializer(f"{key.title()}{name}", ENVELOPE | {
            "values": values, "base_version": serializers.IntegerField(required=False)})  # fmt: skip

    tag = [register.title]
    if not issubclass(register.model, Record):
        reading = extend_schema(operation_id=f"{key}_list", tags=tag, parameters=PAGING, responses=listed)(
            own(Rows.get)
        )
        view: Any = type(f"{key}_rows", (Rows,), {"register": register, "http_method_names": ["get"], "get": reading})
        return [path(f"v1/{key}/", view.as_view())]
    rows: Any = type(f"{key}_rows", (Rows,), {
        "register": register,
        "get": extend_schema(operation_id=f"{key}_list", tags=tag, parameters=PAGING, responses=listed)(own(Rows.get)),
        "post": extend_schema(operation_id=f"{key}_create", tags=tag, request=body("Create", specs), responses={201: done})(own(Rows.post)),
    })  # fmt: skip
    row: Any = type(f"{key}_row", (Row,), {
        "register": register,
        "get": extend_schema(operation_id=f"{key}_read", tags=tag, responses=row_shape)(own(Row.get)),
        "patch": extend_schema(operation_id=f"{key}_change", tags=tag, request=body("Change", specs), responses=done)(own(Row.patch)),
    })  # fmt: skip
    found = [path(f"v1/{key}/", rows.as_view()), path(f"v1/{key}/<int:pk>/", row.as_view())]
    said = {
        "opinion": serializers.CharField(required=False),
        "files": serializers.ListField(child=serializers.CharField(), required=False),
    }
    for step in [m for f in register.flows for m in f.moves] + list(register.actions):
        request_body = body(f"_{step.name}", register.move_specs(step), **said)
        post = extend_schema(
            operation_id=f"{key}_do_{step.name}", tags=tag, summary=step.label, request=request_body, responses=done
        )(own(Verb.post))
        verb: Any = type(f"{key}_{step.name}", (Verb,), {"register": register, "verb": step.name, "post": post})
        found.append(path(f"v1/{key}/<int:pk>/{step.name}/", verb.as_view()))
    return found


class Schema(SpectacularAPIView):
    """The OpenAPI document; it is the same for everybody and holds no data."""

    authentication_classes = ()
    permission_classes = ()


@signed_in
def readable(request: HttpRequest) -> HttpResponse:
    """The API as a page."""
    return render(request, "doors/api.html", {"title": "接口说明"})


def urls() -> tuple[list[Any], str]:
    """Every API address, for the site's table."""
    found = [path("", readable, name="readable"), path("schema/", Schema.as_view(), name="schema")]
    for register in registry.every_register():
        found += _views(register)
    return found, "api"
