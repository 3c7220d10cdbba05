"""The API door: REST for every Register and every move; the same acts, the same scope, the same sentences."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from anlan.kernel.act.act import Act, Forbidden, NotYours, Receipt, Refused, Stale, deliver
from anlan.kernel.act.effects import sealed
from anlan.kernel.act.models import WaitingAct
from anlan.kernel.people.tokens import TokenAuthentication
from anlan.kernel.register import registry
from anlan.kernel.register.plain import holdable
from anlan.kernel.register.records import Record
from anlan.kernel.register.register import Register

from . import api_body, conditions
from .api_schema import MOST, MOST_PAGES, SIZE, body_shape, list_shape, own, parameters, receipt_shape, row_shape
from .pages import related, render, signed_in
from .rows import count, cut
from .show import file_views, moment_text, text_of


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
        if spec.secret:
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


class Door(APIView):
    """Finds the seat behind the token; answers nothing without one."""

    authentication_classes = (TokenAuthentication,)
    parser_classes = (api_body.BodyParser,)
    register: Register

    @property
    def seat(self) -> Any:
        """The token's seat."""
        return getattr(self.request._request, "seat", None)

    def deliver(self, verb: str, pk: int | None) -> Receipt:
        """The request's body as an act. A stale or refused act that asks to (``keep``) waits, whole, for a person."""
        body = api_body.envelope(self.request.data)
        values = body.get("values", {})
        api_body.known_values(self.register, verb, values)
        act = Act(
            self.seat, self.register.key, verb, pk, values, api_body.version(body.get("base_version")),
            api_body.act_id(body.get("uuid")), api_body.moment(body.get("claimed_at")),
        )  # fmt: skip
        try:
            return deliver(act)
        except (Stale, Forbidden) as refusal:
            if body.get("keep") and holdable(values):
                WaitingAct.objects.get_or_create(uuid=act.uuid, defaults={
                    "seat": self.seat, "register": act.register, "record": pk, "verb": verb,
                    "values": sealed(self.register, values),
                    "base_version": act.base_version, "claimed_at": act.claimed_at, "reason": str(refusal)[:300],
                })  # fmt: skip
            raise

    def answer(self, receipt: Receipt, code: int = 200) -> Response:
        """The row as it stands after the act."""
        names = list(self.register.specs)
        row = related(self.register, self.register.rows(self.seat)).filter(pk=receipt.record).first()
        body = {"id": receipt.record, "version": receipt.version, "again": receipt.again}
        return Response(body | ({"row": out(self.register, row, names)} if row is not None else {}), status=code)


class Rows(Door):
    """List and create."""

    def get(self, request: Any) -> Response:
        """The seat's rows under the same conditions as the page's address."""
        # Conditions of a figure's number (f.<column>) are judged by the conditions themselves.
        given = [name for name in request.query_params if not name.startswith("f.")]
        api_body.known(given, [p.name for p in parameters(self.register)])
        found = conditions.read(self.register, self.register.filters, request.query_params, self.seat, {})
        if found.errors:
            raise Refused({"": found.errors})
        rows = found.narrow(self.register.rows(self.seat))
        number = api_body.number(request.query_params, "page", 1, MOST_PAGES)
        size = api_body.number(request.query_params, "size", SIZE, MOST)
        first = api_body.order(request.query_params, self.register)
        names = list(dict.fromkeys([*self.register.columns, *self.register.specs]))
        names = [n for n in names if self.register.spec(n).kind != "files"]
        total = count(self.register, self.seat, rows, {}, found)
        leaf = cut(self.register, rows, first, number, size, names, total)
        lines = [out(self.register, r, names) for r in leaf.rows] if leaf.number == number else []
        return Response({"total": leaf.total, "page": number, "rows": lines})

    def post(self, request: Any) -> Response:
        """A new row."""
        receipt = self.deliver("create", None)
        return self.answer(receipt, 200 if receipt.again else 201)


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


def _views(register: Register) -> list[Any]:
    """The addresses of one Register, with their schema; what acts don't govern can only be read."""
    key, specs, tag = register.key, list(register.specs.values()), [register.title]
    reading = extend_schema(
        operation_id=f"{key}_list", tags=tag, parameters=parameters(register), responses=list_shape(register)
    )(own(Rows.get))
    if not issubclass(register.model, Record):
        view: Any = type(f"{key}_rows", (Rows,), {"register": register, "http_method_names": ["get"], "get": reading})
        return [path(f"v1/{key}/", view.as_view())]
    done = receipt_shape(register)
    making = body_shape(register, "Create", specs, {})
    changing = body_shape(register, "Change", specs, {})
    rows: Any = type(f"{key}_rows", (Rows,), {
        "register": register, "get": reading,
        "post": extend_schema(operation_id=f"{key}_create", tags=tag, request=making, responses={201: done, 200: done})(own(Rows.post)),
    })  # fmt: skip
    row: Any = type(f"{key}_row", (Row,), {
        "register": register,
        "get": extend_schema(operation_id=f"{key}_read", tags=tag, responses=row_shape(register))(own(Row.get)),
        "patch": extend_schema(operation_id=f"{key}_change", tags=tag, request=changing, responses=done)(own(Row.patch)),
    })  # fmt: skip
    found = [path(f"v1/{key}/", rows.as_view()), path(f"v1/{key}/<int:pk>/", row.as_view())]
    said = {
        "opinion": serializers.CharField(required=False, allow_blank=True),
        "files": serializers.ListField(child=serializers.CharField(), required=False),
    }
    steps: list[tuple[Any, dict[str, Any], bool]] = [(m, said, True) for f in register.flows for m in f.moves]
    steps += [(a, {}, bool(a.fields)) for a in register.actions]
    for step, more, closed in steps:
        asked = body_shape(register, f"_{step.name}", register.move_specs(step), more, closed=closed)
        post = extend_schema(
            operation_id=f"{key}_do_{step.name}", tags=tag, summary=step.label, request=asked, responses=done
        )(own(Verb.post))
        verb: Any = type(f"{key}_{step.name}", (Verb,), {"register": register, "verb": step.name, "post": post})
        found.append(path(f"v1/{key}/<int:pk>/{step.name}/", verb.as_view()))
    return found


class Schema(SpectacularAPIView):
    """The OpenAPI document; it is the same for everybody and holds no data."""

    authentication_classes = ()
    permission_classes = ()


@csrf_exempt
def nowhere(request: HttpRequest) -> JsonResponse:
    """An address that the API does not have."""
    return JsonResponse({"detail": "没有这个地址，请对照接口说明改正"}, status=404)


@signed_in
def readable(request: HttpRequest) -> HttpResponse:
    """The API as a page."""
    return render(request, "doors/api.html", {"title": "接口说明"})


def urls() -> tuple[list[Any], str]:
    """Every API address, for the site's table."""
    found = [path("", readable, name="readable"), path("schema/", Schema.as_view(), name="schema")]
    for register in registry.every_register():
        found += _views(register)
    return [*found, re_path("^v1/.*/$", nowhere)], "api"
