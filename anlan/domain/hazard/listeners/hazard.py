"""What follows from a hazard's events, after their transaction."""

from django.urls import reverse

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event
from anlan.kernel.notice import remind

from ..models import Hazard

TOLD = {
    "hazard.send_back": "重大隐患审核被退回，请补充说明后重新提交",
    "hazard.fail_verify": "重大隐患复查不通过，请继续整改",
    "hazard.fail_review": "隐患复查不通过，请继续整改",
    "hazard.list": "重大隐患已挂牌督办，请在期限内报送治理方案并完成治理",
    "hazard.grant_extension": "延期申请已同意",
    "hazard.deny_extension": "延期申请未获同意",
    "hazard.refuse": "销号申请未获同意，请继续治理",
    "hazard.close": "重大隐患已销号",
    "hazard.approve": "重大隐患已审核",
}
"""What a firm is told by a 系统提醒 when an authority has decided."""


@on("hazard.finish")
def compare_photos(event: Event) -> None:
    """Looks whether the pictures handed in are new; takes too long to be done while the person waits."""
    row = Hazard.objects.get(pk=event.record)
    if row.photos_after:
        deliver(Act(seat=None, register="hazard", verb="compare_photos", record=row.pk))


@on(*TOLD)
def tell_firm(event: Event) -> None:
    """The firm learns of each decision once."""
    row = Hazard.objects.get(pk=event.record)
    url = reverse("doors:go", args=["hazard", row.pk])
    remind(row.unit_id, f"{TOLD[event.name]}：{row.name}", url=url, key=f"{event.name}:{event.pk}")


@on("hazard.report")
def tell_of_reported_for(event: Event) -> None:
    """A firm must know what an authority has reported on its behalf."""
    row = Hazard.objects.select_related("made_for").get(pk=event.record)
    if row.made_for_id in (None, row.unit_id):
        return
    url = reverse("doors:go", args=["hazard", row.pk])
    title = f"{row.made_for}为贵单位上报了{row.get_level_display()}：{row.name}"
    remind(row.unit_id, title, f"完成期限 {row.due_on}，请及时整改并填报。", url=url, key=f"reported-for:{row.pk}")
