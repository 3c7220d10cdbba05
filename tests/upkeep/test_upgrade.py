"""An upgrade of each earlier release with people signed in: nothing is lost and nobody notices."""

import re
from datetime import datetime, timedelta
from http.cookiejar import Cookie
from pathlib import Path

import pytest

from .house import ROOT, House, Visitor
from .old_rows import head_of

pytestmark = pytest.mark.slow
RELEASES = sorted((ROOT / "tests" / "upgrade").glob("*.jsonl.xz"))
# What Django itself writes when tables come; everything else keeps its rows.
GROWS = {"django_migrations", "django_content_type", "auth_permission"}
FEWEST_PAGES = 5
NEW = {
    "level": "general",
    "problem": "配电箱门缺失",
    "place": "二车间",
    "responsible": "王建国",
    "found_on": "2026-05-06",
}


def signed_in(house: House, base: str, session: str) -> Visitor:
    """A browser that holds a session of before the upgrade."""
    visitor = Visitor(house, base)
    visitor.jar.set_cookie(
        Cookie(
            0,
            "sessionid",
            session,
            None,
            False,
            "127.0.0.1",
            True,
            False,
            "/",
            True,
            False,
            None,
            False,
            None,
            None,
            {},
        )
    )
    return visitor


def menu_of(page: str) -> list[str]:
    """The addresses of ours that a page leads to."""
    found = set(re.findall(r'href="(/[a-z][^"#]*)"', page))
    return sorted(a.replace("&amp;", "&") for a in found if not a.startswith("/static/"))


@pytest.mark.parametrize("path", RELEASES, ids=[p.name.removesuffix(".jsonl.xz") for p in RELEASES])
def test_people_work_on_after_an_upgrade(path: Path, tmp_path: Path) -> None:
    head = head_of(path)
    moment = datetime.fromisoformat(head["at"]) + timedelta(minutes=1)
    house = House(tmp_path / "house", ANLAN_NOW=moment.isoformat())
    house.python(f"from tests.upkeep.old_rows import build; from pathlib import Path; build(Path({str(path)!r}))")
    counts = {t: house.rows(f'SELECT count(*) FROM "{t}"')[0][0] for t in head["tables"]}
    assert {t: n for t, n in counts.items() if t not in GROWS} == {
        t: n for t, n in head["tables"].items() if t not in GROWS
    }

    house.anlan("migrate")
    house.anlan("migrate", "--check")
    house.anlan("makemigrations", "--check", "--dry-run")
    house.anlan("check")
    assert "相符" in house.anlan("verify")
    for table, count in head["tables"].items():
        if table not in GROWS:
            assert house.rows(f'SELECT count(*) FROM "{table}"') == [(count,)], table

    house.anlan("seed")
    with house.serving() as base:
        for role, session in head["sessions"].items():
            visitor = signed_in(house, base, session)
            status, home = visitor.get("/web/home/")
            assert status == 200 and "退出" in home, f"{role} is no longer signed in"
            pages = menu_of(home)
            assert len(pages) >= FEWEST_PAGES, f"{role}: {pages}"
            wrong = {page: status for page in pages if (status := visitor.get(page)[0]) != 200}
            assert not wrong, role
        caller = Visitor(house, base)
        caller.token = head["token"]
        status, body = caller.call("GET", "hazard/")
        assert status == 200 and body["total"] > 0
        # New rows go where old ones lie: their numbers go on behind the old ones'.
        unit = caller.call("GET", "enterprise/")[1]["rows"][0]["id"]
        status, made = caller.call("POST", "hazard/", {"values": NEW | {"unit": unit}})
        assert status == 201, made
    assert "相符" in house.anlan("verify")
