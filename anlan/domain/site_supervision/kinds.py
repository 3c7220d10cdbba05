"""What papers there are, how they are numbered, and who signs."""

from dataclasses import dataclass

from django.db import models


class Kind(models.TextChoices):
    """The kinds of papers, in the trade's words."""

    NOTICE = "notice", "监理通知单"
    REPLY = "reply", "监理通知回复单"
    STOP = "stop", "工程暂停令"
    REPORT = "report", "监理报告"


class Signer(models.TextChoices):
    """In which post somebody signs for the engineer."""

    CHIEF = "chief_engineer", "总监理工程师"
    ENGINEER = "supervisor", "监理工程师"


ANSWERED_BY = "项目经理"
"""In which post somebody signs for the contractor."""

TO_CONTRACTOR = (Kind.NOTICE, Kind.STOP)
"""Papers that go to the contractor of the section, who then answers for them."""


BY_ENGINEER = (Kind.NOTICE, Kind.STOP, Kind.REPORT)


@dataclass(frozen=True)
class Style:
    """How a kind of paper is numbered and worded: 监理〔2026〕通知001号."""

    house: str
    word: str
    basis: str = ""


LAW = "《建设工程安全生产管理条例》（国务院令第393号）第十四条"
"""工程监理单位 who finds a hazard requires 整改; where it is serious, it stops the work and tells the owner; a contractor
who refuses is reported to the competent authority. Checked against the article's wording."""

STYLES = {
    Kind.NOTICE: Style("监理", "通知", LAW),
    Kind.REPLY: Style("承包", "回复"),
    Kind.STOP: Style("监理", "停工", LAW),
    Kind.REPORT: Style("监理", "报告", LAW),
}
"""Prefix and word are the custom of water works' papers; 依据待核: the text of SL 288 was not read."""


def number_text(kind: str, year: int, sequence: int) -> str:
    """The number as it is printed."""
    style = STYLES[Kind(kind)]
    return f"{style.house}〔{year}〕{style.word}{sequence:03d}号"
