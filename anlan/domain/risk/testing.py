"""Risk sources and goods for tests, told as their contractor would."""

from typing import Any

from anlan.domain.project.testing import build_works
from anlan.kernel.testing import Cast


def a_source(cast: Cast, **more: Any) -> dict[str, Any]:
    """What a contractor enters of a source: by LEC 3·6·15 = 270, 较大风险, unless told otherwise."""
    facts = dict(
        section=str(build_works(cast).section.pk), name="塔式起重机吊装", category="equipment", place="大坝左岸",
        danger="倾覆后砸毁浇筑仓面，造成多人伤亡", existence="六级以上大风、超载", trigger="力矩限制器失效",
        accidents="起重伤害、物体打击", level="general", method="lec", likelihood="3", exposure="6", severity="15",
        measures="每日班前检查，专人指挥", check_every="daily", site_keeper="郑远江", site_phone="13912345601",
        unit_keeper="周立民", unit_phone="13912345602", overseer="韩润", overseer_phone="13912345603",
        longitude="119.950000", latitude="31.700000",
    )  # fmt: skip
    facts |= more
    if facts["level"] == "major":
        facts |= dict.fromkeys(("method", "likelihood", "exposure", "severity"), "")
    return {**facts, "files": [cast.photo("contractor")]}


def source_of(cast: Cast, **more: Any) -> Any:
    """A source that the contractor has entered."""
    return cast.does("contractor", "risksource", "create", **a_source(cast, **more)).row


def record(cast: Cast, source: Any = None, **more: Any) -> dict[str, Any]:
    """A daily record that finds the measures in place, unless told otherwise."""
    source = source or source_of(cast, name="塔式起重机安拆")
    facts = dict(
        source=str(source.pk), checked_on="2026-05-06", checker="吴班长", measures="in_place", found="限位器完好"
    )
    return {**facts, "photos": [cast.photo("contractor")], **more}


def goods(cast: Cast, **more: Any) -> dict[str, Any]:
    """Explosives of the contractor."""
    facts = dict(
        section=str(build_works(cast).section.pk), name="乳化炸药", kind="explosive", measure="千克", place="1号库房",
        keeper="钱仓", keeper_phone="13912345604", safe_limit="1000",
    )  # fmt: skip
    return {**facts, "files": [cast.photo("contractor")], **more}


def goods_of(cast: Cast, **more: Any) -> Any:
    """Goods that the contractor has put down."""
    return cast.does("contractor", "dangerousgoods", "create", **goods(cast, **more)).row


def stock_in(cast: Cast, what: Any = None, **more: Any) -> dict[str, Any]:
    """Two hundred that came in."""
    what = what or goods_of(cast)
    facts = dict(goods=str(what.pk), way="in", amount="200", moved_on="2026-05-06", person="钱仓", purpose="厂家配送")
    return {**facts, "files": [cast.photo("contractor")], **more}
