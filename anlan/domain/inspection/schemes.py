"""How each kind of standard is scored: what is law in it, and what is 依据待核 and may be set."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from fractions import Fraction

from django.conf import settings

NUMBERS = {"limit", "limit_of", "good", "passed"}


class AbsentGuarantee(StrEnum):
    """What the limit of the guarantee items is when some of them are 缺项. The 2011 text read does not say it: 依据待核.

    SHARED: the same two thirds (40 of 60, 66.7 %) of what is there, as notes on the 1999 edition have it
    (33.wendadaohang.com RhhPPWP0544RPcPBdW5). AS_IS: 40 marks however few are there.
    """

    SHARED = "shared"
    AS_IS = "as_is"


@dataclass(frozen=True)
class Scheme:
    """How the marks of one kind of standard make a score and a grade.

    ``is_weighted``: the lines of the summary sheet have weights; else the total is the mean of the tables. ``limit``:
    the least sub-total of guarantee items that make ``limit_of`` together. ``good``, ``passed``: the least totals of 优良
    and 合格; ``good`` None: no source read gives grades, so none is given.
    """

    key: str
    title: str
    source: str
    is_weighted: bool = True
    limit: Fraction = Fraction(40)
    limit_of: Fraction = Fraction(60)
    absent_guarantee: AbsentGuarantee = AbsentGuarantee.SHARED
    good: Fraction | None = Fraction(80)
    passed: Fraction = Fraction(70)

    def limit_for(self, full: Fraction) -> Fraction:
        """The least sub-total of guarantee items that make ``full`` together."""
        shared = self.absent_guarantee == AbsentGuarantee.SHARED
        return self.limit * full / self.limit_of if shared else self.limit


JGJ59 = Scheme("jgj59", "JGJ 59—2011 建筑施工安全检查标准", "JGJ 59—2011 第4、5章（读自公开转载）")
DUST = Scheme(
    "dust", "建设工地扬尘防治标准", "DGJ32/J 203—2016（评分办法未读到原文，依据待核）", is_weighted=False, good=None
)
OWN = Scheme("own", "自定标准", "按 JGJ 59—2011 第4章的评分办法，不评等级", is_weighted=False, good=None)
SCHEMES = {one.key: one for one in (JGJ59, DUST, OWN)}
"""By the kind of the standard; the setting ``ANLAN_INSPECTION_SCHEMES`` changes what is 依据待核 in them."""


def scheme_of(kind: str) -> Scheme:
    """How a kind of standard is scored, with what the setting says of it. ValueError for a setting that can't be read."""
    scheme = SCHEMES.get(kind, OWN)
    said = dict(settings.INSPECTION_SCHEMES.get(scheme.key, {}))
    known = {one.name for one in fields(Scheme)} - {"key"}
    if wrong := sorted(set(said) - known):
        raise ValueError(f"INSPECTION_SCHEMES {scheme.key}: {'、'.join(wrong)}")
    for name in NUMBERS & said.keys():
        said[name] = None if (name, said[name]) == ("good", None) else Fraction(str(said[name]))
    if "absent_guarantee" in said:
        said["absent_guarantee"] = AbsentGuarantee(said["absent_guarantee"])
    return replace(scheme, **said)
