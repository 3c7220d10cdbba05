"""Dangerous works for tests: a pit above the second threshold on the cast's site, and how far it is."""

from typing import Any

from anlan.domain.dangerous_work.models import DangerousWork
from anlan.domain.site.testing import build_site
from anlan.kernel.testing import Cast


def a_pit(cast: Cast, **more: Any) -> dict[str, Any]:
    """The values of a deep pit."""
    facts = {
        "site": str(build_site(cast).pk),
        "name": "地下室深基坑开挖",
        "kind": "pit",
        "depth": "9.6",
        "place": "2号地块",
    }
    return facts | {"starts_on": "2026-02-01", "ends_on": "2099-06-30"} | more


def scheme(cast: Cast) -> dict[str, Any]:
    """What 送专家论证 and 提交方案 ask for."""
    signed = {"drafted_by": "李工", "checked_by": "王总工", "checked_on": "2026-01-05"}
    return signed | {"approved_by": "赵总监", "approved_on": "2026-01-06", "scheme_files": [cast.photo("foreman", 3)]}


def review(cast: Cast, experts: int = 5) -> dict[str, Any]:
    """What 登记论证通过 asks for."""
    people = [
        {"name": f"专家{n}", "title": "教授级高工", "field": "岩土", "unit": "设计院"} for n in "甲乙丙丁戊己"[:experts]
    ]
    said = {"reviewed_on": "2026-01-12", "review_result": "passed", "conclusion": "方案可行，加强监测"}
    return said | {"experts": people, "review_files": [cast.photo("foreman", 4)]}


def record(cast: Cast, work: int, kind: str, **more: Any) -> int:
    """A record of a work."""
    facts = {"work": str(work), "kind": kind, "held_on": "2026-02-02", "leader": "周正", "content": "按方案第三章交底"}
    return cast.does("foreman", "dangerousrecord", "create", **facts | more).record


def build_work(cast: Cast, until: str = "drafting", **more: Any) -> DangerousWork:
    """The pit, moved on until that state (drafting, approved, working, accepted)."""
    pk = cast.does("foreman", "dangerouswork", "create", **a_pit(cast, **more)).record
    if until != "drafting":
        cast.does("foreman", "dangerouswork", "send_to_experts", pk, **scheme(cast))
        cast.does("foreman", "dangerouswork", "argued", pk, **review(cast))
    if until in ("working", "accepted"):
        record(cast, pk, "briefing")
        record(cast, pk, "progress", content="第一层土方开挖完成")
    if until == "accepted":
        record(cast, pk, "acceptance", content="验收合格", result="passed")
    return DangerousWork.objects.get(pk=pk)
