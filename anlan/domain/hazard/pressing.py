"""督促: how an authority presses a firm about one hazard."""

from typing import TYPE_CHECKING, Any

from anlan.kernel.clock import today
from anlan.kernel.notice import remind

from . import rules

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def press_refused(row: Any, seat: "Seat") -> str | None:
    """Why there is nothing to press, or nobody to press."""
    if not seat.is_authority:
        return "由管理部门督促"
    return None if row.is_unfinished else "已整改，无须督促"


def press(row: Any, seat: "Seat | None") -> str:
    """Tells the firm, once a day per authority; returns what to say to who pressed."""
    sender = seat.organisation.name if seat else "系统"
    late = rules.days_overdue(row.due_on, today())
    tail = f"，已逾期 {late} 天。" if late else "。"
    body = f"{sender}督促贵单位尽快整改：{row.name}。完成期限 {row.due_on}{tail}"
    key = f"{row.register_key()}-press:{row.pk}:{today()}:{seat.organisation_id if seat else 0}"
    sent = remind(row.unit_id, f"督促整改：{row}", body, key=key, sender=sender)
    return "已向企业发出督促提醒" if sent else "今天已督促过，不重复发送"
