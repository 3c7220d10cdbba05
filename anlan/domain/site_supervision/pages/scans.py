"""上传盖章扫描件: photos of signed and stamped papers; each finds its paper by the QR code in it."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.act.act import Act, NotYours, Refused, deliver
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id
from anlan.kernel.doors.files import stored
from anlan.kernel.doors.pages import related, render
from anlan.kernel.doors.show import FieldView, file_view
from anlan.kernel.register import registry
from anlan.kernel.register.plain import is_uuid, whole
from anlan.kernel.trail.models import Attachment
from anlan.kernel.trail.pictures import PictureError

from .. import codes
from ..flows import STANDING
from .found import KEY, paper_of

MOST, MOST_OFFERED = 20, 50
FOREIGN = "照片里的二维码不是本平台文书的，或不是您能看到的文书，没有归档；请核对后重拍"
NOT_A_PICTURE = "不是照片，没有归档；请拍照或选择 jpg、png 图片"
NO_CODE = "没有认出二维码：请拍清右上角的二维码重拍，或在下面选择是哪份文书"


@dataclass
class Outcome:
    """What became of one photo. ``paper`` where it was filed, else ``why``; ``may_pick``: a person may say whose it is."""

    file: dict[str, Any]
    paper: Any = None
    why: str = ""
    may_pick: bool = False
    url: str = field(default="")


def file_scans(request: Any, screen: Any, pk: int | None = None) -> HttpResponse:
    """The page, from anywhere (``pk``: from a paper, to which it leads back). Photos are filed at once."""
    if pk is not None and paper_of(request.seat, pk) is None:
        raise Http404
    outcomes: list[Outcome] = []
    if request.method == "POST":
        act = act_id(request)
        outcomes = [_file(request, act, one) for one in _sent(request)]
        filed = [o for o in outcomes if o.paper is not None]
        if filed:
            tell(
                request,
                "success",
                f"已归档 {len(filed)} 张：" + "、".join(dict.fromkeys(o.paper.number for o in filed)),
            )
        if outcomes and len(filed) == len(outcomes):
            return HttpResponseRedirect(
                filed[0].url if len({o.url for o in filed}) == 1 else screen.url(request.portal.key)
            )
    left = [o for o in outcomes if o.paper is None]
    photos = FieldView("scans", "f-scans", "盖章扫描件", "files", [], accept="image/jpeg,image/png", most=MOST, wide=True,
                       help="拍清整页，右上角二维码要拍进去；一份一份拍，可以一次选很多张", required=not left)  # fmt: skip
    context = {
        "title": screen.title, "fields": [photos], "left": left, "act": uuid.uuid4(), "act_name": "file_scan",
        "back": "" if pk is None else reverse("doors:go", args=[KEY, pk]),
        "papers": _offered(request.seat) if any(o.may_pick for o in left) else [], "empty": request.method == "POST" and not outcomes,
    }  # fmt: skip
    return render(request, "site_supervision/scans.html", context, status=422 if left or context["empty"] else 200)


def _sent(request: Any) -> list[Attachment]:
    """The sender's own fresh uploads; of any other id the page says nothing."""
    ids = [i for i in request.POST.getlist("scans") if is_uuid(i)][:MOST]
    found = Attachment.objects.filter(pk__in=ids, user_id=request.user.pk, record="", ready=True).in_bulk()
    return [found[uuid.UUID(i)] for i in dict.fromkeys(ids) if uuid.UUID(i) in found]


def _offered(seat: Any) -> list[Any]:
    register = registry.register(KEY)
    rows = register.rows(seat).filter(state__in=STANDING).order_by("-created_at")
    return [r for r in related(register, rows)[:MOST_OFFERED] if not register.step_refused(r, seat, "file_scan")]


def _file(request: Any, act: uuid.UUID, one: Attachment) -> Outcome:
    found = Outcome(file_view(one))
    try:
        told = codes.read(stored(one))
    except PictureError:
        found.why = NOT_A_PICTURE
        return found
    papers = _papers(request.seat, told)
    picked = paper_of(request.seat, whole(request.POST.get(f"paper-{one.pk}"), 0))
    if len(papers) > 1:
        found.why = f"一张照片里有 {len(papers)} 份文书（{'、'.join(p.number for p in papers)}），请一份一份拍"
    elif not papers and told:
        found.why = FOREIGN
    elif not papers and picked is None:
        found.why, found.may_pick = NO_CODE, True
    else:
        _deliver(request, act, one, papers[0] if papers else picked, found)
    return found


def _papers(seat: Any, told: list[str]) -> list[Any]:
    """The seat's papers whose code is among what was read."""
    rows = [(paper_of(seat, pk), code) for pk, code in filter(None, map(codes.meant, told))]
    return list({row.pk: row for row, code in rows if row is not None and row.known_by(code)}.values())


def _deliver(request: Any, act: uuid.UUID, one: Attachment, row: Any, found: Outcome) -> None:
    try:
        again = uuid.uuid5(act, str(one.pk))
        deliver(Act(request.seat, KEY, "file_scan", row.pk, {"scans": [str(one.pk)]}, uuid=again))
    except (NotYours, Refused) as refused:
        found.why = str(refused) or FOREIGN
    else:
        found.paper, found.url = row, reverse("doors:go", args=[KEY, row.pk])
