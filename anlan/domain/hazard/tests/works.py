"""What the tests of hazards of works do again and again."""

from typing import Any

from anlan.domain.hazard import water_flows as flows
from anlan.domain.hazard.models import WaterHazard
from anlan.domain.project.testing import build_works
from anlan.kernel.flow.models import Switch
from anlan.kernel.testing import Cast

DONE = {
    "responsible": "郑远江", "plan_measures": "补设防护栏杆并挂网", "plan_money": "1.2", "plan_emergency": "停止临边作业",
    "rectification_note": "已补设并验收", "acceptor": "周衡",
}  # fmt: skip


def found_on_site(cast: Cast, member: str, **more: Any) -> dict[str, Any]:
    """The values of a hazard in the section of contractor and engineer."""
    facts = {
        "section": str(build_works(cast).section.pk), "name": "基坑临边防护缺失", "level": "general", "place": "溢洪道基坑",
        "problem": "基坑东侧约二十米没有防护栏杆", "responsible": "郑远江", "photos": [cast.photo(member)],
        "found_on": "2020-05-06",
    }  # fmt: skip
    return facts | more


def enter(cast: Cast, member: str = "contractor", **more: Any) -> WaterHazard:
    """A new hazard by a member."""
    build_works(cast)
    return cast.does(member, "waterhazard", "create", **found_on_site(cast, member, **more)).row


def major(cast: Cast, member: str = "contractor", **more: Any) -> WaterHazard:
    """A new major one."""
    judged = {"level": "major", "judgement": "direct", "criterion_note": "深基坑未按方案支护"}
    return enter(cast, member, **(judged | more))


def now(row: WaterHazard) -> WaterHazard:
    """The row as it stands."""
    return WaterHazard.objects.get(pk=row.pk)


def does(cast: Cast, member: str, verb: str, row: WaterHazard, **values: Any) -> WaterHazard:
    """A member moves a hazard; the row as it is afterwards."""
    cast.does(member, "waterhazard", verb, row.pk, **values)
    return now(row)


def finish(cast: Cast, member: str, pk: int, **more: Any) -> Any:
    """整改完成."""
    done = DONE | {"rectified_on": "2020-05-20", "photos_after": [cast.photo(member, 7)]} | more
    return cast.does(member, "waterhazard", "finish", pk, **done).row


def recheck(cast: Cast, pk: int, passed: bool) -> Any:
    """监理复查."""
    verb = "pass_recheck" if passed else "fail_recheck"
    return cast.does("engineer", "waterhazard", verb, pk, opinion="现场复查").row


def report(cast: Cast, row: WaterHazard) -> WaterHazard:
    """The owner confirms and reports."""
    does(cast, "builder", "confirm", row)
    return does(cast, "builder", "report", row)


def supervise(cast: Cast, row: WaterHazard, due: str = "2099-01-01") -> WaterHazard:
    """督办 by the authority that supervises the works directly."""
    return does(cast, "province", "supervise", row, listing_content="立即整改", listing_due_on=due)


def switch_recheck_on() -> None:
    """The optional 监理复查 is switched on."""
    where = {"flow": flows.water_rectification_flow.key, "state": flows.RECHECK}
    Switch.objects.update_or_create(**where, defaults={"is_on": True})
