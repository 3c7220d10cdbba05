"""Which file a registering firm has, and which authority looks at it. Tells a stranger no more than that a code is taken."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from anlan.kernel.register.entry import FieldError
from anlan.kernel.scope.models import Organisation, OrganisationKind, assign_authorities

from ..rules import tidy_name
from .declared import enrolment_of

CLAIMS = "与已有档案一致，通过后认领"
NEW = "没有档案，通过后新建"
TAKEN = "该企业已注册，无需再次注册，请直接登录；忘记密码请点“忘记密码”。如果不是本单位注册的，请联系所属区域的{}"
OTHER = (
    "企业名称与这个统一社会信用代码登记的名称不一致，请对照营业执照核对；如果已经更名，请联系所属区域的{}更正后再注册"
)


class Taken(FieldError):
    """The firm has an account, or somebody already waits for one."""


def file_for(portal: str, name: str, code: str, but: int = 0) -> Organisation | None:
    """The firm's own organisation that has a file and nobody in it; None where there is none yet.

    Taken where the firm has an account or another registration (not ``but``) waits. FieldError where name and code are
    not of the same firm.
    """
    who = enrolment_of(portal).authority
    waiting = apps.get_model("enterprise", "Registration").objects.filter(code=code, state="submitted")
    if waiting.exclude(pk=but).exists():
        raise Taken(TAKEN.format(who))
    known = Organisation.objects.filter(Q(code=code) | Q(name__in=_spellings(name)), is_open=True)
    found = sorted(known.select_related("enterprise"), key=lambda one: one.code != code)
    if not found:
        return None
    unit = found[0]
    if unit.code not in ("", code) or tidy_name(unit.name) != name or not hasattr(unit, "enterprise"):
        raise FieldError(OTHER.format(who))
    if unit.seats.exists():
        raise Taken(TAKEN.format(who))
    return unit


def _spellings(name: str) -> list[str]:
    """The name as ``tidy_name`` leaves it, and as most licences print it: with wide brackets."""
    return [name, name.translate(str.maketrans("()", "（）"))]


def authority_of(row: Any) -> int | None:
    """The id of who looks at a registration: the firm's direct supervisor, else the department over area and industry."""
    if row.supervisor_id:
        return int(row.supervisor_id)
    probe = Organisation(kind=OrganisationKind.ENTERPRISE, area_id=row.area_id, industry=row.industry)
    assign_authorities(probe)
    return probe.department_id
