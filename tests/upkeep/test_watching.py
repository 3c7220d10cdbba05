"""Real servers: figures of several processes add up, and the log holds nothing personal."""

import json
import re
import urllib.parse

import pytest

from anlan.kernel.testing.cast import picture

from .house import ON_POSTGRES, House, Visitor

pytestmark = pytest.mark.slow
NAME, PHONE, CITIZEN, WORD = "欧阳明月", "13987654321", "320412199001011234", "Geheim#2026-pass"
TYPED = "仓库东北角的氧气瓶倒伏"
BREAK = {
    False: "CREATE TRIGGER broken BEFORE INSERT ON people_signin BEGIN SELECT RAISE(ABORT, 'broken for 欧阳明月'); END",
    True: """CREATE FUNCTION broken() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'broken for %', NEW.username; END $$
             LANGUAGE plpgsql; CREATE TRIGGER broken BEFORE INSERT ON people_signin FOR EACH ROW EXECUTE FUNCTION broken()""",
}


def test_several_processes_count_together(house: House) -> None:
    house.more["ANLAN_METRICS_TOKEN"] = "a token for this test"
    with house.serving(workers=3) as base:
        name = 'anlan_requests_total{method="GET",route="people/forgot/",status="200"}'
        for _ in range(30):
            # A connection each, so that the processes share them.
            assert Visitor(house, base).get("/people/forgot/")[0] == 200
        text = Visitor(house, base).ask("GET", "/metrics", Authorization="Bearer a token for this test")[2]
        assert f"{name} 30.0" in text
        assert len(re.findall(r"^anlan_trail_entries ", text, re.MULTILINE)) == 1


@pytest.mark.parametrize("form", ["json", "line"])
def test_nothing_personal_reaches_the_log(house: House, form: str) -> None:
    house.more["ANLAN_LOG"] = form
    quoted = urllib.parse.quote(NAME)
    with house.serving() as base:
        stranger = Visitor(house, base)
        assert stranger.sign_in(NAME, WORD) == 422
        stranger.ask("GET", f"/people/sign-in/?next=/{quoted}/{PHONE}", User_Agent=PHONE, X_Request_ID=CITIZEN)
        stranger.get(f"/{quoted}/{CITIZEN}/?q={PHONE}")
        stranger.post("/people/forgot/", username=NAME)
        officer = Visitor(house, base)
        assert officer.sign_in(house.username("enterprise_safety_officer")) == 200
        officer.take_token()
        officer.upload(picture(5), f"{NAME}{PHONE}.jpg")
        found = {"level": "general", "problem": TYPED, "place": NAME, "responsible": NAME, "found_on": "2026-05-06"}
        assert officer.call("POST", "hazard/", {"values": found})[0] == 201
        assert officer.call("POST", "hazard/", {"values": found | {"found_on": PHONE}})[0] >= 400
        assert officer.call("GET", f"hazard/?q={quoted}")[0] == 200
        officer.get(f"/web/inbox/?q={quoted}&phone={PHONE}")
        officer.post("/people/password/", old=WORD, new=WORD, again=WORD)
        house.python(f"from django.db import connection\nconnection.cursor().execute({BREAK[ON_POSTGRES]!r})")
        status, heads, page = failing(house, base)
        assert status == 500 and heads["X-Request-ID"] in page
    log = house.log.read_text()
    for personal in (NAME, quoted, PHONE, CITIZEN, WORD, TYPED, "broken for"):
        assert personal not in log, personal
    assert heads["X-Request-ID"] in log and "people_signin" not in log
    assert "sign-in/" in log and "views.py" in log
    if form == "json":
        lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        assert len(lines) == len(log.splitlines()) - 1, "only the greeting is no JSON"
        assert all("request" in line for line in lines)
        assert any(line["user"] and line["seat"] and line["route"] == "api/v1/hazard/" for line in lines)


def failing(house: House, base: str) -> tuple[int, "object", str]:
    """A sign-in that the database refuses by an error that quotes the name."""
    visitor = Visitor(house, base)
    _, page = visitor.get("/people/sign-in/")
    key = re.findall(r'value="([0-9a-f]{40})"', page)[0]
    code = house.rows(f"SELECT response FROM captcha_captchastore WHERE hashkey = '{key}'")[0][0]
    fields = {"username": NAME, "password": WORD, "captcha_0": key, "captcha_1": code}
    body = urllib.parse.urlencode(fields).encode()
    return visitor.ask("POST", "/people/sign-in/", body, Content_Type="application/x-www-form-urlencoded")
