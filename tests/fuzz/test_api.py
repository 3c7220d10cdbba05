"""Every operation of the OpenAPI document against the API itself: no 500, nothing that is not described, nothing accepted
that the description excludes, and every refusal a Chinese sentence."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode, openapi
from schemathesis.checks import CHECKS

from anlan.kernel.act.act import Refused
from anlan.kernel.register import registry
from anlan.kernel.testing import RegisterTests
from tests.fuzz import rows
from tests.fuzz.conftest import World
from tests.fuzz.effort import effort
from tests.fuzz.undo import undone

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.slow]
SCHEMA = openapi.from_wsgi("/api/schema/?format=json", WSGIHandler())
OPERATIONS = {one.ok().label: one.ok() for one in SCHEMA.get_all_operations()}
KEYS = ("owner", "colleague", "office", "viewer", "stranger", "platform", None)
HELD = CHECKS.get_by_names([
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "unsupported_method",
])  # fmt: skip
"""Left out: whether described data is accepted (what a field may hold is judged by the act), and tokens (tested here)."""

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request ends by closing its connection, and with it the transaction that the test lies in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def told(answer: Any) -> list[str]:
    """The sentences of a refusal."""
    body = answer.json()
    return [body["detail"]] if "detail" in body else [text for many in body["errors"].values() for text in many]


def check(case: Any, key: str | None) -> Any:
    """One call: everything the description promises, and in Chinese."""
    head = {"Authorization": key} if key else {}
    answer = case.call(headers=head)
    case.validate_response(answer, checks=HELD)
    if answer.status_code >= 400 and answer.status_code != 405:
        sentences = told(answer)
        assert sentences and all(CHINESE.search(one) for one in sentences), sentences
    if key is None:
        nowhere = answer.status_code == 404 and "没有这个地址" in told(answer)[0]
        assert nowhere or answer.status_code in (401, 405), "without a key there is nothing"
    return answer


@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_operation_is_as_described(
    world: World, count: Callable[[], None], label: str, mode: GenerationMode
) -> None:
    operation = OPERATIONS[label]
    register = registry.register(label.split("/api/v1/")[1].split("/")[0]) if "/api/v1/" in label else None
    ids = world.ids.get(register.key, []) if register else []
    plain = operation.as_strategy(mode)
    cases = plain
    if "{id}" in label:
        cases = st.sampled_from(ids).flatmap(lambda pk: operation.as_strategy(mode, path_parameters={"id": pk})) | plain
    makers = [m for m in rows.makers_of(register.key) if type(m).make is not RegisterTests.make] if register else []

    @effort(6)
    @given(case=cases, member=st.sampled_from(KEYS), fill=st.data())
    def every(case: Any, member: str | None, fill: Any) -> None:
        count()
        if mode is GenerationMode.NEGATIVE:
            # Without a key, or of a row that is not the caller's, nothing is said of the data.
            member = member or "owner"
        with undone():
            if label.startswith("POST") and label.endswith(f"/{register.key}/" if register else "") and makers:
                fill_in(case, makers, world, fill)
            check(case, world.keys[member] if member else None)

    every()


def fill_in(case: Any, makers: list[Any], world: World, fill: Any) -> None:
    """Gives a drawn body the values of a row that can be made, so that more than the first refusal is reached."""
    maker = fill.draw(st.sampled_from(makers))
    if (
        case.meta.generation.mode is GenerationMode.NEGATIVE
        or not isinstance(case.body, dict)
        or not fill.draw(st.booleans())
    ):
        return
    try:
        made = json.loads(json.dumps(maker.make(world.cast), default=str))
    except Refused:  # what its row hangs on stands already, made by another walk: the body goes as it was drawn
        return
    drawn = case.body.get("values") or {}
    case.body = case.body | {"values": made | {n: v for n, v in drawn.items() if n not in made}}
