"""The firm is told what became of its request to correct fixed information, and who registers what became of that."""

from django.urls import reverse

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event
from anlan.kernel.flow.models import Step
from anlan.kernel.notice import remind
from anlan.kernel.people.codes import tell_phone

from .joining import enrolling  # noqa: F401
from .models import ChangeRequest, Enterprise, Registration


@on("seat.created")
def note_account(event: Event) -> None:
    """A firm's file says that it has an account, also where 账号与岗位 made it."""
    firm = Enterprise.objects.filter(organisation__seats=event.record, has_account=False).first()
    if firm is not None:
        deliver(Act(None, "enterprise", "change", firm.pk))


@on("changerequest.accept", "changerequest.refuse")
def tell_the_firm(event: Event) -> None:
    """A reminder with the decision and the opinion given with it."""
    row = ChangeRequest.objects.get(pk=event.record)
    step = Step.objects.get(pk=event.payload["step"])
    title = f"固定信息更正申请{'已同意' if step.move == 'accept' else '未通过'}：{row.get_field_display()}"
    url = reverse("doors:go", args=["changerequest", row.pk])
    remind(row.unit_id, title, step.opinion, url=url, key=f"changerequest:{event.pk}", sender=step.place or "系统")


@on("registration.accept", "registration.refuse")
def tell_the_registrant(event: Event) -> None:
    """A message to the number that was registered: there may be nobody who could read a reminder."""
    row = Registration.objects.get(pk=event.record)
    step = Step.objects.get(pk=event.payload["step"])
    if step.move == "accept":
        text = "贵单位的企业注册已通过审核，请用统一社会信用代码和注册时设置的密码登录。"
    else:
        text = f"贵单位的企业注册被退回：{step.opinion[:100]}。请用统一社会信用代码和注册密码登录后修改并重新提交。"
    tell_phone(row.phone, text, f"registration:{event.pk}")
