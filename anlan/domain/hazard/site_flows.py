"""The one axis of a hazard of a building site: it follows the inspection that found it, and nobody moves it by hand."""

from anlan.kernel.flow.table import Flow, Move, State

OPEN, REPLIED, CLOSED, DELETED = "open", "replied", "closed", "deleted"
UNFINISHED = (OPEN, REPLIED)

site_hazard_flow = Flow(
    key="sitehazard",
    title="整改",
    states=(
        State(OPEN, "待整改", "orange", due=lambda row: row.due_on),
        State(REPLIED, "待复查", "purple"),
        State(CLOSED, "已销号", "green", done=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move("reply", "整改回复", OPEN, REPLIED, quiet=True),
        Move("reopen", "复查不通过", REPLIED, OPEN, quiet=True),
        Move("close", "销号", (OPEN, REPLIED), CLOSED, quiet=True, run=lambda row, step, seat: row.close()),
        Move("delete", "删除", UNFINISHED, DELETED, quiet=True),
    ),
)
