"""States of a participation, and how anything is taken off the books before it is used."""

from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

OWNER = Desk("owner", "项目法人", lambda row: row.project.unit_id, "project")
WORKS_OWNER = Desk("owner", "项目法人", lambda row: row.unit_id)
UNIT = Desk("unit", "本单位", lambda row: row.unit_id)

ACTIVE, ENDED = "active", "ended"
LISTED, DELETED = "listed", "deleted"

participation_flow = Flow(
    key="participation",
    title="参建",
    states=(State(ACTIVE, "参建中", "green", open="owner"), State(ENDED, "已收回", "grey", done=True, aside=True)),
    moves=(
        Move(
            "take_back", "收回标段", ACTIVE, ENDED, desk="owner", quiet=True, tone="danger", needs=("opinion",),
            opinion_label="收回原因", fields=(Field("ends_on", required=True),),
            run=lambda row, step, seat: row.take_back(),
        ),
    ),
    desks=(OWNER,),
)  # fmt: skip


def listing_flow(key: str, desk: Desk) -> Flow:
    """Of what is entered, changed, and deleted while nothing hangs on it."""
    return Flow(
        key=key,
        title="登记",
        states=(State(LISTED, "在册", "green", open=desk.key), State(DELETED, "已删除", hidden=True, aside=True)),
        moves=(
            Move("delete", "删除", LISTED, DELETED, desk=desk.key, quiet=True, tone="danger",
                 guard=lambda row, seat: row.delete_refused(), confirm="确定删除吗？"),
        ),
        desks=(desk,),
    )  # fmt: skip


project_flow = listing_flow("project", WORKS_OWNER)
section_flow = listing_flow("section", WORKS_OWNER)
post_flow = listing_flow("post", UNIT)
