"""Raw values, whichever door they came by, become clean ones or sentences beside their fields."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel.act.act import Refused
from anlan.kernel.register import registry
from anlan.kernel.register.entry import FieldError, clean_one, clean_values
from anlan.kernel.scope.models import Area
from anlan.kernel.testing import Cast


def spec(key: str, name: str) -> Any:
    """A field of a type."""
    return registry.register(key).specs[name]


class Nobody:
    """The system itself; enough of a seat for plain kinds."""

    user_id = None


def clean(key: str, name: str, raw: Any, seat: Any = None) -> Any:
    """One value cleaned."""
    return clean_one(spec(key, name), raw, seat or Nobody())


@pytest.mark.parametrize(("raw", "wanted"), [
    ("2026-01-31", date(2026, 1, 31)), ("2024-02-29", date(2024, 2, 29)), (" 2026-1-3 ", date(2026, 1, 3)),
    ("", None), (None, None), ("2000-02-29", date(2000, 2, 29)),
])  # fmt: skip
def test_days_that_are(raw: Any, wanted: Any) -> None:
    assert clean("hazard", "found_on", raw) == wanted


@pytest.mark.parametrize("raw", [
    "2026-13-45", "2026-02-29", "2100-02-29", "1900-02-29", "2026-00-10", "明天", "2026", "0001-01-01", "9999-12-31", "-1", "1e9",
    "2026-01-31x", "２０２６-１３-４５", True, ["2026-01-31"], {"day": 1}, 20260131, 46053.5,
])  # fmt: skip
def test_days_that_are_not(raw: Any) -> None:
    with pytest.raises(FieldError) as told:
        clean("hazard", "found_on", raw)
    assert str(told.value)


@pytest.mark.parametrize(("raw", "wanted"), [
    ("12.50", Decimal("12.50")), ("１２", Decimal("12")), (3, Decimal("3")), (3.0, Decimal("3")), ("", None), ("0", Decimal("0")),
])  # fmt: skip
def test_amounts_that_are(raw: Any, wanted: Any) -> None:
    assert clean("hazard", "money", raw) == wanted


@pytest.mark.parametrize(
    "raw", ["1e400", "NaN", "Infinity", "-Infinity", "9" * 5000, "12.345", "一百", "1,000", "0x10", "--1", False]
)
def test_amounts_that_are_not(raw: Any) -> None:
    with pytest.raises(FieldError):
        clean("hazard", "money", raw)


@pytest.mark.parametrize("raw", ["-1", "1.5", str(10**30), "9" * 5000, "一", "1e3"])
def test_counts_that_are_not(raw: Any) -> None:
    with pytest.raises(FieldError):
        clean("enterprise", "employees", raw)


@pytest.mark.parametrize(("raw", "wanted"), [("12", 12), (12.0, 12), ("０", 0), ("", None), (" 7 ", 7)])
def test_counts_that_are(raw: Any, wanted: Any) -> None:
    assert clean("enterprise", "employees", raw) == wanted


def test_texts_are_trimmed_and_limited() -> None:
    assert clean("hazard", "place", "  一车间  ") == "一车间"
    assert clean("hazard", "place", 12) == "12"
    assert clean("hazard", "place", None) == ""
    for bad in ("长" * 121, "a\x00b", ["一"], {"a": 1}, True):
        with pytest.raises(FieldError):
            clean("hazard", "place", bad)


@pytest.mark.parametrize("raw", ["general", "一般隐患", " general "])
def test_choices_by_value_and_by_word(raw: str) -> None:
    assert clean("hazard", "level", raw) == "general"


@pytest.mark.parametrize("raw", ["其他", "GENERAL", "general,major", ["general"], {"general": 1}, True, 0.5])
def test_choices_that_are_not_there(raw: Any) -> None:
    with pytest.raises(FieldError, match="不在可选范围"):
        clean("hazard", "level", raw)


def test_yes_and_no() -> None:
    assert [clean("person", "is_full_time", r) for r in ("是", "有", "true", "1", True)] == [True] * 5
    assert [clean("person", "is_full_time", r) for r in ("否", "无", "false", "0", False)] == [False] * 5
    assert clean("person", "is_full_time", "") is None
    for bad in ("也许", "2", [1]):
        with pytest.raises(FieldError):
            clean("person", "is_full_time", bad)


def test_several_of_a_list() -> None:
    assert clean("hazard", "interim", "设置警戒标志；stopped，设置警戒标志") == ["warned", "stopped"]
    assert clean("hazard", "interim", ["warned"]) == ["warned"]
    assert clean("hazard", "interim", "") == []
    with pytest.raises(FieldError):
        clean("hazard", "interim", ["warned", "nosuch"])


def test_small_tables() -> None:
    line = {"name": "锅炉证", "number": "T1", "until": "2027-01-31"}
    assert clean("person", "certificates", [line, {"name": "", "number": ""}]) == [line]
    assert clean("person", "certificates", None) == []
    for bad in ("x", [1], [{"number": "没有名称"}], [{**line, "until": "2026-13-45"}], {"a": 1}):
        with pytest.raises(FieldError):
            clean("person", "certificates", bad)
    with pytest.raises(FieldError, match="第 2 行"):
        clean("person", "certificates", [line, {**line, "until": "x"}])


@pytest.mark.django_db
def test_areas_by_path_name_and_code(cast: Cast) -> None:
    for raw in ("3204012100", "江苏省常州市武进区湖塘镇"):
        assert clean("enterprise", "area", raw).pk == "3204012100"
    assert clean("enterprise", "area", "") is None
    for bad in ("火星", "湖塘", "3204012100' OR 1=1", ["3204"], "99"):
        with pytest.raises(FieldError, match="没有区域"):
            clean("enterprise", "area", bad)
    Area.objects.create(path="3204011101", name="同名", full_name="江苏省常州市武进区湖塘镇", level=4)
    with pytest.raises(FieldError):
        clean("enterprise", "area", "江苏省常州市武进区湖塘镇")


@pytest.mark.django_db
def test_only_rows_of_ones_own_can_be_picked(cast: Cast) -> None:
    locality = cast.seat("locality")
    mine, far = cast.owner.organisation, cast.stranger.organisation
    assert clean("urge", "unit", mine.pk, locality) == mine
    assert clean("urge", "unit", {"id": mine.pk}, locality) == mine
    assert clean("urge", "unit", mine.name, locality) == mine
    for bad in (far.pk, far.name, {"id": far.pk}, "0", "-1", "9" * 40, "x", 10**17, [mine.pk], "1 OR 1=1"):
        with pytest.raises(FieldError, match="找不到"):
            clean("urge", "unit", bad, locality)


@pytest.mark.django_db
def test_only_ones_own_unbound_files_can_be_given(cast: Cast) -> None:
    owner = cast.seat("owner")
    mine = cast.photo()
    assert clean("hazard", "photos", [mine, mine], owner) == [mine]
    assert clean("hazard", "photos", [{"id": mine}], owner) == [mine]
    for bad in (
        [cast.photo("colleague")],
        ["x"],
        "x",
        ["00000000-0000-0000-0000-000000000000"],
        [mine, "../etc/passwd"],
    ):
        with pytest.raises(FieldError):
            clean("hazard", "photos", bad, owner)
    with pytest.raises(FieldError, match="最多 10 个"):
        clean("hazard", "photos", [cast.photo(seed=n) for n in range(11)], owner)


@pytest.mark.django_db
def test_a_file_that_belongs_to_a_row_goes_to_no_other(cast: Cast) -> None:
    values = {"level": "general", "problem": "配电箱门缺失", "place": "二车间", "responsible": "王建国"}
    photo = cast.photo()
    cast.does("owner", "hazard", "create", **values, photos=[photo])
    with pytest.raises(Refused) as told:
        cast.does("owner", "hazard", "create", **values, photos=[photo])
    assert "photos" in told.value.errors


def test_a_pdf_is_no_picture(db: None) -> None:
    from anlan.kernel.doors.files import take_in
    from anlan.kernel.people.models import User

    user = User.objects.make("某人")
    pdf = take_in("说明.jpg", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", user.pk)

    class Seat:
        user_id = user.pk

    with pytest.raises(FieldError, match="不是图片"):
        clean("hazard", "photos", [str(pdf.pk)], Seat())


def several(key: str, raw: dict[str, Any], row: Any = None, *, partial: bool = False) -> Any:
    """The values of a form cleaned together."""
    register = registry.register(key)
    names = {
        "has_permit",
        "permit_name",
        "permit_until",
        "capital",
        "is_hazchem",
        "hazchems",
        "is_major_hazard",
        "major_hazard_level",
    }
    specs = [s for n, s in register.specs.items() if n in names]
    return clean_values(specs, raw, Nobody(), row if row is not None else register.model(), partial=partial)  # type: ignore[arg-type]


def test_what_is_not_asked_is_not_kept() -> None:
    clean_ones, _, errors = several(
        "enterprise", {"has_permit": "false", "permit_name": "许可", "permit_until": "2026-13-45"}
    )
    assert errors == {}
    assert (clean_ones["permit_name"], clean_ones["permit_until"]) == ("", None)


def test_a_question_taken_back_takes_its_answers_along() -> None:
    row = registry.register("enterprise").model(has_permit=True, permit_name="许可", permit_until=date(2030, 1, 1))
    clean_ones, _, errors = several("enterprise", {"has_permit": "false"}, row, partial=True)
    assert errors == {}
    assert (clean_ones["permit_name"], clean_ones["permit_until"]) == ("", None)
    clean_ones, _, _ = several("enterprise", {"has_permit": "true"}, row, partial=True)
    assert clean_ones["permit_name"] == "许可"


def test_a_follow_up_of_a_follow_up_goes_too() -> None:
    row = registry.register("enterprise").model(is_hazchem=True, is_major_hazard=True, major_hazard_level="1")
    clean_ones, _, _ = several("enterprise", {"is_hazchem": "false"}, row, partial=True)
    assert clean_ones["is_major_hazard"] is None
    assert clean_ones.get("major_hazard_level") == "", "重大危险源级别 outlived 是否涉及危险化学品"


def test_unknown_is_stored_as_unknown_and_answers_take_it_away() -> None:
    row = registry.register("enterprise").model()
    clean_ones, unknown, errors = several("enterprise", {"capital__unknown": "1", "capital": "x"}, row)
    assert (clean_ones["capital"], unknown, errors) == (None, ["capital"], {})
    row.unknown = unknown
    _, unknown, _ = several("enterprise", {"capital": "100"}, row, partial=True)
    assert unknown == []


def test_unknown_is_taken_only_where_it_is_offered() -> None:
    register = registry.register("hazard")
    specs = [register.specs["problem"], register.specs["place"]]
    raw = {"problem__unknown": "1", "place__unknown": "1"}
    _, unknown, errors = clean_values(specs, raw, Nobody(), register.model(), partial=False)  # type: ignore[arg-type]
    assert unknown == ["place"]
    assert list(errors) == ["problem"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=5,
)  # fmt: skip


@pytest.mark.django_db
@given(raw=ANYTHING)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_comes_is_a_clean_value_or_a_sentence(raw: Any) -> None:
    for one in registry.every_register():
        for field in one.specs.values():
            try:
                clean_one(field, raw, Nobody())  # type: ignore[arg-type]
            except FieldError as told:
                assert str(told)
