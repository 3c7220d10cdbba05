"""States and moves: an edition is drafted, published and one day replaced; its parts go with it."""

from typing import TYPE_CHECKING, Any

from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

from .kinds import Judging

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

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


def is_frozen_wording(row: Any) -> bool:
    """Is it a wording of a published standard that consists of wordings?"""
    return bool(row.standard.judging == Judging.WORDING and row.standard.state != "draft")


def wording_refused(row: Any, seat: "Seat") -> str | None:
    """Why a wording can't be deleted: it is the standard itself, and that is published."""
    return "标准已发布，检查用语不能再删除；请先新建版本，在新版本里修改" if is_frozen_wording(row) else None


def _alone(row: Any, step: Any, seat: "Seat | None") -> None:
    row.refuse_while_used()


def part_flow(key: str, title: str, *, always_open: bool = False) -> Flow:
    """The way of a part of an edition: it is published by its edition, and can be deleted only before that, once nothing
    hangs on it.

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
                guard=wording_refused if always_open else None, run=_alone,
            ),
        ),
        desks=(AUTHOR,),
    )  # fmt: skip


category_flow = part_flow("category", "检查分类")
item_flow = part_flow("item", "检查条目")
deduction_flow = part_flow("deduction", "扣分标准")
criterion_flow = part_flow("majorcriterion", "重大隐患判定依据")
phrase_flow = part_flow("phrase", "常用表述", always_open=True)
