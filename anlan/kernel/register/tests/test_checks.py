"""No silent mistakes: start-up finds what a declaration gets wrong (house law 9)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import FieldDoesNotExist

from anlan.kernel.doors.conditions import RESERVED
from anlan.kernel.figures.views import DIMENSION
from anlan.kernel.flow.table import Flow, Move, State
from anlan.kernel.register import registry
from anlan.kernel.register.checks import address_faults, check_registers, column_faults, flow_faults
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Everyone

PHOTO, INSPECTION = (registry.register(key).model for key in ("photo", "inspection"))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Registers declared by a test are forgotten afterwards."""
    monkeypatch.setattr(registry, "_by_key", {})
    monkeypatch.setattr(registry, "_by_model", dict(registry._by_model))
    yield


def declared(**words: Any) -> Register:
    """A Register of pictures with these words."""
    base = {"model": PHOTO, "scope": Everyone(because="测试")}
    type("Wrong", (Register,), base | words)
    return registry.register("photo")


def test_the_house_as_it_stands_has_no_mistakes() -> None:
    assert [str(m) for m in run_checks(tags=None) if m.id in ("anlan.E001", "anlan.E002")] == []


@pytest.mark.parametrize(("words", "said"), [
    ({"columns": ("titel",)}, "Wrong.columns: no 'titel', did you mean 'title'?"),
    ({"filters": ("kindd",)}, "Wrong.filters: no 'kindd', did you mean 'kind'?"),
    ({"order": ("-created",)}, "Wrong.order: no 'created', did you mean 'created_at'?"),
    ({"search": ("titel",)}, "Wrong.search: no 'titel'"),
    ({"share": Share("title", search=("titel",))}, "Wrong.share.search: no 'titel'"),
    ({"share": Share("title", hint=("levle",))}, "Wrong.share.hint: no 'levle'"),
    ({"sections": (Section("x", "titel"),)}, "Wrong.sections: no 'titel'"),
    ({"sections": (Section("x", Field("title", when=("knd", "a"))),)}, "Wrong.sections: title when no 'knd'"),
])  # fmt: skip
def test_a_misspelt_name_is_said_with_what_was_meant(alone: None, words: dict[str, Any], said: str) -> None:
    assert said in "\n".join(column_faults(declared(**words)))


def test_a_label_or_path_that_is_not_there_is_found(alone: None) -> None:
    one = declared(share=Share("titel"), search=("unit__nmae",))
    said = "\n".join(column_faults(one))
    assert "'titel'" in said
    assert "nmae" in said


def test_a_flow_without_its_column_is_found(alone: None) -> None:
    flow = Flow("f", "流程", (State("a", "甲"),), (Move("go", "走", "a", "a", fields=("titel",)),), column="stat")
    said = "\n".join(flow_faults(declared(flow=flow)))
    assert "no column 'stat', did you mean 'state'?" in said
    assert "no 'titel', did you mean 'title'?" in said


def test_a_register_without_scope_is_refused(alone: None) -> None:
    type("Open", (Register,), {"model": PHOTO})
    assert any("scope" in str(m) for m in check_registers())


def test_the_same_type_twice_is_refused(alone: None) -> None:
    declared()
    with pytest.raises(ValueError, match="twice"):
        declared()


def test_a_field_that_is_not_there_is_no_spec() -> None:
    with pytest.raises(FieldDoesNotExist):
        registry.register("photo").spec("nosuch")


def test_every_register_can_be_explained() -> None:
    from io import StringIO

    from django.core.management import CommandError, call_command

    for one in registry.every_register():
        said = StringIO()
        call_command("explain", one.key, stdout=said)
        assert one.title in said.getvalue()
    with pytest.raises(CommandError):
        call_command("explain", "nosuch")


def test_a_condition_that_an_address_means_otherwise_is_refused(alone: None) -> None:
    """检查类别 is a column ``by``: the page of a figure would read it as how to group."""
    type("Wrong", (Register,), {"model": INSPECTION, "scope": Everyone(because="测试"), "filters": ("by", "way")})
    said = [str(m) for m in check_registers()]
    assert [one for one in said if "Wrong.filters: 'by' in an address is no condition" in one]
    assert DIMENSION in RESERVED and not any("'way'" in one for one in said)


def test_a_day_is_asked_for_by_its_two_ends(alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    one = declared(filters=("created_at",))
    assert list(address_faults("x", one, one.filters)) == []
    monkeypatch.setattr("anlan.kernel.doors.conditions.RESERVED", {"created_at", "created_at_to"})
    assert list(address_faults("x", one, one.filters)) == [
        "x: 'created_at_to' in an address is no condition (conditions.RESERVED); give the column another name"
    ]
