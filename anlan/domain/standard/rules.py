"""Pure judgements about check standards."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .kinds import How

ALL = "all"
UNREAD = "依据待核"
REVISION = " 修订"
TO_IMPORT = "内容待导入"
FULL = Decimal(100)


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


def next_revision(edition: str, taken: Iterable[str]) -> str:
    """A free name for a copy of somebody else's standard, whose own number must not be counted up: JGJ 59—2011 修订1."""
    names, base = set(taken), edition.partition(REVISION)[0]
    number = 1
    while f"{base}{REVISION}{number}" in names:
        number += 1
    return f"{base}{REVISION}{number}"


def basis_refused(read: bool, title: str, clause: str) -> str | None:
    """Why a basis can't be called 已核: it has to name both the text and the clause."""
    if read and not (title.strip() and clause.strip()):
        return "依据状态为“已核”时，须填写依据名称和条款；没有核对过原文的请选“待核”"
    return None


def marks_refused(is_marked: bool, full: Decimal | None, is_guarantee: bool) -> str | None:
    """Why an item's marks can't stand: a standard judged by marks needs 应得分数, another has no place for them."""
    if is_marked and full is None:
        return "扣分评分标准的检查条目须填写应得分数"
    if not is_marked and (full is not None or is_guarantee):
        return "只有扣分评分标准的检查条目有应得分数和保证项目，请清空"
    return None


def deduction_refused(is_range: bool, least: Decimal | None, marks: Decimal, full: Decimal | None) -> str | None:
    """Why a deduction can't stand: it takes off more than the item has, or its range is none."""
    if full is None:
        return "这个检查条目没有应得分数，不能填写扣分标准"
    if marks > full:
        return f"扣分不能超过这个条目的应得分数（{plain(full)}分）"
    if is_range and (least is None or least >= marks):
        return "扣分方式为“扣…～…分”时，请填写最少扣分，并且小于扣分"
    return None


def deduction_text(how: str, least: Decimal | None, marks: Decimal) -> str:
    """「扣10分」, 「每处扣2分」 or 「扣5～10分」."""
    if how == How.RANGE and least is not None:
        return f"扣{plain(least)}～{plain(marks)}分"
    return f"{'每处' if how == How.EACH else ''}扣{plain(marks)}分"


def plain(number: Decimal | Fraction) -> str:
    """A number of marks without zeros at its end."""
    return f"{float(number):.1f}".removesuffix(".0")


def table_lack(full_marks: Iterable[Decimal | None]) -> str:
    """What a check table lacks, "" for nothing: its items are still to be brought in, or don't make 100 marks.

    Every table of JGJ 59—2011, appendix B, adds up to 100 (依据待核: read in published copies of single tables).
    """
    marks = list(full_marks)
    if not marks:
        return TO_IMPORT
    total = sum((one or Decimal(0) for one in marks), Decimal(0))
    return "" if total == FULL else f"内容不全：各项应得分数合计{plain(total)}分，应为{plain(FULL)}分"


def publishing_faults(
    leaves: Iterable[tuple[str, int]], texts: Iterable[tuple[str, str]], valid_from: date | None
) -> list[str]:
    """Why an edition can't be published yet.

    ``leaves``: second-level categories with their number of items; ``texts``: items as (code, text).
    """
    leaves, texts = list(leaves), list(texts)
    faults = _begun(valid_from, bool(leaves))
    if empty := [name for name, count in leaves if not count]:
        faults.append(f"以下分类没有检查条目，请补充或删除：{'、'.join(empty)}")
    if blank := [code for code, text in texts if not text.strip()]:
        faults.append(f"以下条目没有检查内容，请补充：{'、'.join(blank)}")
    return faults


def wording_faults(leaves: Iterable[tuple[str, int]], valid_from: date | None) -> list[str]:
    """Why a standard of wordings can't be published yet. ``leaves``: parts of the work with their number of wordings."""
    leaves = list(leaves)
    faults = _begun(valid_from, bool(leaves))
    if empty := [name for name, count in leaves if not count]:
        faults.append(f"以下分类没有检查用语，请补充或删除：{'、'.join(empty)}")
    return faults


def marks_faults(
    lines: Iterable[tuple[str, Decimal | None]], tables: int, items: Iterable[tuple[str, str, Decimal | None]],
    beyond: Iterable[str], valid_from: date | None,
) -> list[str]:  # fmt: skip
    """Why a standard of marks can't be published yet. A table without items is no reason: it says so itself.

    ``lines``: of the summary sheet, with their weight; ``tables``: how many; ``items``: (code, text, full marks);
    ``beyond``: codes of items that have less than one of their deductions takes off.
    """
    lines, items, beyond = list(lines), list(items), list(beyond)
    faults = _begun(valid_from, bool(tables))
    weights = [weight for _, weight in lines if weight is not None]
    if weights and (none := [name for name, weight in lines if weight is None]):
        faults.append(f"以下汇总表项目没有分值，请补充（或都不填）：{'、'.join(none)}")
    elif weights and sum(weights) != FULL:
        faults.append(f"汇总表各项目分值合计应为{plain(FULL)}分，现为{plain(sum(weights, Decimal(0)))}分")
    if tables and not items:
        faults.append("还没有检查条目，请至少录入或导入一张检查评分表")
    if blank := [code for code, text, full in items if not text.strip() or full is None]:
        faults.append(f"以下条目没有名称或应得分数，请补充：{'、'.join(blank)}")
    if beyond:
        faults.append(f"以下条目的扣分标准超过了应得分数，请改正：{'、'.join(beyond)}")
    return faults


def _begun(valid_from: date | None, has_leaves: bool) -> list[str]:
    faults = [] if valid_from else ["请填写施行日期"]
    return faults if has_leaves else [*faults, "还没有二级分类，请先录入或导入检查分类"]
