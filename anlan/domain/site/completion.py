"""Which site a line of the completion list (竣工备案) means."""

from typing import TYPE_CHECKING

from anlan.kernel.register.errors import FieldError

from . import flows

if TYPE_CHECKING:
    from .models import CompletionEntry, Site

UNKNOWN = "没有监督备案号为 {number} 的项目，请核对编号，或人工匹配"
SEVERAL = "有 {count} 个同名项目，请人工匹配"
NOWHERE = "没有监督备案号，按项目名称和施工企业也没有找到项目，请人工匹配"


def find_site(entry: "CompletionEntry") -> tuple["Site | None", str]:
    """(the site, why none). By its filing number, else by its name and its company's code. FieldError for a wrong code."""
    from .models import Site

    known = Site.objects.exclude(state=flows.DELETED).select_related("unit")
    if entry.number:
        site = known.filter(number=entry.number).first()
        if site is not None:
            refuse_other_company(entry, site)
            return site, ""
    if not entry.code or not entry.name:
        return None, UNKNOWN.format(number=entry.number) if entry.number else NOWHERE
    same = list(known.filter(name=entry.name, unit__code=entry.code)[:2])
    if len(same) > 1:
        return None, SEVERAL.format(count=known.filter(name=entry.name, unit__code=entry.code).count())
    if same:
        return same[0], ""
    return None, UNKNOWN.format(number=entry.number) if entry.number else NOWHERE


def refuse_other_company(entry: "CompletionEntry", site: "Site") -> None:
    """FieldError where the list names another company than the one the site is filed under."""
    if entry.code and site.unit.code and entry.code != site.unit.code:
        raise FieldError(
            f"监督备案号 {site.number} 登记的施工企业是“{site.unit}”（{site.unit.code}），与统一社会信用代码 {entry.code} 不一致，请核对"
        )
