"""Pure judgements about check standards."""

import re
from collections.abc import Iterable
from datetime import date

ALL = "all"
UNREAD = "依据待核"


def applies(kinds_of_item: Iterable[str], kinds_of_firm: Iterable[str]) -> bool:
    """Is an item meant for a firm of these kinds? An item for all is meant for every firm, also one without kinds."""
    meant = set(kinds_of_item)
    return ALL in meant or not meant.isdisjoint(kinds_of_firm)


def basis_text(title: str, clause: str, read: bool) -> str:
    """「《…》第…条」 when the clause was read, otherwise 「依据待核」. A title keeps its own book marks."""
    if not (read and title):
        return UNREAD
    return (title if title.startswith("《") else f"《{title}》") + clause


def in_force(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Does an edition hold on ``day``? Both ends are included; an open end is none."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def next_edition(edition: str, taken: Iterable[str]) -> str:
    """A free edition name for a copy: the last number in it counted up, e.g. 2026版 becomes 2027版."""
    names = set(taken)
    while last := re.search(r"\d+(?=\D*$)", edition):
        edition = f"{edition[: last.start()]}{int(last.group()) + 1:0{len(last.group())}}{edition[last.end() :]}"
        if edition not in names:
            return edition
    number = 2
    while f"{edition}-{number}" in names:
        number += 1
    return f"{edition}-{number}"


def basis_refused(read: bool, title: str, clause: str) -> str | None:
    """Why a basis can't be called 已核: it has to name both the text and the clause."""
    if read and not (title.strip() and clause.strip()):
        return "依据状态为“已核”时，须填写依据名称和条款；没有核对过原文的请选“待核”"
    return None


def publishing_faults(
    leaves: Iterable[tuple[str, int]], texts: Iterable[tuple[str, str]], valid_from: date | None
) -> list[str]:
    """Why an edition can't be published yet.

    ``leaves``: second-level categories with their number of items; ``texts``: items as (code, text).
    """
    leaves, texts = list(leaves), list(texts)
    faults = [] if valid_from else ["请填写施行日期"]
    if not leaves:
        faults.append("还没有二级分类，请先录入或导入检查分类")
    if empty := [name for name, count in leaves if not count]:
        faults.append(f"以下分类没有检查条目，请补充或删除：{'、'.join(empty)}")
    if blank := [code for code, text in texts if not text.strip()]:
        faults.append(f"以下条目没有检查内容，请补充：{'、'.join(blank)}")
    return faults
