"""The sheet of a paper: PDF, Word, or one of its pages as a picture."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpResponse

from anlan.kernel.register.plain import whole

from .. import printing
from .found import address_of, paper_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sheet(request: Any, screen: Any, pk: int | None = None) -> HttpResponse | FileResponse:
    """``?as=pdf`` (the default), ``docx``, or ``png`` with ``page`` from 1."""
    row = paper_of(request.seat, pk) if pk is not None else None
    if row is None:
        raise Http404
    address, form = address_of(request, row), request.GET.get("as", "pdf")
    if form == "png":
        return _page(printing.pages(row, address), whole(request.GET.get("page"), 1))
    name = f"{row.get_kind_display()}-{row.number or '草稿'}"
    if form == "docx":
        body = BytesIO(printing.word(row, address))
        return FileResponse(body, as_attachment=True, filename=f"{name}.docx", content_type=WORD)
    return FileResponse(BytesIO(printing.pdf(row, address)), filename=f"{name}.pdf", content_type="application/pdf")


def _page(pages: list[bytes], number: int) -> HttpResponse:
    if not 1 <= number <= len(pages):
        raise Http404
    response = HttpResponse(pages[number - 1], content_type="image/png")
    response["Anlan-Pages"] = str(len(pages))
    return response
