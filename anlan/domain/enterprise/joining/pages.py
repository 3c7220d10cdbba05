"""企业注册 page by page: the mobile number, what is said of the firm, what happens next."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from anlan.kernel.clock import now
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.pickers import area_levels
from anlan.kernel.doors.portal import portal
from anlan.kernel.doors.show import FieldView
from anlan.kernel.people import codes
from anlan.kernel.people.enter import locked_out, picture
from anlan.kernel.people.forms import PhoneForm, sentences
from anlan.kernel.people.numbers import masked
from anlan.kernel.people.signins import note, too_many_enrolments, too_many_from
from anlan.kernel.register.plain import storable
from anlan.kernel.trail.crypto import decrypt, encrypt

from ..models import Registration
from ..rules import tidy_number
from .declared import Enrolment, enrolment_of
from .details import CHECKS, Details
from .enrolling import enrol, enrolled_by, send_again

PROVED_FOR = timedelta(minutes=30)
TOO_MANY = "从您所在的网络提交注册太频繁，本次没有提交。请一小时后再试"


def joins(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a portal where firms register; in any other portal it is not there."""

    @wraps(view)
    def guarded(request: Any, portal_key: str, *args: Any, **kwargs: Any) -> HttpResponse:
        enrolment = enrolment_of(portal_key)
        request.portal = portal(portal_key)
        return view(request, enrolment, *args, **kwargs)

    return guarded


def at(name: str, enrolment: Enrolment) -> str:
    """The address of one of these pages."""
    return reverse(f"joining:{name}", args=[enrolment.portal])


@joins
def start(request: Any, enrolment: Enrolment) -> HttpResponse:
    """First step: the mobile number and its code."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("web:home"))
    if request.method == "POST" and "code" in request.POST:
        return _prove(request, enrolment)
    form = PhoneForm(request.POST or None)
    if request.method != "POST":
        return _start_page(request, enrolment)
    if not form.is_valid():
        return _start_page(request, enrolment, form=form, status=422)
    phone = form.cleaned_data["phone"]
    if not codes.ask(request, "enrol", phone):
        note(request, masked(phone), "获取验证码被拒", way="短信")
        return _start_page(request, enrolment, error=codes.OFTEN, status=429)
    note(request, masked(phone), "发送验证码", way="短信")
    tell(request, "info", f"验证码已发送到 {masked(phone)}，五分钟内有效")
    return HttpResponseRedirect(at("start", enrolment))


def _prove(request: Any, enrolment: Enrolment) -> HttpResponse:
    asked = codes.asked(request, "enrol")
    if too_many_from(request):
        return locked_out(request, username=masked(asked) if asked else "", way="短信")
    if not asked:
        return _start_page(request, enrolment, error="请先填写手机号，点“获取验证码”", status=422)
    phone = codes.use(request, "enrol", request.POST["code"])
    if not phone:
        note(request, masked(asked), "失败", way="短信")
        return _start_page(request, enrolment, wrong=codes.WRONG, status=422)
    request.session["enrol"] = {"phone": encrypt(phone), "until": (now() + PROVED_FOR).isoformat()}
    return HttpResponseRedirect(at("details", enrolment))


def _start_page(
    request: Any, enrolment: Enrolment, *, form: Any = None, error: str = "", wrong: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    errors = form.errors if form is not None else {}
    asked = codes.asked(request, "enrol")
    field = FieldView("phone", "f-phone", "手机号", "phone", request.POST.get("phone", "") or asked, required=True,
                      errors=sentences(errors, "phone"), autocomplete="tel-national", help="联系人本人的手机号，用于登录和找回密码")  # fmt: skip
    context = {
        "title": "企业注册",
        "step": 1,
        "phone_field": field,
        "error": error,
        "wrong": wrong,
        "sent": bool(asked),
    }
    return render(request, "enterprise/join_start.html", picture(errors) | context | _words(enrolment), status=status)


def _words(enrolment: Enrolment) -> dict[str, Any]:
    return {"authority": enrolment.authority, "sign_in": f"{reverse('people:sign_in')}?portal={enrolment.portal}&way=password",
            "forgot": at("forgot", enrolment)}  # fmt: skip


def proved(request: Any) -> str:
    """The number that this browser proved, "" where it did not or too long ago."""
    kept = request.session.get("enrol")
    if not kept or datetime.fromisoformat(kept["until"]) < now():
        return ""
    return decrypt(kept["phone"])


@joins
def details(request: Any, enrolment: Enrolment) -> HttpResponse:
    """Second step: the firm, its contact, the password. What is sent twice is one registration."""
    act = _act(request)
    if request.method == "POST" and _is_done(request, act):
        return HttpResponseRedirect(at("done", enrolment))
    phone = proved(request)
    if not phone:
        return HttpResponseRedirect(at("start", enrolment))
    if request.method != "POST":
        return _details_page(request, enrolment, Details({}, phone), act)
    said = Details(request.POST, phone, request.FILES.get("licence"), password=True)
    if too_many_enrolments(request):
        said.errors[""] = [TOO_MANY]
        return _details_page(request, enrolment, said, act, status=429)
    if said.is_fine() and (row := enrol(said, enrolment, act)) is not None:
        note(request, row.code, "提交注册", row.user)
        request.session.pop("enrol", None)
        request.session["joined"] = {"record": row.pk, "act": str(act)}
        return HttpResponseRedirect(at("done", enrolment))
    if _is_done(request, act):
        return HttpResponseRedirect(at("done", enrolment))
    note(request, tidy_number(storable(request.POST.get("code", ""))), "注册未成")
    return _details_page(request, enrolment, said, act, status=422)


def _act(request: Any) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("act", ""))
    except ValueError:
        return uuid.uuid4()


def _is_done(request: Any, act: uuid.UUID) -> bool:
    """Was this very form taken already, by this browser's own earlier or simultaneous click?"""
    if request.session.get("joined", {}).get("act") == str(act):
        return True
    found = enrolled_by(act, tidy_number(storable(request.POST.get("code", ""))))
    if found is None:
        return False
    request.session["joined"] = {"record": found, "act": str(act)}
    return True


def _details_page(
    request: Any, enrolment: Enrolment, said: Details, act: uuid.UUID, *, again: Registration | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    context = {
        "title": "修改注册信息" if again else "企业注册", "step": 2, "fields": said.views(at("areas", enrolment), again),
        "licence": said.licence_view(again), "others": said.errors.get("", []), "act": act, "again": again,
        "phone": masked(said.phone), "check": at("check", enrolment),
    }  # fmt: skip
    return render(request, "enterprise/join_details.html", context | _words(enrolment), status=status)


@joins
def done(request: Any, enrolment: Enrolment) -> HttpResponse:
    """Third step: what happens next."""
    kept = request.session.get("joined")
    row = Registration.objects.filter(pk=kept["record"]).first() if kept else None
    if row is None:
        return HttpResponseRedirect(at("start", enrolment))
    context = {
        "title": "企业注册",
        "step": 3,
        "row": row,
        "phone": masked(row.phone),
        "accepted": row.state == "accepted",
    }
    return render(request, "enterprise/join_done.html", context | _words(enrolment))


@joins
def again(request: Any, enrolment: Enrolment) -> HttpResponse:
    """A registration that was returned: put right and sent again, by who made it."""
    user = request.user
    row = Registration.objects.filter(user=user.pk, portal=enrolment.portal).order_by("-pk").first()
    if not user.is_authenticated or request.seat is not None or row is None or row.state != "refused":
        return HttpResponseRedirect(reverse("web:home"))
    act = _act(request)
    if request.method != "POST":
        return _details_page(request, enrolment, Details({}, row.phone, row=row), act, again=row)
    said = Details(request.POST, row.phone, request.FILES.get("licence"), row=row)
    if said.is_fine() and send_again(said, row, act):
        note(request, user.username, "提交注册", user)
        return HttpResponseRedirect(reverse("web:home"))
    return _details_page(request, enrolment, said, act, again=row, status=422)


@joins
@require_POST
def check(request: Any, enrolment: Enrolment) -> JsonResponse:
    """What is wrong with a number as it is typed; by its check digits alone, so that it tells nothing of any firm."""
    judge = CHECKS.get(request.POST.get("name", ""))
    if judge is None:
        raise Http404
    return JsonResponse({"error": judge(storable(request.POST.get("value", ""))[:60]) or ""})


@joins
def areas(request: Any, enrolment: Enrolment) -> HttpResponse:
    """The cascade of areas, for who has proved a number, or puts his registration right."""
    if not proved(request) and not request.user.is_authenticated:
        raise Http404
    return area_levels(request)
