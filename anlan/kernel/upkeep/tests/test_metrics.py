"""Health and figures: what they tell, and to whom."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from anlan.kernel.clock import now
from anlan.kernel.clock.models import Job
from anlan.kernel.people.models import SignIn
from anlan.kernel.testing import Cast
from anlan.kernel.trail import book
from anlan.kernel.upkeep import health

TOKEN = "a token for these tests"


@pytest.fixture(autouse=True)
def bearer(settings: Any) -> dict[str, str]:
    """The head that opens the figures."""
    settings.METRICS_TOKEN = TOKEN
    return {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


def figures(text: str) -> dict[str, float]:
    """Prometheus text as {name with labels: value}."""
    found = (line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, value in found}


@pytest.mark.django_db
def test_figures_are_for_who_has_the_token(settings: Any, bearer: dict[str, str]) -> None:
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", HTTP_AUTHORIZATION="Bearer wrong").status_code == 404
    assert Client().get("/metrics", **bearer).status_code == 200
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404
    assert Client().get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 404


@pytest.mark.django_db
def test_requests_are_counted_by_pattern_and_never_by_what_was_typed(cast: Cast, bearer: dict[str, str]) -> None:
    browser = cast.browser("office")
    before = figures(Client().get("/metrics", **bearer).content.decode())
    for _ in range(3):
        assert browser.get("/self_check/hazards/?q=某某某").status_code == 200
    browser.get("/self_check/hazards/4711/")
    browser.get("/some/where/of/nobody/4711/")
    text = Client().get("/metrics", **bearer).content.decode()
    after = figures(text)
    name = 'anlan_requests_total{method="GET",route="self_check/hazards/",status="200"}'
    assert after[name] - before.get(name, 0) == 3
    assert after['anlan_request_seconds_count{route="self_check/hazards/<int:pk>/"}'] >= 1
    asked = 'anlan_request_queries_sum{route="self_check/hazards/"}'
    assert after[asked] - before.get(asked, 0) >= 9
    # What is measured may read like anything; what is said of a request stands between the braces.
    said = " ".join(re.findall(r"\{.*\}", text))
    assert "4711" not in said and "某某某" not in text and "nobody" not in text


@pytest.mark.django_db
def test_the_state_of_the_house(cast: Cast, bearer: dict[str, str]) -> None:
    Job.objects.all().delete()
    Job.objects.create(kind="listen", key="a", run_at=now() - timedelta(seconds=90))
    Job.objects.create(kind="listen", key="b", done_at=now())
    Job.objects.create(kind="send-sms", key="c", failed_at=now())
    Job.objects.create(kind="send-sms", key="d", leased_until=now() + timedelta(minutes=1))
    SignIn.objects.create(username="x", outcome="失败", at=now())
    SignIn.objects.create(username="x", outcome="失败", at=now() - timedelta(hours=2))
    found = figures(Client().get("/metrics", **bearer).content.decode())
    assert "anlan_seal_age_seconds" not in found
    book.seal_today()
    found = figures(Client().get("/metrics", **bearer).content.decode())
    assert found['anlan_jobs{kind="listen",state="waiting"}'] == 1
    assert found['anlan_jobs{kind="send-sms",state="failed"}'] == 1
    assert found['anlan_jobs{kind="send-sms",state="running"}'] == 1
    assert 90 <= found["anlan_outbox_lag_seconds"] < 120
    assert found['anlan_sign_ins_last_hour{outcome="failure"}'] == 1
    assert found["anlan_trail_entries"] == book.Head.objects.get().count > 0
    assert 0 <= found["anlan_seal_age_seconds"] < 60
    assert found["anlan_disk_free_bytes"] > 0 and "anlan_database_bytes" in found


@pytest.mark.django_db
def test_ready_means_that_it_can_serve_and_strangers_learn_no_more(bearer: dict[str, str], caplog: Any) -> None:
    assert Client().get("/health/live").json() == {"status": "ok"}
    assert Client().get("/health/ready").json() == {"status": "ok"}
    assert Client().get("/health/ready", **bearer).json()["checks"] == dict.fromkeys(health.CHECKS, True)
    MigrationRecorder(connection).Migration.objects.filter(app="trail").delete()
    health._migrated.clear()
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})
    assert "migrations" in caplog.text
    assert Client().get("/health/ready", **bearer).json()["checks"]["migrations"] is False
    assert Client().get("/health/live").status_code == 200


@pytest.mark.django_db
def test_the_number_of_a_request_is_ours_unless_a_proxy_of_ours_gave_it(settings: Any) -> None:
    given = {"HTTP_X_REQUEST_ID": "0123456789abcdef0123456789abcdef"}
    ours = Client().get("/people/sign-in/", **given)["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", ours) and ours != given["HTTP_X_REQUEST_ID"]
    settings.PROXIES = 1
    assert Client().get("/people/sign-in/", **given)["X-Request-ID"] == given["HTTP_X_REQUEST_ID"]
    odd = Client().get("/people/sign-in/", HTTP_X_REQUEST_ID="<b>张三</b>")["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", odd)


@pytest.mark.django_db
def test_an_error_page_tells_the_number_to_quote(cast: Cast) -> None:
    answer = cast.browser("office").get("/self_check/hazards/4711/")
    assert answer.status_code == 404 and answer["X-Request-ID"] in answer.content.decode()
