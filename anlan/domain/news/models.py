"""The nouns of news: article, notice, and a notice's receipt."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F

from anlan.domain.enterprise.industries import FIRM_KINDS, INDUSTRIES
from anlan.kernel.clock import now, today
from anlan.kernel.register.entry import FieldError
from anlan.kernel.register.modelfields import FilesField, ManyChoicesField
from anlan.kernel.register.records import Record

from .audience import firms_of, ids_by_name
from .flows import article_flow, notice_flow, receipt_flow
from .rules import missing_sentence, names_in
from .scopes import area_refused

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat


class ArticleKind(models.TextChoices):
    """The columns of the home page and of 在线帮助."""

    NEWS = "news", "新闻动态"
    POLICY = "policy", "政策法规"
    SPEC = "spec", "标准规范"
    FAQ = "faq", "常见问题"
    HELP = "help", "在线帮助"


class Article(Record):
    """Something to read and learn from, given out to an area."""

    title = models.CharField("标题", max_length=120)
    kind = models.CharField("类别", max_length=10, choices=ArticleKind.choices)
    body = models.TextField("正文")
    files = FilesField("附件", most=10)
    published_on = models.DateField("更新日期", null=True, blank=True)
    pinned = models.BooleanField("首页置顶", default=False)
    area = models.ForeignKey("scope.Area", models.PROTECT, related_name="+", verbose_name="发布范围")
    state = models.CharField(
        "状态", max_length=20, choices=article_flow.choices, default=article_flow.start, editable=False
    )

    class Meta:
        verbose_name = "信息发布"
        indexes: ClassVar = [
            models.Index(fields=["kind", "state", "-published_on"]),
            models.Index(fields=["area", "kind", "-published_on"]),
            models.Index(fields=["state", "-published_on"]),
            models.Index(fields=["-published_on"]),
        ]

    def __str__(self) -> str:
        return self.title

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """A change of what is published makes today its 更新日期, unless another day was entered with it."""
        super().settle(seat, is_new)
        if why := area_refused(seat, self.area_id):
            raise FieldError(why)
        if self.state == "published" and not is_new:
            before = Article.objects.filter(pk=self.pk).values_list("state", "published_on").get()
            if before == ("published", self.published_on):
                self.published_on = today()

    def publish(self, step: "Step", seat: "Seat | None") -> None:
        """Without a 更新日期 of its own it is as of today."""
        self.published_on = self.published_on or today()


class Audience(models.TextChoices):
    """How a notice names its receivers."""

    AREA = "area", "区域内全部单位"
    KIND = "kind", "按行业或单位类型"
    CHOSEN = "chosen", "指定单位"


class Notice(Record):
    """公告通知 from a superior department to firms."""

    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文")
    files = FilesField("附件", most=10)
    area = models.ForeignKey("scope.Area", models.PROTECT, related_name="+", verbose_name="接收区域")
    audience = models.CharField("接收范围", max_length=10, choices=Audience.choices, default=Audience.AREA)
    industries = ManyChoicesField("监管行业", options=INDUSTRIES)
    firm_kinds = ManyChoicesField("单位类型", options=FIRM_KINDS[1:])
    firm_names = models.TextField("指定单位", blank=True)
    firm_ids = models.JSONField(default=list, editable=False, blank=True)
    needs_receipt = models.BooleanField("是否需回执", default=False)
    sent_at = models.DateTimeField("发送时间", null=True, editable=False)
    received_count = models.PositiveIntegerField("接收单位数", default=0, editable=False)
    read_count = models.PositiveIntegerField("已读单位数", default=0, editable=False)
    state = models.CharField(
        "状态", max_length=20, choices=notice_flow.choices, default=notice_flow.start, editable=False
    )

    class Meta:
        verbose_name = "公告通知"
        indexes: ClassVar = [
            models.Index(fields=["area", "-sent_at"]),
            models.Index(fields=["state", "-sent_at"]),
            models.Index(fields=["-sent_at"]),
        ]

    def __str__(self) -> str:
        return self.title

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Finds the firms that were named. FieldError for names that are no firm within the sender's reach."""
        super().settle(seat, is_new)
        if why := area_refused(seat, self.area_id):
            raise FieldError(why)
        if self.state != "draft":
            return
        if self.audience == Audience.KIND and not (self.industries or self.firm_kinds):
            raise FieldError("请选择监管行业或单位类型")
        self.firm_ids = []
        if self.audience == Audience.CHOSEN:
            names = names_in(self.firm_names)
            if not names:
                raise FieldError("请填写接收单位的全称，每行一个")
            known = ids_by_name(self, names)
            if why := missing_sentence(names, known):
                raise FieldError(why)
            self.firm_ids = sorted(known.values())

    def send(self, step: "Step", seat: "Seat | None") -> None:
        """From now on it can't be changed; the receipts are made by the listener of this move."""
        self.sent_at = now()

    def withdraw(self, step: "Step", seat: "Seat | None") -> None:
        """Takes the receipts out of the receivers' lists."""
        self.receipts.update(state="withdrawn")

    def make_receipts(self) -> int:
        """One receipt for each receiving firm that has none yet; returns how many there are then."""
        firms = firms_of(self)
        for start in range(0, len(firms), 1000):
            NoticeReceipt.objects.bulk_create(
                [self._receipt(pk) for pk in firms[start : start + 1000]], ignore_conflicts=True
            )
        self.received_count = self.receipts.count()
        Notice.objects.filter(pk=self.pk).update(received_count=self.received_count)
        return self.received_count

    def _receipt(self, organisation: int) -> "NoticeReceipt":
        return NoticeReceipt(
            notice=self, organisation_id=organisation, sender_id=self.made_for_id, title=self.title,
            needs_receipt=self.needs_receipt, received_at=self.sent_at or now(),
            made_by_id=self.made_by_id, made_for_id=self.made_for_id,
        )  # fmt: skip

    def press(self, act: Any, seat: "Seat | None") -> dict[str, str]:
        """催办: reminds every firm that has not read it yet; the listener does it."""
        return {"show": f"将提醒 {self.receipts.filter(state='unread').count()} 家未读单位"}


class NoticeReceipt(Record):
    """A notice as one firm has it: 未读 until somebody there opens it."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="receipts", editable=False, verbose_name="公告通知")
    organisation = models.ForeignKey(
        "scope.Organisation", models.PROTECT, related_name="+", editable=False, verbose_name="接收单位"
    )
    sender = models.ForeignKey(
        "scope.Organisation", models.PROTECT, null=True, related_name="+", editable=False, verbose_name="发送单位"
    )
    title = models.CharField("标题", max_length=120, editable=False)
    needs_receipt = models.BooleanField("是否需回执", default=False, editable=False)
    received_at = models.DateTimeField("接收时间", default=now, editable=False)
    read_at = models.DateTimeField("阅读时间", null=True, editable=False)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="阅读人"
    )
    state = models.CharField(
        "状态", max_length=20, choices=receipt_flow.choices, default=receipt_flow.start, editable=False
    )

    class Meta:
        verbose_name = "公告通知回执"
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-received_at"]),
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["sender", "-received_at"]),
            models.Index(fields=["sender", "state"]),
            models.Index(fields=["notice", "state"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "organisation"], name="one_receipt_per_firm_and_notice")
        ]

    def __str__(self) -> str:
        return self.title

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """FieldError for a receipt without its notice having been sent."""
        super().settle(seat, is_new)
        if is_new:
            raise FieldError("回执由发送公告通知产生，不能单独新增；请在公告通知里发送")

    def read(self, step: "Step", seat: "Seat | None") -> None:
        """Keeps who read it first, and counts it on the notice."""
        self.read_at, self.read_by_id = now(), seat.user_id if seat else None
        Notice.objects.filter(pk=self.notice_id).update(read_count=F("read_count") + 1)

    def press(self, act: Any, seat: "Seat | None") -> None:
        """催办 one firm."""
        from .sending import remind_unread

        remind_unread([self])
