"""States and moves of articles, notices and receipts."""

from anlan.kernel.flow.table import Desk, Flow, Move, State

AUTHOR = Desk("author", "发布单位", lambda row: row.made_for_id)
RECEIVER = Desk("receiver", "接收单位", lambda row: row.organisation_id)

article_flow = Flow(
    "article",
    "发布",
    states=(
        State("draft", "未发布", "grey", open="author"),
        State("published", "已发布", "green", open="author"),
        State("withdrawn", "已撤下", "orange", open="author", aside=True),
        State("deleted", "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move(
            "publish", "发布", ("draft", "withdrawn"), "published", desk="author", quiet=True, tone="primary",
            run=lambda row, step, seat: row.publish(step, seat),
        ),
        Move("withdraw", "撤下", "published", "withdrawn", quiet=True, confirm="撤下后企业不能再看到。确定撤下吗？"),
        Move(
            "delete", "删除", ("draft", "withdrawn"), "deleted", desk="author", quiet=True, tone="danger",
            confirm="确定删除吗？",
        ),
    ),
    desks=(AUTHOR,),
)  # fmt: skip

notice_flow = Flow(
    "notice",
    "发送",
    states=(
        State("draft", "草稿", "grey", open="author"),
        State("sent", "已发送", "green"),
        State("withdrawn", "已撤回", "orange", aside=True),
        State("deleted", "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move(
            "send", "发送", "draft", "sent", desk="author", quiet=True, tone="primary",
            confirm="发送后不能修改，只能撤回。确定发送吗？", run=lambda row, step, seat: row.send(step, seat),
        ),
        Move(
            "withdraw", "撤回", "sent", "withdrawn", desk="author", quiet=True, tone="danger",
            confirm="撤回后接收单位不能再看到这份通知。确定撤回吗？",
            run=lambda row, step, seat: row.withdraw(step, seat),
        ),
        Move(
            "delete", "删除", "draft", "deleted", desk="author", quiet=True, tone="danger",
            confirm="确定删除这份草稿吗？",
        ),
    ),
    desks=(AUTHOR,),
)  # fmt: skip

receipt_flow = Flow(
    "noticereceipt",
    "阅读",
    states=(
        State("unread", "未读", "orange"),
        State("read", "已读", "green"),
        State("confirmed", "已回执", "blue", aside=True),
        State("withdrawn", "已撤回", hidden=True, aside=True),
    ),
    moves=(
        Move(
            "read", "阅读", "unread", "read", desk="receiver", quiet=True,
            run=lambda row, step, seat: row.read(step, seat),
        ),
        Move(
            "confirm", "回执", "read", "confirmed", desk="receiver", quiet=True, asks=("opinion",),
            opinion_label="回执内容", guard=lambda row, seat: None if row.needs_receipt else "这份通知不需要回执",
        ),
    ),
    desks=(RECEIVER,),
)  # fmt: skip
