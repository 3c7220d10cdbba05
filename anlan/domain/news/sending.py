"""Reminding those who have not read, and counting what is unread."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse

from anlan.kernel.clock import today
from anlan.kernel.notice.models import Reminder

from .models import NoticeReceipt

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from anlan.kernel.scope.models import Seat


def remind_unread(receipts: Iterable[NoticeReceipt]) -> int:
    """A 系统提醒 for each receipt that is still unread, at most once a day; returns how many receipts were unread."""
    day = today()
    rows = [
        Reminder(
            organisation_id=receipt.organisation_id, title=f"请及时阅读公告通知：{receipt.title}",
            body="上级管理部门提醒您：这份公告通知还没有阅读，请打开阅读。", url=address(receipt),
            key=f"notice-unread:{receipt.pk}:{day.isoformat()}",
            sender=receipt.sender.name if receipt.sender else "系统",
        )
        for receipt in receipts
        if receipt.state == "unread"
    ]  # fmt: skip
    # Ten thousand firms at once: one statement for each thousand instead of one for each firm.
    Reminder.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def address(receipt: NoticeReceipt) -> str:
    """Where a receipt is opened, on whichever portal the reader has."""
    try:
        return reverse("doors:go", args=["noticereceipt", receipt.pk])
    except NoReverseMatch:
        return ""


def unread_notices(seat: "Seat") -> "QuerySet[NoticeReceipt]":
    """The 公告通知 that the seat's organisation has not read."""
    return NoticeReceipt.objects.filter(organisation=seat.organisation_id, state="unread")
