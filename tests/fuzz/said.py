"""What somebody might say in a form: generated from the kind of every field, sensible or not."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from anlan.kernel.clock import today
from anlan.kernel.register import registry
from anlan.kernel.register.spec import Spec
from anlan.kernel.scope.models import Area
from anlan.kernel.testing import Cast

WORDS = ("如实填写", "王建国", "李红", "一车间", "已按要求整改")
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(["\x00", "\ud800", "长" * 3000, "0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=4,
)  # fmt: skip


def sensible(data: Any, spec: Spec, cast: Cast, member: str) -> Any:
    """A value that the field's kind takes; whether the house takes it is for the house to say."""
    if spec.kind in ("select", "radio", "yesno"):
        return data.draw(st.sampled_from([v for v, _ in spec.choices]))
    if spec.kind == "multichoice":
        return data.draw(st.lists(st.sampled_from([v for v, _ in spec.choices]), min_size=1, max_size=2))
    if spec.kind in ("date", "datetime"):
        return (today() + timedelta(days=data.draw(st.sampled_from([0, 0, -1, 5, 30, 40, 60])))).isoformat()
    if spec.kind in ("integer", "decimal"):
        return data.draw(st.integers(0, 99))
    if spec.kind == "area":
        return data.draw(st.sampled_from(list(Area.objects.order_by("pk").values_list("pk", flat=True))))
    if spec.kind == "pick":
        source = (
            registry.register(spec.field.pick) if spec.field.pick else registry.register_of(spec.column.related_model)
        )
        found = list(source.rows(cast.seat(member)).order_by("pk").values_list("pk", flat=True)[:20])
        return data.draw(st.sampled_from([*found, 0]))
    if spec.kind == "files":
        return [cast.photo(member, data.draw(st.integers(1, 3)))]
    if spec.kind == "table":
        return []
    return data.draw(st.sampled_from(WORDS))


def whole(data: Any, specs: list[Spec], cast: Cast, member: str, needs: tuple[str, ...] = ()) -> dict[str, Any]:
    """Everything that is asked for."""
    found = {s.name: sensible(data, s, cast, member) for s in specs}
    if "opinion" in needs:
        found["opinion"] = data.draw(st.sampled_from(WORDS))
    if "files" in needs:
        found["files"] = [cast.photo(member, 8)]
    return found


def values(data: Any, specs: list[Spec], cast: Cast, member: str, needs: tuple[str, ...] = ()) -> dict[str, Any]:
    """Everything that is asked for; now and then something is missing, odd, or not asked for at all."""
    found = whole(data, specs, cast, member, needs)
    how = data.draw(st.integers(0, 7))
    if how == 0 and found:
        del found[data.draw(st.sampled_from(sorted(found)))]
    elif how == 1:
        found[data.draw(st.sampled_from([*sorted(found), "opinion", "state", "version", "x"]))] = data.draw(ODD)
    elif how == 2:
        found = {}
    return found
