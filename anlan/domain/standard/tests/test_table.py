"""打印自查标准 on paper: every item of the firm's kinds is there."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from anlan.domain.standard.catalogue import items_for
from anlan.domain.standard.pages import PAPER, kinds_text, paper_data, standard_table, table_of
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.doors import portal
from anlan.kernel.doors.paper import pdf
from anlan.kernel.doors.portal import Group, Portal, Screen
from anlan.kernel.people.models import UserSession


def test_the_table_holds_the_firms_items_and_becomes_a_pdf(place: Any) -> None:
    standard, branches = table_of(place.firm)
    assert standard is not None
    assert standard.pk == place.standard.pk
    data = paper_data(place.firm, standard, branches)
    codes = [i["code"] for branch in data["branches"] for leaf in branch["leaves"] for i in leaf["items"]]
    assert codes == [item.code for item in items_for(place.firm.organisation)] and data["count"] == len(codes)
    assert data["kinds"] == "餐饮"
    made = pdf(PAPER, data)
    assert made.startswith(b"%PDF-")
    assert len(made) > 20_000


def test_an_authority_sees_all_kinds(place: Any) -> None:
    _, branches = table_of(place.office)
    kinds = {kind for branch in branches for leaf in branch.leaves for item in leaf.items for kind in item.applies_to}
    assert {"all", "chemical", "catering"} <= kinds
    assert kinds_text(place.office) == "全部类型"


def test_without_an_edition_in_force_there_is_no_table(place: Any) -> None:
    values = {"valid_to": "2025-02-01"}
    deliver(Act(place.office, "checkstandard", "replace", record=place.standard.pk, values=values))
    assert table_of(place.firm) == (None, [])


@pytest.fixture
def printing(place: Any) -> Iterator[Any]:
    """The place's people in a portal that has nothing but the table."""
    screen = Screen("print-standard", "打印自查标准", standard_table, permission="item.view", tone="blue")
    portal.add_portal(Portal("printing", "标准", "标准", (Group("自查自改", (screen,)),), ()))
    for seat in (place.firm, place.office):
        seat.role.portal = "printing"
        seat.role.save()
    yield place
    del portal._portals["printing"]


def test_the_page_has_the_whole_table_and_its_print_button(printing: Any) -> None:
    client = Client()
    client.force_login(printing.firm.user, backend="anlan.kernel.people.backends.NameBackend")
    UserSession.objects.create(user=printing.firm.user, session_key=client.session.session_key)
    page = client.get("/printing/print-standard/").content.decode()
    items = items_for(printing.firm.organisation)
    assert page.count('<td class="answer" ') == len(items)
    assert items[0].text in page and all(f'<th scope="row" class="narrow">{i.code}</th>' in page for i in items)
    assert "打印隐患标准列表" in page
    paper = client.get("/printing/print-standard/?format=pdf")
    assert paper.content.startswith(b"%PDF-")
    assert "attachment" in paper.headers["Content-Disposition"]
