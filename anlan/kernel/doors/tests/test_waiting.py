"""What came too late is kept whole; its sender decides (house law 5)."""

from collections.abc import Callable
from typing import Any

import pytest

from anlan.kernel.act.models import WaitingAct
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

Make = Callable[..., int]
PAGE = "/web/waiting/"


@pytest.fixture
def late(cast: Cast, hazard: Make) -> WaitingAct:
    """A change of the owner's that a colleague's overtook."""
    pk = hazard(reported=False)
    cast.does("colleague", "hazard", "change", pk, place="三车间")
    body: dict[str, Any] = {"values": {"place": "四车间"}, "base_version": 1, "keep": True}
    head = {"HTTP_AUTHORIZATION": cast.token("owner")}
    client = cast.browser("owner")
    assert client.patch(f"/api/v1/hazard/{pk}/", body, content_type="application/json", **head).status_code == 409
    return WaitingAct.objects.get()


def place(row: WaitingAct) -> str:
    """The place of the hazard as it stands."""
    return str(registry.register("hazard").model.objects.get(pk=row.record).place)


@pytest.mark.django_db
def test_both_are_shown_and_it_can_be_sent_again_once(cast: Cast, late: WaitingAct) -> None:
    browser = cast.browser("owner")
    text = browser.get(PAGE).content.decode()
    assert "四车间" in text and "三车间" in text
    assert browser.post(PAGE, {"act": late.pk, "do": "again"}).status_code == 302
    assert place(late) == "四车间"
    assert browser.post(PAGE, {"act": late.pk, "do": "again"}).status_code == 404
    assert "四车间" not in browser.get(PAGE).content.decode().split("<main")[1].split("</main")[0].replace(
        "已按您的内容提交", ""
    )


@pytest.mark.django_db
def test_it_can_be_dropped(cast: Cast, late: WaitingAct) -> None:
    browser = cast.browser("owner")
    assert browser.post(PAGE, {"act": late.pk, "do": "drop"}).status_code == 302
    assert place(late) == "三车间"
    late.refresh_from_db()
    assert late.settled_at is not None


@pytest.mark.django_db
def test_it_is_nobody_elses(cast: Cast, late: WaitingAct) -> None:
    for name in ("colleague", "locality", "stranger"):
        browser = cast.browser(name)
        assert "四车间" not in browser.get(PAGE).content.decode()
        assert browser.post(PAGE, {"act": late.pk, "do": "again"}).status_code == 404
    for bad in ("x", "", "9" * 30, "-1"):
        assert cast.browser("owner").post(PAGE, {"act": bad, "do": "again"}).status_code == 404
    assert place(late) == "三车间"


@pytest.mark.django_db
def test_what_is_no_longer_permitted_stays_and_says_why(cast: Cast, late: WaitingAct) -> None:
    cast.does("owner", "hazard", "report", late.record)
    browser = cast.browser("owner")
    answer = browser.post(PAGE, {"act": late.pk, "do": "again"}, follow=True)
    assert "不能" in answer.content.decode()
    late.refresh_from_db()
    assert late.settled_at is None and place(late) == "三车间"
