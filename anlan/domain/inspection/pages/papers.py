"""下载汇总表, the inspection sheet: from the inspection as it was frozen."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from anlan.kernel.doors.files import stored
from anlan.kernel.doors.pages import related
from anlan.kernel.register import registry
from anlan.kernel.trail.models import Attachment

from .. import scoring, sheets
from ..contents import ITEM, TABLE, is_finding, parts_of
from ..flows import DRAFT
from ..kinds import Way
from ..rules import shown

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
TITLES = {Way.JGJ59: "建筑施工安全检查评分汇总表", Way.DUST: "建设工地扬尘防治检查评分汇总表"}


def paper(request: Any, screen: Any, pk: int) -> HttpResponse:
    """The summary sheet of a scored inspection, else (or by ``?what=order``) its inspection sheet; ``?as=`` pdf or docx."""
    register = registry.register("inspection")
    row = related(register, register.rows(request.seat)).filter(pk=pk).first()
    kind = request.GET.get("as", "pdf")
    if row is None or kind not in TYPES or row.state == DRAFT or row.way == Way.OWN:
        raise Http404
    if row.is_marked and request.GET.get("what") != "order":
        said = summary_of(row)
        body, name = (sheets.summary_pdf if kind == "pdf" else sheets.summary_docx)(said), "汇总表"
    else:
        sheet = sheet_of(row)
        body, name = (sheets.sheet_pdf if kind == "pdf" else sheets.sheet_docx)(sheet), "检查单"
    answer = HttpResponse(body, content_type=TYPES[kind])
    title = f"{row.site.name}{name}{row.inspected_on}.{kind}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=title) or "attachment"
    return answer


def summary_of(row: Any) -> sheets.Summary:
    """The summary sheet's texts."""
    kept, site = row.scores, row.site
    marks = [(one, scoring.exact(one["points"] if one["weight"] else one["score"])) for one in kept.get("lines", ())]
    columns = tuple(
        sheets.Column(one["name"], f"满分{shown(scoring.exact(one['weight']))}分" if one["weight"] else "满分100分",
                      "/" if got is None else shown(got))
        for one, got in marks
    )  # fmt: skip
    because = tuple(kept.get("because", ()))
    counted = f"缺项按满分计（操作手册口径）：{shown(scoring.exact(kept.get('counted')))}分，不作评定等级依据"
    return sheets.Summary(
        company=str(row.company), qualification="", checked_on=row.inspected_on.isoformat(), site=site.name,
        floor_area="" if site.floor_area is None else f"{site.floor_area.normalize():f}",
        structure=site.get_structure_display(), total=row.score_shown, columns=columns, comment=row.comment,
        checked_by=str(row.made_for or row.company), head=row.inspectors, inspected=site.name, manager=site.manager,
        grade=row.grade, title=TITLES[Way(row.way)], basis=str(row.standard), number=row.number, notes=(*because, counted),
    )  # fmt: skip


def sheet_of(row: Any) -> sheets.Sheet:
    """The inspection sheet's texts and pictures."""
    return sheets.Sheet(
        title=f"{row.get_by_display()}检查单", number=row.number, company=str(row.company), site=row.site.name,
        filing_number=row.site.number, address=row.site.address, checked_on=row.inspected_on.isoformat(),
        checked_by=str(row.made_for or row.company), inspectors=row.inspectors, findings=tuple(findings_of(row)),
        standard=str(row.standard or ""), remark=row.remark, is_rectified=row.needs_rectification,
        requirement=row.requirement, due_on=row.due_on.isoformat() if row.due_on else "", rectified_by=row.rectifier,
    )  # fmt: skip


def findings_of(row: Any) -> list[sheets.Finding]:
    """What was found, in the order of the standard, with the pictures."""
    parts = parts_of(row.standard)
    said = {one.slot: one for one in row.answers.filter(is_removed=False)}
    found = []
    for slot, part in parts.items():
        one = said.get(slot)
        if one is None or part.kind == TABLE or not is_finding(one.content):
            continue
        text = wording(part, one.content)
        more = "；".join(filter(None, (one.content["place"], one.content["note"])))
        asked = str(part.thing.get("requirement", ""))
        found.append(sheets.Finding(part.table["name"], text, asked, more, pictures(one.content["photos"])))
    return found


def wording(part: Any, content: dict[str, Any]) -> str:
    """What is wrong, in the standard's words, with the marks it costs."""
    if part.kind != ITEM:
        return str(part.thing["text"])
    known = {one["id"]: one["text"] for one in part.thing["deductions"]}
    causes = [
        f"{known.get(one['deduction']) or one['text']}，{one['times']}处，每处扣{one['marks']}分"
        if one["times"] > 1 else f"{known.get(one['deduction']) or one['text']}，扣{one['marks']}分"
        for one in content["taken"]
    ]  # fmt: skip
    return "；".join([part.thing["name"], *causes])


def pictures(ids: list[str]) -> tuple[bytes, ...]:
    """The photos of a finding, small ones, sharp enough for paper; what is lost is left out."""
    found = Attachment.objects.in_bulk(ids)
    kept = [stored(one, ".thumb.jpg") for one in sorted(found.values(), key=lambda a: ids.index(str(a.pk)))]
    return tuple(path.read_bytes() for path in kept if path.exists())
