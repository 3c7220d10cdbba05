"""How articles, notices and receipts are listed, entered and shared."""

from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Action, Field, Section, Share

from .flows import article_flow, notice_flow, receipt_flow
from .models import Article, Audience, Notice, NoticeReceipt
from .pages import read_notice
from .scopes import Addressed, GivenOut, Receipts

MARKS = "可用简单标记：# 标题、- 列表、**加粗**、[文字](网址)"


class ArticleRegister(Register):
    model = Article
    columns = ("title", "kind", "published_on", "area", "pinned", "state")
    order = ("-published_on", "kind")
    search = ("title",)
    filters = ("title", "kind", "published_on", "state")
    sections = (
        Section(
            "内容", Field("title", wide=True), "kind", Field("published_on", help="不填则为发布当天"),
            Field("area", default=lambda seat: seat.organisation.area_id), "pinned",
            Field("body", wide=True, help=MARKS), Field("files", wide=True),
        ),
    )  # fmt: skip
    share = Share("title", search=("title",), hint=("kind",))
    scope = GivenOut("published")
    flow = article_flow


class NoticeRegister(Register):
    model = Notice
    columns = ("title", "audience", "area", "sent_at", "received_count", "read_count", "state")
    order = ("-sent_at", "-id")
    search = ("title",)
    filters = ("title", "sent_at", "state")
    sections = (
        Section("通知内容", Field("title", wide=True), Field("body", wide=True, help=MARKS), Field("files", wide=True)),
        Section(
            "发送给", Field("area", default=lambda seat: seat.organisation.area_id),
            Field("audience", radio=True),
            Field("industries", when=("audience", Audience.KIND.value), wide=True, help="不选表示不限行业"),
            Field("firm_kinds", when=("audience", Audience.KIND.value), wide=True, help="不选表示不限类型"),
            Field("firm_names", when=("audience", Audience.CHOSEN.value), wide=True, help="单位全称，每行一个"),
            Field("needs_receipt", required=True),
        ),
    )  # fmt: skip
    share = Share("title", search=("title",), hint=("sent_at",))
    scope = Addressed()
    flow = notice_flow
    actions = (
        Action(
            "press", "催办未读", permission="press", run=Notice.press, confirm="向所有未读单位发送系统提醒？",
            refused=lambda row, seat: None if row.state == "sent" else "通知还没有发送",
        ),
    )  # fmt: skip


class NoticeReceiptRegister(Register):
    model = NoticeReceipt
    columns = ("title", "received_at", "state")
    order = ("-received_at", "state", "organisation")
    search = ("title",)
    filters = ("received_at", "title", "state")
    share = Share("title", search=("title",), hint=("received_at",))
    scope = Receipts()
    flow = receipt_flow
    pages = {"detail": read_notice}
    actions = (
        Action(
            "press", "催办", permission="press", run=NoticeReceipt.press, batch=True,
            refused=lambda row, seat: (
                "只有发送单位可以催办" if row.sender_id != seat.organisation_id
                else None if row.state == "unread" else "该单位已阅读"
            ),
        ),
    )  # fmt: skip
