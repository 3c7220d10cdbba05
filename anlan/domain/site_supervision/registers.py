"""How 监理文书 are listed, drafted and shared."""

from anlan.domain.project.works import SECTION, WorksRegister
from anlan.kernel.register.words import Action, Field, Section, Share

from .flows import paper_flow
from .kinds import BY_ENGINEER, TO_CONTRACTOR
from .models import SupervisionPaper
from .pages import detail
from .scopes import Papers

ASKING = ("kind", tuple(TO_CONTRACTOR))
SIGNED = ("kind", tuple(BY_ENGINEER))


class SupervisionPaperRegister(WorksRegister):
    """监理文书."""

    model = SupervisionPaper
    columns = "number", "title", "section", "addressee", "reply_due_on", "issued_at", "scans", "state"
    order = ("-created_at",)
    search = ("number", "title")
    filters = "state", "section", "project", "kind"
    sections = (
        Section(
            "文书",
            Field("kind", fixed=True), Field(SECTION.name, fixed=True, required=True, help=SECTION.help),
            Field("title", wide=True), Field("text", wide=True, help="签发后不能再改"), Field("due_on", when=ASKING), Field("reply_due_on", when=ASKING),
            Field("signer_post", radio=True, when=SIGNED), "signer", Field("photos", wide=True, help="印在文书后面，最多 4 张"),
        ),
    )  # fmt: skip
    share = Share("title", search=("number", "title"), hint=("number",))
    scope = Papers("unit", shared="is_sent")
    flow = paper_flow
    actions = (
        Action("file_scan", "上传盖章扫描件", "file_scan", run=lambda row, act, seat: row.file_scans(act, seat),
               refused=lambda row, seat: row.scan_refused()),
    )  # fmt: skip
    pages = {"detail": detail}
