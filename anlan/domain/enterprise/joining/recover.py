"""忘记密码 by what was registered (J-1.h): contact, identity number and mobile number, then a code and a new password.

Whoever asks learns nothing: page, work and limits are the same whatever is typed; whether a message goes out is looked up in
the job that sends it, and once more when its code is used.
"""

import json
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.clock import jobs
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.show import FieldView
from anlan.kernel.people import codes
from anlan.kernel.people.enter import locked_out, picture
from anlan.kernel.people.forms import PhoneForm, sentences
from anlan.kernel.people.models import User
from anlan.kernel.people.numbers import masked
from anlan.kernel.people.signins import note, too_many_from
from anlan.kernel.trail.crypto import CannotDecrypt, blind_indexes, decrypt, encrypt

from ..models import Registration
from ..rules import tidy_name, tidy_number
from ..sections import check_code
from .declared import Enrolment
from .details import CHECKS
from .pages import at, joins

SENT = "如果联系人、身份证号和手机号都与登记的一致，验证码已发送到 {}，五分钟内有效。没有收到请核对后重填，或联系所属区域的{}"
FACTS = ("code", "contact", "citizen_id", "phone")


class FactsForm(PhoneForm):
    """What was registered, and the picture code."""

    code = forms.CharField(max_length=60, error_messages={"required": "请填写统一社会信用代码"})
    contact = forms.CharField(max_length=60, error_messages={"required": "请填写联系人"})
    citizen_id = forms.CharField(max_length=60, error_messages={"required": "请填写身份证号"})

    def clean_code(self) -> str:
        """Well formed, by its check digits."""
        return self._judged("code", check_code)

    def clean_citizen_id(self) -> str:
        """Well formed, by its check digit and date."""
        return self._judged("citizen_id", CHECKS["citizen_id"])

    def _judged(self, name: str, judge: Any) -> str:
        if sentence := judge(self.cleaned_data[name]):
            raise ValidationError(sentence)
        return tidy_number(self.cleaned_data[name])


class WordForm(forms.Form):
    """The code and the new password, twice."""

    code = forms.CharField(max_length=20, error_messages={"required": "请填写短信验证码"})
    new = forms.CharField(strip=False, max_length=200, error_messages={"required": "请填写新密码"})
    again = forms.CharField(strip=False, max_length=200, error_messages={"required": "请再填一遍新密码"})


def account_of(facts: dict[str, str]) -> User | None:
    """The account all of whose facts these are. The number is the one bound to the account now."""
    rows = Registration.objects.filter(
        Q(code=facts["code"]) | Q(unit__code=facts["code"]), user__is_active=True,
        user__phone_index__in=blind_indexes(facts["phone"]), contact_index__in=blind_indexes(tidy_name(facts["contact"])),
        citizen_index__in=blind_indexes(facts["citizen_id"]),
    )  # fmt: skip
    row = rows.select_related("user").order_by("-pk").first()
    return row.user if row is not None else None


@jobs.job("send-sms-to-contact", outside=True)
def send_to_contact(payload: dict[str, Any]) -> None:
    """Sends one message if these facts are somebody's."""
    if account_of(json.loads(decrypt(payload["facts"]))) is not None:
        codes.send_sms(payload)


@joins
def forgot(request: Any, enrolment: Enrolment) -> HttpResponse:
    """First step: the facts and the picture code."""
    form = FactsForm(request.POST or None)
    errors: Any = form.errors if request.method == "POST" else {}
    if request.method == "POST" and form.is_valid():
        kept = encrypt(json.dumps({name: form.cleaned_data[name] for name in FACTS}))
        phone = form.cleaned_data["phone"]
        if codes.ask(request, "recover", phone, job="send-sms-to-contact", facts={"facts": kept}):
            note(request, masked(phone), "发送验证码", way="短信")
            request.session["recover"] = kept
            tell(request, "info", SENT.format(masked(phone), enrolment.authority))
            return HttpResponseRedirect(at("new_password", enrolment))
        note(request, masked(phone), "获取验证码被拒", way="短信")
        errors = {"phone": [codes.OFTEN]}
    labels = (("code", "统一社会信用代码", "text"), ("contact", "联系人", "text"), ("citizen_id", "身份证号", "text"),
              ("phone", "手机号", "phone"))  # fmt: skip
    fields = [
        FieldView(n, f"f-{n}", t, k, request.POST.get(n, ""), required=True, errors=sentences(errors, n)) for n, t, k in labels
    ]  # fmt: skip
    context = {"title": "忘记密码", "fields": fields, "check": at("check", enrolment), "entrance": at("start", enrolment),
               "by_name": f"{reverse('people:forgot')}?portal={enrolment.portal}", "sign_in": _sign_in(enrolment)}  # fmt: skip
    return render(request, "enterprise/recover.html", picture(errors) | context, status=422 if errors else 200)


def _sign_in(enrolment: Enrolment) -> str:
    return f"{reverse('people:sign_in')}?portal={enrolment.portal}&way=password"


def _kept(request: Any) -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads(decrypt(request.session["recover"]))
    except (KeyError, CannotDecrypt):
        return None
    return found


@joins
def new_password(request: Any, enrolment: Enrolment) -> HttpResponse:
    """Second step: the code and the new password; every session and key of the account ends with it."""
    facts = _kept(request)
    if facts is None:
        return HttpResponseRedirect(at("forgot", enrolment))
    form = WordForm(request.POST or None)
    if request.method == "POST":
        if too_many_from(request):
            return locked_out(request, username=masked(facts["phone"]), way="短信")
        if form.is_valid() and (user := _judge(request, form, facts)) is not None:
            user.choose(form.cleaned_data["new"])
            user.end_everywhere()
            note(request, user.username, "重置密码", user)
            del request.session["recover"]
            tell(request, "success", "密码已重置，其他设备上的登录已退出，请用新密码登录")
            return HttpResponseRedirect(_sign_in(enrolment))
    labels = (("code", "短信验证码", "text"), ("new", "新密码", "password"), ("again", "确认新密码", "password"))
    errors = form.errors if request.method == "POST" else {}
    fields = [FieldView(n, f"f-{n}", t, k, "", required=True, errors=sentences(errors, n)) for n, t, k in labels]
    context = {"title": "重置密码", "fields": fields, "again": at("forgot", enrolment)}
    return render(request, "enterprise/recover_password.html", context, status=422 if errors else 200)


def _judge(request: Any, form: WordForm, facts: dict[str, str]) -> User | None:
    """The account, if password and code are good; a wrong password uses no code up."""
    new = form.cleaned_data["new"]
    try:
        validate_password(new, User(username=facts["code"], name=facts["contact"], phone=facts["phone"]))
    except ValidationError as error:
        form.add_error("new", error)
    if new != form.cleaned_data["again"]:
        form.add_error("again", "两次填写的新密码不一样")
    if form.errors:
        return None
    phone = codes.use(request, "recover", form.cleaned_data["code"])
    user = account_of(facts) if phone and phone == facts["phone"] else None
    if user is None:
        note(request, masked(facts["phone"]), "失败", way="短信")
        form.add_error("code", codes.WRONG)
    return user
