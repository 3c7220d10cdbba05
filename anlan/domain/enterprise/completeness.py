"""What a firm must fill in before 提交 succeeds (S-3.a, S-3.1.b, S-3.1.c).

Whoever registers a firm knows little of it, so a new file may have gaps; the firm's own 信息修改 may not.
"""

from typing import TYPE_CHECKING

from anlan.kernel.act.act import Refused
from anlan.kernel.register import registry
from anlan.kernel.register.entry import EMPTY, asked

if TYPE_CHECKING:
    from .models import Enterprise

MUST = frozenset((
    "legal_form", "scale", "head", "head_phone", "site_address", "employees", "has_permit", "is_leased",
    "has_safety_body", "full_time_officers", "part_time_officers", "has_responsibility_system", "has_rules",
    "has_hazard_system", "is_standardised", "is_insured", "has_emergency_plan", "products", "is_hazchem",
    "is_confined_space", "has_special_equipment", "is_dust", "is_ammonia", "is_hot_metal", "has_health_hazards",
))  # fmt: skip
"""Changeable facts that every firm must state; those below a 是 or 有 follow from the register's ``when``."""

FOLLOW_UPS = frozenset((
    "permit_name", "permit_number", "permit_until", "lease_role", "lease_others", "lease_agreement", "safety_body",
    "hazard_body", "hazard_clerk", "standard_level", "standard_certificate", "standard_until", "insurer",
    "policy_number", "insured_until", "plan_number", "hazchems", "is_major_hazard", "major_hazard_level",
    "confined_spaces", "confined_places", "special_equipment", "dust_kind", "dust_workers", "ammonia_tonnes",
    "furnaces", "gas_kind", "health_hazards", "exposed",
))  # fmt: skip
"""Facts that must be stated once they are asked (S-3.1.d)."""

REQUIRED = MUST | FOLLOW_UPS


WORKS = frozenset(
    ("works_kind", "legal_person", "head", "head_phone", "site_address", "safety_head", "has_safety_body")
)
"""What a unit of the water ministry's system must state of itself."""


def required(industry: str) -> frozenset[str]:
    """The facts that a unit of this industry must state."""
    return WORKS | FOLLOW_UPS if industry == "water" else REQUIRED


def gaps(firm: "Enterprise") -> dict[str, str]:
    """Column and label of the required facts that are asked, empty, and not marked 暂不清楚."""
    wanted = required(firm.industry)
    return {
        spec.name: spec.label
        for spec in registry.register("enterprise").specs.values()
        if spec.name in wanted
        and spec.name not in firm.unknown
        and asked(spec, {}, firm)
        and getattr(firm, spec.name) in EMPTY
    }


def refuse_gaps(firm: "Enterprise") -> None:
    """Refused, with a sentence beside each field that is missing, so that 提交 fails until the file is complete."""
    if missing := gaps(firm):
        tail = {name: "，确实不清楚的请勾选“暂不清楚”" for name in FOLLOW_UPS}
        raise Refused({name: [f"请填写“{label}”{tail.get(name, '')}"] for name, label in missing.items()})
