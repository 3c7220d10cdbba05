"""States and moves: an edition is drafted, published and one day replaced; its parts go with it."""

from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

AUTHOR = Desk("author", "编制单位", lambda row: row.made_for_id)
PUBLIC = ("published", "replaced")

standard_flow = Flow(
    "checkstandard",
    "检查标准",
    states=(
        State("draft", "编制中", "grey", open="author"),
        State("published", "已发布", "green"),
        State("replaced", "已废止", "orange", done=True),
        State("deleted", "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move(
            "publish", "发布", "draft", "published", desk="author", quiet=True, tone="primary",
            confirm="发布后本版本不能再修改，只能新建版本。确定发布吗？",
            run=lambda row, step, seat: row.publish(step, seat),
        ),
        Move(
            "replace", "废止", "published", "replaced", fields=(Field("valid_to", required=True),), quiet=True,
            tone="danger", run=lambda row, step, seat: row.replace(step, seat),
        ),
        Move(
            "delete", "删除", "draft", "deleted", desk="author", quiet=True, tone="danger",
            confirm="确定删除这份未发布的标准吗？",
        ),
    ),
    desks=(AUTHOR,),
)  # fmt: skip


def part_flow(key: str, title: str, *, always_open: bool = False) -> Flow:
    """The way of a part of an edition: it is published by its edition, and can be deleted only before that.

    ``always_open``: the part is no rule (a wording), so that it may be changed and deleted afterwards too.
    """
    return Flow(
        key,
        title,
        states=(
            State("draft", "编制中", "grey", open="author"),
            State("published", "已发布", "green", open="author" if always_open else ""),
            State("deleted", "已删除", hidden=True, aside=True),
        ),
        moves=(
            Move(
                "delete", "删除", ("draft", "published") if always_open else "draft", "deleted", desk="author",
                quiet=True, tone="danger", confirm=f"确定删除这条{title}吗？",
            ),
        ),
        desks=(AUTHOR,),
    )  # fmt: skip


category_flow = part_flow("category", "检查分类")
item_flow = part_flow("item", "检查条目")
criterion_flow = part_flow("majorcriterion", "重大隐患判定依据")
phrase_flow = part_flow("phrase", "常用表述", always_open=True)
