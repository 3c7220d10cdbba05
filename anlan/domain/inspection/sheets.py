"""The papers of an inspection: the summary sheet (汇总表) and the inspection sheet (检查单), as PDF and as Word.

They take plain data and know no records; ``qr`` is what the code in the corner says, "" for none.
"""

from dataclasses import dataclass


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
    """One finding of an inspection sheet. ``photos``: JPEG or PNG, small ones."""

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
    raise NotImplementedError


def summary_docx(said: Summary) -> bytes:
    """The summary sheet as a Word file."""
    raise NotImplementedError


def sheet_pdf(said: Sheet) -> bytes:
    """The inspection sheet as PDF."""
    raise NotImplementedError


def sheet_docx(said: Sheet) -> bytes:
    """The inspection sheet as a Word file."""
    raise NotImplementedError
