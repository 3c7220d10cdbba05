"""A county with its office, a town and two firms; a small published standard that both check themselves by."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from anlan.domain.selfcheck.models import Answer, SelfCheck
from anlan.domain.standard.models import CheckStandard, Item, MajorCriterion
from anlan.kernel.act.act import Act, Receipt, deliver
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.models import Area, Grant, Organisation, Seat

SEEN = [f"{key}.view" for key in ("checkstandard", "category", "item", "majorcriterion", "phrase", "enterprise")]
FIRM_MAY = ["selfcheck.*", "hazard.*", "urge.view", *SEEN]
RULED = [f"{key}.*" for key in ("checkstandard", "category", "item", "majorcriterion")]
AUTHORITY_MAY = [*RULED, "selfcheck.view", "hazard.*", "urge.view", "urge.create", *SEEN]
AREAS = (
    ("32", "江苏省", ""),
    ("3204", "常州市", "32"),
    ("3204012", "武进区", "3204"),
    ("3204012100", "湖塘镇", "3204012"),
)
CLASSES = {"JC": ("基础管理", ("JC01", "JC02")), "XC": ("现场管理", ("XC01",))}
ITEMS_EACH = 3


@dataclass
class Place:
    """Who there is, and the sheet a test works on."""

    office: Seat
    town: Seat
    firm: Seat
    other: Seat
    standard: CheckStandard
    items: list[Item] = field(default_factory=list)

    def act(self, verb: str, record: int | None = None, seat: Seat | None = None, **values: Any) -> Receipt:
        """One act on a sheet, by the firm unless another seat is named."""
        return deliver(Act(seat or self.firm, "selfcheck", verb, record, values))

    def answer(self, sheet: SelfCheck, nth: int, said: str, **hazard: Any) -> Answer | None:
        """Answers the item at that place (nth) of the standard."""
        values = {"item": self.items[nth].pk, "answer": said, "hazard": hazard}
        return self.act("answer", sheet.pk, **values).result

    def sheet(self, *answers: str, saved: bool = True, seat: Seat | None = None) -> SelfCheck:
        """A sheet with these answers, saved by 张三."""
        row = self.act("create", seat=seat).row
        for place, said in enumerate(answers):
            values = {"item": self.items[place].pk, "answer": said, "hazard": finding() if said != "none" else {}}
            self.act("answer", row.pk, seat, **values)
        if saved:
            self.act("save", row.pk, seat, checker="张三")
        return SelfCheck.objects.get(pk=row.pk)


def finding(**more: Any) -> dict[str, Any]:
    """What the box 隐患信息填写 asks for."""
    return {"problem": "冲床防护罩缺失", "place": "冲压车间", "responsible": "李四", "found_on": "2026-11-10", **more}


def seat_of(name: str, kind: str, area: str, permissions: list[str], place: Organisation | None = None) -> Seat:
    """A seat with a role of its own."""
    held = place or Organisation.objects.create(name=name, kind=kind, area_id=area)
    if kind != "enterprise":
        Grant.objects.create(organisation=held, area_id=area)
    role = Role.objects.create(key=name, title=name, portal="selfcheck-tests", permissions=permissions)
    return Seat.objects.create(user=User.objects.make(name, password="Right-1234"), organisation=held, role=role)


def firm_of(name: str) -> Seat:
    """A firm with its file and a seat."""
    values = {
        "name": name, "code__unknown": "1", "area": "3204012100", "industry": "machinery", "firm_kinds": ["machinery"]
    }  # fmt: skip
    made = deliver(Act(None, "enterprise", "create", values=values)).row
    return seat_of(name, "enterprise", "", FIRM_MAY, made.organisation)


def publish_standard(office: Seat) -> CheckStandard:
    """Three classes with three items each, and one criterion."""
    values = {"title": "自查标准", "edition": "2026版", "area": "3204012", "valid_from": "2020-01-01"}
    standard = deliver(Act(office, "checkstandard", "create", values=values)).row
    for code, (name, leaves) in CLASSES.items():
        first = _part(office, "category", standard=standard.pk, code=code, name=name, order=1)
        for place, leaf in enumerate(leaves, 1):
            held = _part(
                office, "category", standard=standard.pk, code=leaf, name=f"分类{leaf}", parent=first, order=place
            )
            for n in range(1, ITEMS_EACH + 1):
                _part(office, "item", category=held, code=f"{leaf}-0{n}", text=f"细则{leaf}-0{n}", applies_to=["all"])
    _part(office, "majorcriterion", standard=standard.pk, code="GM-01", title="判定", text="依据", applies_to=["all"])
    return deliver(Act(office, "checkstandard", "publish", standard.pk)).row


def _part(office: Seat, register: str, **values: Any) -> int:
    return deliver(Act(office, register, "create", values={"basis_state": "open", **values})).record


@pytest.fixture
def clock(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the day everybody reads."""
    from django.utils import timezone

    def at(moment: str) -> date:
        monkeypatch.setattr("anlan.kernel.clock._real_start", timezone.now())
        settings.CLOCK_STARTS = moment
        return date.fromisoformat(moment[:10])

    return at


@pytest.fixture
def place(db: None, clock: Any) -> Place:
    clock("2026-11-10T09:00:00+08:00")
    full = ""
    for level, (path, name, parent) in enumerate(AREAS, 1):
        full += name
        Area.objects.create(path=path, name=name, full_name=full, level=level, parent_id=parent or None)
    office = seat_of("武进区安委办", "office", "3204012", AUTHORITY_MAY)
    town = seat_of("湖塘镇人民政府", "locality", "3204012100", AUTHORITY_MAY)
    standard = publish_standard(office)
    firm, other = firm_of("湖塘冲压件厂"), firm_of("湖塘铸件厂")
    items = list(Item.kept.order_by("category__parent__code", "category__order", "code"))
    return Place(office, town, firm, other, standard, items)


@pytest.fixture
def criterion(place: Place) -> MajorCriterion:
    return MajorCriterion.kept.get()
