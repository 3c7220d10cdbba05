"""The papers of an inspection: the summary sheet (汇总表) and the inspection sheet (检查单), as PDF and as Word.

They take plain data and know no records; ``qr`` is what the code in the corner says, "" for none; ``mark`` is written
across a paper that is not yet final.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from anlan.kernel.doors import paper
from anlan.kernel.doors.qr import qr_code

from . import word
from .pictures import small

PLACE = Path(__file__).parent / "templates" / "inspection"
ABREAST = 10
"""Lines of the summary sheet beside each other, as JGJ 59—2011 appendix A has them; more go into a further row."""


@dataclass(frozen=True)
class Column:
    """One of the summary sheet's lines: 「安全管理」, 「满分10分」, 「8」. ``score`` is / for 缺项."""

    name: str
    weight: str
    score: str


@dataclass(frozen=True)
class Summary:
    """建筑施工安全检查评分汇总表, as JGJ 59—2011 appendix A lays it out. Texts are printed as they are; "" stays blank."""

    company: str
    qualification: str
    checked_on: str
    site: str
    floor_area: str
    structure: str
    total: str
    columns: tuple[Column, ...]
    comment: str
    checked_by: str
    head: str
    inspected: str
    manager: str
    grade: str = ""
    title: str = "建筑施工安全检查评分汇总表"
    basis: str = ""
    number: str = ""
    notes: tuple[str, ...] = ()
    mark: str = ""
    qr: str = ""


@dataclass(frozen=True)
class Finding:
    """One finding of an inspection sheet. ``photos``: pictures as they were kept; what can't be read is said so."""

    part: str
    text: str
    requirement: str = ""
    remark: str = ""
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """检查单: what was found at a site, and by when it must be put right."""

    title: str
    number: str
    company: str
    site: str
    filing_number: str
    address: str
    checked_on: str
    checked_by: str
    inspectors: str
    findings: tuple[Finding, ...]
    standard: str = ""
    remark: str = ""
    is_rectified: bool = True
    requirement: str = ""
    due_on: str = ""
    rectified_by: str = ""
    mark: str = ""
    qr: str = ""


def summary_pdf(said: Summary) -> bytes:
    """The summary sheet as PDF."""
    return paper.pdf(PLACE / "summary.typ", _summary(said))


def summary_docx(said: Summary) -> bytes:
    """The summary sheet as a Word file."""
    return word.summary(_summary(said), _picture_of(said.qr))


def sheet_pdf(said: Sheet) -> bytes:
    """The inspection sheet as PDF."""
    return paper.pdf(PLACE / "sheet.typ", _sheet(said, list))


def sheet_docx(said: Sheet) -> bytes:
    """The inspection sheet as a Word file."""
    return word.sheet(_sheet(said, bytes), _picture_of(said.qr))


def _picture_of(text: str) -> bytes | None:
    return qr_code(text, "png") if text else None


def _drawn(text: str) -> str:
    return qr_code(text, "svg").decode() if text else ""


def _summary(said: Summary) -> dict[str, Any]:
    width = max(1, min(ABREAST, len(said.columns)))
    blank = {"name": "", "weight": "", "score": ""}
    columns = [asdict(one) for one in said.columns] or [blank]
    bands = [columns[start : start + width] for start in range(0, len(columns), width)]
    bands[-1] += [blank] * (width - len(bands[-1]))
    return word.breakable(asdict(said) | {"bands": bands, "width": width}) | {"qr": _drawn(said.qr)}


def _sheet(said: Sheet, form: Any) -> dict[str, Any]:
    facts = (
        ("受检项目", said.site), ("监督备案号", said.filing_number), ("施工单位", said.company), ("工程地址", said.address),
        ("检查单位", said.checked_by), ("检查日期", said.checked_on), ("检查人员", said.inspectors), ("检查依据", said.standard),
    )  # fmt: skip
    plain = {name: value for name, value in vars(said).items() if name != "findings"}
    found = [
        word.breakable({"part": one.part, "text": one.text, "requirement": one.requirement, "remark": one.remark})
        | {"number": number, "photos": [form(small(photo) or b"") for photo in one.photos]}
        for number, one in enumerate(said.findings, 1)
    ]
    return word.breakable(plain | {"facts": facts}) | {
        "findings": found,
        "qr": _drawn(said.qr),
    }
