"""Pure arithmetic and judgement of the self-check."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

NONE, GENERAL, MAJOR = "none", "general", "major"
ANSWERS = ((NONE, "无此隐患"), (GENERAL, "一般隐患"), (MAJOR, "重大隐患"))
FOUND = (GENERAL, MAJOR)
WORDS = dict(ANSWERS)


def month_of(day: date) -> date:
    """The first day of the month that ``day`` lies in."""
    return day.replace(day=1)


def month_before(month: date) -> date:
    """The first day of the month before the one that begins on ``month``."""
    return month_of(month - timedelta(days=1))


def month_title(month: date) -> str:
    """e.g. 2026年11月."""
    return f"{month.year}年{month.month}月"


def digest(answers: Mapping[str, str]) -> str:
    """One value for one set of answers (item code -> answer): equal sets, equal values, whatever the order."""
    lines = "\n".join(f"{code}={answers[code]}" for code in sorted(answers))
    return hashlib.sha256(lines.encode()).hexdigest() if answers else ""


@dataclass(frozen=True)
class Progress:
    """How far a class is: ``done`` of ``total`` items are answered, ``found`` of them with a hazard."""

    done: int
    total: int
    found: int = 0

    @property
    def left(self) -> int:
        """How many items are not answered yet."""
        return self.total - self.done

    def said(self, number: int) -> str:
        """e.g. 第7类还剩3条; ``number`` is the class's place in its own first-level class."""
        return f"第{number}类还剩{self.left}条" if self.left else f"第{number}类已查完"


def progress(items: Iterable[int], answers: Mapping[int, str]) -> Progress:
    """The progress over these items, given the answers by item."""
    wanted = list(items)
    said = [answers[i] for i in wanted if i in answers]
    return Progress(len(said), len(wanted), sum(a in FOUND for a in said))


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """The item codes whose answers differ between two sheets; looked at in one only also differs. Sorted."""
    return sorted(code for code in one.keys() | other.keys() if one.get(code) != other.get(code))


def urge_text(month: date) -> str:
    """The wording of a 催办.

    武政办发〔2013〕110号 第十二条 asks every firm to report its checks online regularly; the manual has it
    once a month before the month's end, and calls that provisional.
    """
    return (
        f"贵单位{month_title(month)}尚未上报事故隐患自查自改情况。请于本月底前登录系统，在“自查自改”中点击“新建自查”，"
        "按检查标准完成自查并上报；已保存未上报的自查记录请及时上报。"
    )


def paste_text(month: date, day: date, names: list[str], total: int) -> str:
    """A text for a group chat: who has not reported this month. ``names`` may be the first of ``total``."""
    if not total:
        return f"截至{day.month}月{day.day}日，{month_title(month)}自查自改已全部上报，感谢各单位配合。"
    lines = [f"{n}. {name}" for n, name in enumerate(names, 1)]
    if total > len(names):
        lines.append(f"……等共 {total} 家")
    when = f"截至{day.month}月{day.day}日"
    head = f"【自查自改提醒】{when}，以下 {total} 家单位{month_title(month)}尚未上报事故隐患自查自改情况："
    foot = "请尽快登录系统，在“自查自改”中完成自查并上报。每月25日系统自动上报已保存的自查记录。"
    return "\n".join([head, *lines, foot])
