"""What is printed: the whole of a paper as data, kept with its hash once it is issued."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from anlan.kernel.clock import today
from anlan.kernel.doors.show import moment_text

from .kinds import ANSWERED_BY, STYLES, TO_CONTRACTOR, Kind, Signer

if TYPE_CHECKING:
    from .models import SupervisionPaper

RECEIPTS = {
    Kind.NOTICE: "施工单位签收", Kind.STOP: "施工单位签收", Kind.REPORT: "主管部门签收", Kind.REPLY: "监理单位复核意见",
}  # fmt: skip


def sheet_of(row: "SupervisionPaper") -> dict[str, Any]:
    """The paper as it would be printed now."""
    project, section = row.project, row.section
    assert project is not None and section is not None
    kind = Kind(row.kind)
    facts = [("工程名称", project.name), ("标段名称", section.name), ("标段编号", section.number)]
    dates = [("整改完成期限", row.due_on), ("回复期限", row.reply_due_on)] if kind in TO_CONTRACTOR else []
    return {
        "title": str(kind.label),
        "number": row.number,
        "to": row.addressee,
        "copies": row.copies,
        "subject": row.title,
        "facts": [[label, text] for label, text in facts if text],
        "dates": [[label, day.isoformat()] for label, day in dates if day],
        "paragraphs": [line for line in row.text.split("\n") if line.strip()],
        "basis": STYLES[kind].basis,
        "house": row.made_for.name if row.made_for else "",
        "post": ANSWERED_BY if kind == Kind.REPLY else str(Signer(row.signer_post).label),
        "signer": row.signer,
        "issued_on": moment_text(row.issued_at)[:10] if row.issued_at else today().isoformat(),
        "receipt": RECEIPTS[kind],
        "photos": [str(one) for one in row.photos],
    }


def digest_of(sheet: dict[str, Any]) -> str:
    """SHA-256 over the sheet, the same however the database hands it back."""
    said = json.dumps(sheet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def addressee_of(row: "SupervisionPaper") -> str:
    """To whom it goes: the contractor, the engineer that asked, or the authority that directly supervises the works."""
    assert row.section is not None and row.project is not None
    if row.kind == Kind.REPORT:
        return str(row.project.supervisor.name)
    found = row.section.engineer if row.kind == Kind.REPLY else row.section.contractor
    return found.name if found else ""


def copies_of(row: "SupervisionPaper") -> str:
    """抄送: the owner hears of everything but the answers."""
    return row.owner.name if row.owner and row.kind != Kind.REPLY else ""
