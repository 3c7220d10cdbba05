"""What becomes of a policy's entry, and of a claim. In force or run out is no state: the dates say it."""

from anlan.domain.project.works import OWNER
from anlan.kernel.flow.table import Flow, Move, State
from anlan.kernel.register.words import Field

LISTED, DELETED = "listed", "deleted"
REPORTED, PAID, REFUSED, WITHDRAWN = "reported", "paid", "refused", "withdrawn"

insurance_flow = Flow(
    key="safetyinsurance",
    title="登记",
    states=(State(LISTED, "已登记", "green", open="owner"), State(DELETED, "已删除", hidden=True, aside=True)),
    moves=(
        Move(
            "delete", "删除", LISTED, DELETED, desk="owner", quiet=True, tone="danger", needs=("opinion",),
            opinion_label="删除原因", run=lambda row, step, seat: row.take_off(),
        ),
    ),
    desks=(OWNER,),
)  # fmt: skip

claim_flow = Flow(
    key="claim",
    title="理赔",
    states=(
        State(REPORTED, "理赔中", "orange", open="owner"),
        State(PAID, "已赔付", "green", done=True),
        State(REFUSED, "已拒赔", "red", done=True, aside=True),
        State(WITHDRAWN, "已撤案", "grey", done=True, aside=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move(
            "pay", "登记赔付", REPORTED, PAID, desk="owner", quiet=True, tone="primary",
            fields=(Field("paid", required=True), Field("paid_on", required=True)),
            run=lambda row, step, seat: row.be_paid(),
        ),
        Move("refuse", "登记拒赔", REPORTED, REFUSED, desk="owner", quiet=True, needs=("opinion",), opinion_label="拒赔理由"),
        Move("withdraw", "撤案", REPORTED, WITHDRAWN, desk="owner", quiet=True, needs=("opinion",), opinion_label="撤案原因"),
        Move("reopen", "重新理赔", (REFUSED, WITHDRAWN), REPORTED, desk="owner", quiet=True, needs=("opinion",),
             opinion_label="重新理赔的原因"),
        Move("delete", "删除", REPORTED, DELETED, desk="owner", quiet=True, tone="danger", needs=("opinion",),
             opinion_label="删除原因"),
    ),
    desks=(OWNER,),
)  # fmt: skip
