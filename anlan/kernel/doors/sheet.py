"""The spreadsheet door: template, import with preview and errors by cell, export that streams and is harmless to open."""

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse

from anlan.kernel.clock import jobs, today, worker
from anlan.kernel.clock.models import Job
from anlan.kernel.register.plain import whole
from anlan.kernel.trail import book

from . import intake, workbook, xlsx
from .buttons import TOP
from .context import tell
from .entry import way_back
from .listing import columns_of, ordering, picked_ids, visible_rows
from .pages import only_register, page_view, render
from .portal import Page
from .rows import first, ordered
from .show import text_of
from .texts import ids_of, texts

MOST_SHEET_BYTES = 20 * 1024 * 1024
PRINT_MOST = 2000


def columns_of_sheet(page: Page) -> list[Any]:
    """What a sheet carries: the list's columns, then the entered fields that are not among them."""
    names = list(dict.fromkeys([*columns_of(page), *page.register.specs]))
    return [page.register.spec(n) for n in names if page.register.spec(n).kind not in ("files", "table")]


@page_view
def export(request: Any, item: Any) -> StreamingHttpResponse:
    """导出 (ticked rows) and 导出全部 (all under the conditions)."""
    page = only_register(item)
    register = page.register
    if not request.seat.may(register.permission("export")):
        raise Http404
    rows, _ = visible_rows(page, request)
    picked = [n for i in request.GET.getlist("ids") if (n := whole(i))]
    if picked:
        rows = page.rows(request.seat).filter(pk__in=picked)
    ids = ids_of(ordered(register, rows, ordering(page, request.GET.get("order", ""))))
    specs = columns_of_sheet(page)
    told: dict[str, Any] = {"条数": [None, len(ids)]}
    if secret := [s.label for s in specs if s.secret]:
        told["敏感列（已掩码）"] = [None, "、".join(secret)]
    book.write(request.seat, [book.Note(register.key, "", "export", f"导出{page.title}", told)])
    heads = [page.word(s.name, s.label) for s in specs]
    lines = texts(register, request.seat, specs, ids)
    response = StreamingHttpResponse(xlsx.stream(page.title, heads, lines, len(ids)), content_type=xlsx.XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{page.title}{today():%Y%m%d}.xlsx')}"
    return response


@page_view
def print_list(request: Any, item: Any) -> HttpResponse:
    """The list on A4."""
    page = only_register(item)
    rows, _ = visible_rows(page, request)
    total = rows.count()
    specs = [page.register.spec(n) for n in columns_of(page)]
    order = ordering(page, request.GET.get("order", ""))
    found = first(page.register, rows, order, PRINT_MOST, columns_of(page))
    lines = [[text_of(s, row) for s in specs] for row in found]
    return render(request, "doors/print.html", {
        "title": page.title, "heads": [page.word(s.name, s.label) for s in specs], "rows": lines, "total": total,
        "cut": total > PRINT_MOST, "most": PRINT_MOST, "back": page.url(request.portal.key),
    })  # fmt: skip


@page_view
def template(request: Any, item: Any) -> FileResponse:
    """The file to fill in, with drop-downs and notes."""
    page = _importable(request, item)
    path = workbook.template(page.title, workbook.import_specs(page.register, request.seat))
    file = path.open("rb")
    # Open, it can still be read, and whoever goes away in the middle leaves nothing behind.
    path.unlink()
    return FileResponse(file, as_attachment=True, filename=f"{page.title}导入模板.xlsx", content_type=xlsx.XLSX)


def _importable(request: Any, item: Any) -> Page:
    page = only_register(item)
    if not request.seat.may(page.register.permission("import")):
        raise Http404
    return page


@page_view
def import_page(request: Any, item: Any) -> HttpResponse:
    """导入: choose a file; it is checked in the background and nothing is saved until it is confirmed."""
    page = _importable(request, item)
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            error = "请选择要导入的文件"
        elif upload.size > MOST_SHEET_BYTES:
            error = "文件超过 20 MB，请分成几个文件导入"
        else:
            folder = settings.FILES_ROOT / "imports"
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, suffix=".xlsx", delete=False) as out:
                for piece in upload.chunks():
                    out.write(piece)
            error = workbook.look(Path(out.name)) or ""
            if not error:
                payload = {
                    "seat": request.seat.pk,
                    "register": page.register.key,
                    "path": out.name,
                    "name": upload.name,
                }
                row = jobs.ask(intake.CHECK, Path(out.name).name, payload)
                worker.wake()
                return HttpResponseRedirect(page.url(request.portal.key, "progress", row.pk))
            Path(out.name).unlink(missing_ok=True)
    context = {
        "title": f"{TOP['import']} · {page.register.title}", "page": page, "error": error,
        "template_url": page.url(request.portal.key, "template"), "back": page.url(request.portal.key),
    }  # fmt: skip
    return render(request, "doors/import.html", context, status=422 if error else 200)


def _own_job(request: Any, page: Page, pk: int) -> Job:
    """The seat's own import into this page's register: the right to import was asked for that one."""
    row = Job.objects.filter(pk=pk, kind__in=(intake.CHECK, intake.SAVE)).first()
    wanted = {"seat": request.seat.pk, "register": page.register.key}
    if row is None or any(row.payload.get(name) != value for name, value in wanted.items()):
        raise Http404
    return row


@page_view
def progress(request: Any, item: Any, job: int) -> HttpResponse:
    """How far the checking or saving is; when checked, the preview with its errors; confirming saves all or nothing."""
    page = _importable(request, item)
    row = _own_job(request, page, job)
    state = row.progress
    if request.method == "POST" and row.kind == intake.CHECK and state.get("checked") and not state.get("bad"):
        following = jobs.ask(intake.SAVE, str(row.pk), row.payload | {"check": row.pk})
        worker.wake()
        return HttpResponseRedirect(page.url(request.portal.key, "progress", following.pk))
    return render(request, "doors/import_progress.html", {
        "title": f"导入 · {page.register.title}", "page": page, "job": row, "state": state, "busy": row.failed_at is None
        and not (state.get("checked") or state.get("error") or state.get("saved")), "back": page.url(request.portal.key),
        "errors_url": page.url(request.portal.key, "errors", row.pk),
        "again_url": page.url(request.portal.key, "import"), "here": page.url(request.portal.key, "progress", row.pk),
    })  # fmt: skip


@page_view
def errors(request: Any, item: Any, job: int) -> FileResponse:
    """The returned copy of the file, with every error at its cell."""
    row = _own_job(request, _importable(request, item), job)
    path = Path(str(row.payload["path"]) + ".errors.xlsx")
    if not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=xlsx.XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote('错误标注-' + Path(row.payload['name']).name)}"
    )
    return response


@page_view
def batch(request: Any, item: Any, name: str) -> HttpResponse:
    """A move or an action on the ticked rows: each is its own act; what could not be done is said row by row.

    What it asks for is asked once, beside the ticks (``batch_fields`` of the list's template), and said of every row.
    """
    from anlan.kernel.act.act import Act, NotYours, Refused, Stale, deliver

    page = only_register(item)
    action = next((one for one in page.register.batch_steps if one.name == name), None)
    if request.method != "POST" or action is None:
        raise Http404
    names = {spec.name for spec in page.register.move_specs(action)}
    values = {name: request.POST[name] for name in names & request.POST.keys()}
    done, refused = 0, []
    for pk in picked_ids(request):
        try:
            row = page.rows(request.seat).filter(pk=pk).first()
            if row is None:
                raise NotYours
            deliver(Act(request.seat, page.register.key, name, pk, values))
            done += 1
        except Refused as why:
            refused.append(f"{row}：{why}")
        except (NotYours, Stale):
            refused.append(f"第 {pk} 号记录不存在或刚被修改")
    if done:
        tell(request, "success", f"{action.label}：已完成 {done} 条")
    if refused:
        tell(request, "warning", f"有 {len(refused)} 条未{action.label}：" + "；".join(refused[:5]))
    if not done and not refused:
        tell(request, "warning", "请先勾选要办理的记录")
    return HttpResponseRedirect(way_back(request, page.url(request.portal.key)))
