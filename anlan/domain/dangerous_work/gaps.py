"""What a dangerous work still lacks, part by part: pure, over the loaded row and a day."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from . import flows, rules

if TYPE_CHECKING:
    from .models import DangerousWork

SCHEME, REVIEW, BRIEFING, ACCEPTANCE, PROGRESS = "scheme", "review", "briefing", "acceptance", "progress"
PARTS = (
    (SCHEME, "施工方案"), (REVIEW, "专家论证"), (BRIEFING, "交底记录"), (ACCEPTANCE, "验收纪录（结论）"), (PROGRESS, "实施情况"),
)  # fmt: skip
"""The five that a row unfolds (J-4.b), in the manual's words."""


@dataclass(frozen=True)
class Gap:
    """Something missing in a part; ``is_due``: it should be there by now, and is shown in red."""

    part: str
    text: str
    is_due: bool


def gaps_of(work: "DangerousWork", day: date) -> list[Gap]:
    """What is missing on ``day``, in the order of the parts."""
    begun = work.starts_on <= day or work.state in (flows.WORKING, flows.ACCEPTED, flows.FINISHED)
    over = work.ends_on < day or work.state in (flows.ACCEPTED, flows.FINISHED)
    found = [Gap(SCHEME, text, begun) for text in _scheme(work)]
    if work.level == rules.SUPER:
        found += [Gap(REVIEW, text, begun or work.state != flows.DRAFTING) for text in _review(work)]
    if not work.briefings:
        found.append(Gap(BRIEFING, "没有交底记录", begun))
    if not work.acceptances:
        found.append(Gap(ACCEPTANCE, "没有验收记录" if over else "尚未到验收", over))
    if not work.progresses:
        found.append(Gap(PROGRESS, "没有实施情况" if begun else "尚未开工", begun))
    return found


def _scheme(work: "DangerousWork") -> list[str]:
    if work.state == flows.DRAFTING:
        return ["方案还在编制，没有审核、审查" if work.scheme_files else "没有专项施工方案"]
    signed = ((work.checked_by, "没有施工单位技术负责人审核"), (work.approved_by, "没有总监理工程师审查"))
    return [text for who, text in signed if not who]


def _review(work: "DangerousWork") -> list[str]:
    if not work.review_result:
        return ["没有专家论证"]
    few = len(work.experts) < rules.EXPERTS
    return [f"论证专家只有 {len(work.experts)} 名，少于 {rules.EXPERTS} 名（依据待核）"] if few else []
