"""The account and its registration, made together or not at all; and how far the matter of such an account has come."""

import uuid
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from anlan.kernel.act.act import Act, Refused, deliver
from anlan.kernel.act.models import Delivered
from anlan.kernel.doors.files import take_in
from anlan.kernel.flow.models import Step
from anlan.kernel.people.models import User
from anlan.kernel.people.newcomers import Standing, standing

from ..models import Registration
from ..rules import tidy_name, tidy_number
from . import files
from .declared import Enrolment, enrolment_of
from .details import Details


def enrol(said: Details, enrolment: Enrolment, act: uuid.UUID) -> Registration | None:
    """Makes account and registration; None where something stands against it, which ``said`` then tells."""
    if Delivered.objects.filter(uuid=act).exists():
        # This browser's own second click was answered before: the number is somebody else's.
        act = uuid.uuid4()
    try:
        with transaction.atomic():
            user = _account(said, enrolment)
            values = said.values() | {
                "portal": enrolment.portal,
                "phone": said.phone,
                "licence": [_licence(said, user.pk)],
            }
            row = deliver(Act(None, "registration", "create", values=values, uuid=act)).row
            if not settings.ENROLMENT_CHECKED:
                row = deliver(Act(None, "registration", "accept", row.pk)).row
    except Refused as error:
        said.errors |= error.errors
    except IntegrityError:
        # Another browser was a moment faster with the same code.
        said.errors[""] = [files.TAKEN.format(enrolment.authority)]
    else:
        return Registration.objects.select_related("user").get(pk=row.pk)
    return None


def _account(said: Details, enrolment: Enrolment) -> User:
    """A new account called by the code, once nothing stands against it; one whose registration was returned gives way."""
    code, contact = tidy_number(said.raw["code"]), tidy_name(said.raw["contact"])
    try:
        files.file_for(enrolment.portal, tidy_name(said.raw["name"]), code)
    except files.FieldError as error:
        raise Refused(str(error)) from error
    for old in User.objects.filter(username=code):
        old.username, old.phone = f"{code}·{old.pk}", ""
        old.save(update_fields=["username", "phone", "phone_index"])
        old.shut_out()
    return User.objects.make(code, contact[:60], said.words[0], phone=said.phone)


def _licence(said: Details, user_id: Any) -> str:
    try:
        return str(take_in(said.licence.name, said.licence.read(), user_id).pk)
    except ValueError as error:
        raise Refused({"licence": [str(error)]}) from error


def enrolled_by(act: uuid.UUID, code: str) -> int | None:
    """The id of the registration that an act made, if it is of that code."""
    found = Delivered.objects.filter(uuid=act, register="registration").values_list("record", flat=True).first()
    return found if found and Registration.objects.filter(pk=found, code=code).exists() else None


def send_again(said: Details, row: Registration, act: uuid.UUID) -> bool:
    """A returned registration with what was put right; False where something stands against it, which ``said`` tells."""
    try:
        with transaction.atomic():
            licence = row.licence if said.licence is None else [_licence(said, row.user_id)]
            deliver(Act(None, "registration", "resubmit", row.pk, said.values() | {"licence": licence}, uuid=act))
    except Refused as error:
        said.errors |= error.errors
        return False
    return True


@standing
def how_far(user: Any) -> Standing | None:
    """What somebody who registered reads when he signs in before he is let in."""
    row = Registration.objects.filter(user=user.pk).order_by("-pk").first()
    if row is None or row.state == "accepted":
        return None
    who = enrolment_of(row.portal).authority
    if row.state == "submitted":
        return Standing(row.portal, "企业注册审核中", (
            f"“{row.name}”的注册已提交，由{row.authority or who}审核营业执照。",
            "通过或退回都会发短信到注册的手机号；通过后用统一社会信用代码和注册密码登录即可使用。",
        ))  # fmt: skip
    step = Step.objects.filter(register="registration", record=row.pk, move="refuse").order_by("-id").first()
    return Standing(
        row.portal, "企业注册被退回", (f"退回理由：{step.opinion if step else ''}", "请修改后重新提交；统一社会信用代码填错的，请退出后重新注册。"),
        (("修改后重新提交", reverse("joining:again", args=[row.portal])),),
    )  # fmt: skip
