"""The doors beside the portal pages: home, desk, reminders, figures, briefs, pickers, files, areas, one's own account."""

from django.core.exceptions import FieldDoesNotExist

from anlan.kernel.clock import now, today
from anlan.kernel.doors.portal import audience_fits
from anlan.kernel.figures.declare import every_figure
from anlan.kernel.figures.models import Brief
from anlan.kernel.flow.models import Task
from anlan.kernel.notice.models import Reminder
from anlan.kernel.people.models import ScanCode
from anlan.kernel.register import registry
from anlan.kernel.register.register import Register

from .cases import MARK
from .visitor import ABSENT, Answer, Visitor
from .walk_pages import lines
from .world import BARE, ENDED, NOBODY

NO_FILE = "00000000-0000-4000-8000-000000000000"
OPEN_TO_ALL = (
    "people:sign_in", "people:second", "people:captcha", "people:forgot", "people:new_password", "people:sms", "people:pick",
    "web:manifest", "sw.js",
    "joining:start", "joining:details", "joining:done", "joining:again", "joining:check", "joining:areas", "joining:forgot",
    "joining:new_password",
    "people:scan", "people:scan_state", "people:scan_code", "people:site_code", "api:schema", "health/live", "health/ready", "metrics", "api/v1/.*/$",
)  # fmt: skip
WALKED = {
    "house": {
        "root", "web:home", "web:inbox", "web:waiting", "web:reminders", "web:notices", "web:badges", "web:hand_over",
        "web:reminder", "scope:areas", "api:readable", "people:password", "people:sessions", "people:tokens",
        "web:outbox", "web:outbox_state", "people:switch", "people:sign_out", "people:phone", "people:scan_answer", *OPEN_TO_ALL,
    },
    "figures": {"web:figure", "web:figure_export", "web:briefs", "web:make_brief", "web:brief", "web:brief_word", "web:frozen"},
    "rows": {"doors:go", "doors:pick", "web:answerability", "web:reveal"},
    "files": {"files:create", "files:piece", "files:get", "files:thumb", "files:info"},
}  # fmt: skip


def house(v: Visitor) -> None:
    """What is one's own organisation's, and one's own account."""
    fine = {200, 302} if v.seat is not None else v.gone
    for url in (
        "/", "/web/home/", "/web/inbox/", "/web/inbox/?tab=done", "/web/inbox/?kind=hazard", "/web/waiting/", "/web/notices/",
        "/web/badges/", "/web/reminders/", "/areas/", "/areas/?path=3204012100", "/areas/?parent=3204", "/api/",
        "/people/password/", "/people/sessions/", "/people/tokens/", "/people/phone/", "/web/outbox/", "/web/outbox/state/?acts=x",
    ):  # fmt: skip
        answer = v.ask(url)
        own_account = v.name == ENDED and url.startswith("/people/password")
        v.expect(
            answer.status in fine | ({200, 302} if own_account or url == "/" else set()), f"{url}: {answer.status}"
        )
    for url in (
        "/people/sign-in/", "/people/second/", "/people/captcha/", "/people/forgot/", "/people/new-password/", "/api/schema/",
        "/people/sign-in/sms/", "/people/sign-in/sms/pick/", "/people/sign-in/scan/", "/people/sign-in/scan/state/",
        "/people/sign-in/site.svg", "/web/manifest.webmanifest", "/sw.js", "/health/live", "/health/ready",
    ):  # fmt: skip
        v.expect(v.ask(url).status in (200, 302), url)
    v.expect(v.ask("/metrics").status == 404, "figures of the house without the token")
    v.expect(v.ask("/api/v1/nothing/").status == 404, "an address of the API that is not there")
    _strangers_code(v)
    _registering(v)
    _desk(v)
    for reminder in Reminder.objects.values("pk", "organisation", "title"):
        answer = v.ask(f"/web/reminders/{reminder['pk']}/")
        own = v.seat is not None and v.seat.organisation_id == reminder["organisation"]
        v.expect(answer.status == 200 if own else answer.status in v.gone, f"{answer.url}: {answer.status}")
        if not own:
            v.same_as_absent(answer, reminder["pk"], v.ask(f"/web/reminders/{ABSENT}/"))
    other = next(s for n, s in v.world.seats.items() if s is not None and n != v.name)
    v.ask("/people/switch/", {"seat": other.pk})
    v.expect(v.world.cast.owner is not None and v.ask("/people/sign-out/").status in (302, 403, 405), "sign-out by GET")


def _registering(v: Visitor) -> None:
    """Where companies register: nothing of a company is told, to nobody, and nothing is made without a proved number."""
    for step in ("", "details/", "done/", "again/", "forgot/", "new-password/"):
        for data in (None, {"code": "91320412MA1ANL078Y", "act": NO_FILE, "name": "宏基建设集团有限公司"}):
            answer = v.ask(f"/join/construction/{step}", data)
            v.expect(answer.status in (200, 302, 422), f"{answer.url}: {answer.status}")
            v.expect(v.ask(f"/join/self_check/{step}", data).status == 404, f"{step}: a portal where nobody registers")
    for code in ("91320412MA1ANL078Y", "91320412MA1ANR736G"):
        answer = v.ask("/join/construction/check/", {"name": "code", "value": code})
        v.expect(answer.status == 200 and answer.json == {"error": ""}, f"{code}: told whether a company is known")
    signed = v.name != NOBODY
    v.expect(
        v.ask("/join/construction/areas/?parent=3204").status in ((200, 302) if signed else (404,)), "areas for anybody"
    )


def _strangers_code(v: Visitor) -> None:
    """A QR code that somebody else's browser shows: neither drawn nor told of here, and answered by people with a seat only."""
    code = ScanCode.objects.create(
        token="a-code-of-somebody-elses-browser", ip="203.0.113.77", user=v.world.cast.owner.user
    )
    ScanCode.objects.filter(pk=code.pk).update(answered_at=now())
    v.expect(v.ask("/people/sign-in/scan/code.svg").status == 404, "the picture of somebody else's code")
    v.expect(v.ask("/people/sign-in/scan/state/").json["state"] == "expired", "what became of somebody else's code")
    v.expect(v.ask("/people/sign-in/scan/", {}).status in (302, 422), "let in by somebody else's code")
    for url in (f"/people/scan/{code.token}/", "/people/scan/there-is-no-such-code/"):
        for data in (None, {"do": "confirm"}):
            answer = v.ask(url, data)
            v.expect(answer.status in ({404, 409} if v.seat is not None else v.gone), f"{url}: {answer.status}")
            v.expect("203.0.113.77" not in answer.text, f"{url} tells where an answered code was asked from")
    code.delete()


def _desk(v: Visitor) -> None:
    """待办 shows what lies on the desks of one's organisation and nobody else's; only who leads it hands it over."""
    shown = v.ask("/web/inbox/?size=100").ids
    for task in Task.objects.all():
        own = v.seat is not None and task.organisation_id == v.seat.organisation_id
        v.expect(own or task.pk not in shown, f"/web/inbox/: task {task.pk} of {task.organisation}")
        answer = v.ask(f"/web/inbox/{task.pk}/hand-over/")
        if answer.status not in v.gone:
            held = v.seat is not None and task.record in v.world.rows[v.name].get(task.register, set())
            v.expect(own and held, f"{answer.url}: {answer.status}")
        elif v.seat is not None:
            v.same_as_absent(answer, task.pk, v.ask(f"/web/inbox/{ABSENT}/hand-over/"))


def figures(v: Visitor) -> None:
    """A figure counts one's own rows; a number opens exactly them; briefs are their organisation's."""
    for one in every_figure():
        open_ = v.seat is not None and audience_fits(one.audience, v.seat) and v.seat.may(f"{one.register_key}.view")
        for by in one.by:
            answer = v.ask(f"/web/figures/{one.key}/?by={by}")
            v.expect(answer.status == 200 if open_ else answer.status in v.gone, f"{answer.url}: {answer.status}")
            if open_ and v.seat is not None:
                mine = one.rows(v.seat).count()
                if not mine:
                    v.expect("没有数据" in answer.text, f"{answer.url}: something of nothing")
                    continue
                said = answer.text.rsplit("合计", 1)[-1]
                v.expect(f">{mine}<" in said.replace(" ", "").replace("\n", ""), f"{answer.url}: not {mine} in all")
        answer = v.ask(f"/web/figures/{one.key}/export/", verb="export")
        v.expect(answer.status == 200 if open_ else answer.status in v.gone, f"{answer.url}: {answer.status}")
        if open_:
            v.expect(lines(answer) >= 1, f"{answer.url}: no line")
    v.expect(v.ask("/web/figures/nowhere/").status in v.gone, "a figure that is not there")
    v.ask("/web/brief/")
    v.ask("/web/brief/make/", {"start": "2020-01-01", "end": today().isoformat()}, verb="create")
    for brief in Brief.objects.prefetch_related("numbers"):
        own = v.seat is not None and v.name != BARE and v.seat.organisation_id == brief.organisation_id
        tried = [f"brief/{brief.pk}/", f"brief/{brief.pk}/word/", *(f"frozen/{n.pk}/" for n in brief.numbers.all())]
        for path in tried:
            answer = v.ask(f"/web/{path}")
            v.expect(answer.status == 200 if own else answer.status in v.gone, f"{answer.url}: {answer.status}")
            if answer.status == 404:
                number = path.split("/")[1]
                v.same_as_absent(answer, number, v.ask("/web/" + path.replace(number, str(ABSENT), 1)))


def rows(v: Visitor) -> None:
    """The doors that take any row: the way to it, its answerability sheet, its secrets, and every picker."""
    for case in v.world.cases:
        held = v.holds(case)
        for path in (f"/doors/go/{case.key}/{{}}/", f"/web/answerability/{case.key}/{{}}/"):
            answer = v.ask(path.format(case.pk))
            if not held:
                v.expect(answer.status in v.gone, f"{answer.url}: {answer.status}")
                v.same_as_absent(answer, case.pk, v.ask(path.format(ABSENT)))
        v.expect(not held or answer.status == 200, f"{answer.url}: {answer.status} to who holds the row")
        for name in [s.name for s in registry.register(case.key).specs.values() if s.field.secret] or ["name"]:
            answer = v.ask(f"/web/reveal/{case.key}/{case.pk}/{name}/", {}, verb="reveal")
            may = held and v.seat is not None and v.seat.may(f"{case.key}.reveal")
            v.expect(
                answer.status == 200 if may and name != "name" else answer.status in v.gone,
                f"{answer.url}: {answer.status}",
            )
            if not held:
                v.same_as_absent(answer, case.pk, v.ask(f"/web/reveal/{case.key}/{ABSENT}/{name}/", {}, verb="reveal"))
    for register in registry.every_register():
        for column in register.model._meta.get_fields(include_hidden=True):
            # What a column that picks nothing answers hangs on nobody.
            if source_of(register, column.name) is not None or v.name in ("owner", "nobody"):
                _pick(v, register, column.name)


def _pick(v: Visitor, register: Register, name: str) -> None:
    """A search hint offers only rows that are the visitor's, whatever is typed, and whatever column is named."""
    url = f"/doors/pick/{register.key}/{name}/"
    source = source_of(register, name)
    if source is None:
        answer = v.ask(url)
        v.expect(answer.status in v.gone, f"{url}: {answer.status} of a column that picks nothing")
        return
    for asked in ["", "1", *_marks_of(v, source)]:
        answer = v.ask(f"{url}?q={asked}")
        if v.seat is None:
            v.expect(answer.status in v.gone, f"{answer.url}: {answer.status}")
            return
        offered = {r["id"] for r in answer.json["results"]}
        v.expect(offered <= v.world.rows[v.name][source.key], f"{answer.url}: offers {offered}")


def _marks_of(v: Visitor, source: Register) -> list[str]:
    """A text that only rows of others hold, and one that a row of the visitor's holds."""
    mine, texts = v.world.rows[v.name][source.key], {False: "", True: ""}
    for one, held in v.world.holders.items():
        if rows_of := held.get(source.key):
            texts[bool(rows_of & mine)] = one
    return [one for one in texts.values() if one]


def source_of(register: Register, name: str) -> Register | None:
    try:
        spec = register.spec(name)
    except (FieldDoesNotExist, AttributeError):
        return None
    if spec.field.pick:
        return registry.register(spec.field.pick)
    model = getattr(spec.column, "related_model", None)
    return registry.register_of(model) if spec.kind == "pick" and registry.governed(model) else None


def files(v: Visitor) -> None:
    """A file goes with its row: where the row is not the visitor's, nothing is there, under no verb."""
    absent: dict[str, Answer] = {}
    for name, (pk, key, row) in v.world.files.items():
        held = row in v.world.rows[v.name][key]
        for tail in ("", "thumb", "info"):
            answer = v.ask(f"/files/{pk}/{tail}")
            v.expect(answer.status == 200 if held else answer.status in v.gone, f"{name} {answer.url}: {answer.status}")
            if not held:
                absent.setdefault(tail, v.ask(f"/files/{NO_FILE}/{tail}"))
                v.same_as_absent(answer, pk, absent[tail], NO_FILE)
        v.expect(not held or bool(MARK.search(v.ask(f"/files/{pk}/info").text)), f"{pk}: its own file without its name")
        for method in ("head", "patch", "delete"):
            answer = v.ask(f"/files/{pk}/upload", method=method, verb=method)
            v.expect(answer.status in v.gone, f"{method} {answer.url}: {answer.status}")
            v.same_as_absent(answer, pk, v.ask(f"/files/{NO_FILE}/upload", method=method, verb=method), NO_FILE)
    begun = v.ask("/files/", {}, verb="upload", HTTP_UPLOAD_LENGTH="10")
    v.expect(begun.status == 201 if v.seat is not None else begun.status in v.gone, f"/files/: {begun.status}")
    v.expect(v.name == NOBODY or v.name == ENDED or v.seat is not None, "somebody unknown")
