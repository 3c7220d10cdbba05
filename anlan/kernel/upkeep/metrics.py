"""Figures of the running house as Prometheus text: what requests did, and how the database stands at this moment."""

import hmac
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from anlan.kernel.act.models import WaitingAct
from anlan.kernel.clock import now
from anlan.kernel.clock.models import Job
from anlan.kernel.people.models import SignIn
from anlan.kernel.trail.models import Attachment, Head, Seal

from .places import database, last_backup

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = {"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

requests = Counter("anlan_requests", "Answered requests", ["method", "route", "status"])
seconds = Histogram("anlan_request_seconds", "Time to the answer's first byte", ["route"], buckets=SECONDS)
queries = Histogram("anlan_request_queries", "Queries of a request", ["route"], buckets=(0, 5, 10, 20, 50, 100, 500))


def note(method: str, route: str, status: int, took: float, asked: int) -> None:
    """Counts one answered request; ``took`` in seconds."""
    requests.labels(method if method in METHODS else "other", route, str(status)).inc()
    seconds.labels(route).observe(took)
    queries.labels(route).observe(asked)


class House(Collector):
    """How things stand when somebody asks."""

    def describe(self) -> list[Metric]:
        """Nothing: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every gauge."""
        yield from _jobs()
        yield from _sign_ins()
        head = Head.objects.filter(pk=1).values_list("count", flat=True).first() or 0
        yield GaugeMetricFamily("anlan_trail_entries", "Entries of the trail", value=head)
        sealed = Seal.objects.order_by("-day").values_list("at", flat=True).first()
        yield _age("anlan_seal_age_seconds", "Since the last seal of the trail", sealed, now())
        waiting = WaitingAct.objects.filter(settled_at=None).count()
        yield GaugeMetricFamily("anlan_waiting_acts", "Acts that wait for a person", value=waiting)
        named = Attachment.objects.filter(ready=True).aggregate(n=Sum("size"))["n"] or 0
        yield GaugeMetricFamily("anlan_files_bytes", "Uploaded files that rows name", value=named)
        space = shutil.disk_usage(settings.HOME)
        yield GaugeMetricFamily("anlan_disk_free_bytes", "Free where files lie", value=space.free)
        facts = database().facts()
        yield GaugeMetricFamily("anlan_database_bytes", "Size of the database", value=facts["bytes"])
        yield GaugeMetricFamily("anlan_wal_bytes", "SQLite's write-ahead log", value=facts["wal"])
        backup = last_backup()
        made = datetime.fromisoformat(backup["at"]) if backup else None
        yield _age("anlan_backup_age_seconds", "Since the last backup by anlan backup", made, datetime.now(UTC))


def _age(name: str, what: str, since: datetime | None, until: datetime) -> Metric:
    """No value at all when it never happened: an absent figure can be told from a small one."""
    if since is None:
        return GaugeMetricFamily(name, what)
    return GaugeMetricFamily(name, what, value=max(0.0, (until - since).total_seconds()))


def _jobs() -> Iterator[Metric]:
    moment = now()
    open_jobs = Job.objects.filter(done_at=None)
    states = {
        "waiting": Q(failed_at=None) & (Q(leased_until=None) | Q(leased_until__lt=moment)),
        "running": Q(failed_at=None, leased_until__gte=moment),
        "failed": Q(failed_at__isnull=False),
    }
    gauge = GaugeMetricFamily("anlan_jobs", "Jobs that are not done", labels=["kind", "state"])
    counted = open_jobs.values("kind").annotate(**{name: Count("pk", filter=where) for name, where in states.items()})
    for kind, *numbers in counted.order_by("kind").values_list("kind", *states):
        for name, number in zip(states, numbers, strict=True):
            gauge.add_metric([kind, name], number)
    yield gauge
    oldest = open_jobs.filter(failed_at=None, run_at__lte=moment, kind="listen").aggregate(at=Min("run_at"))["at"]
    lag = (moment - oldest).total_seconds() if oldest else 0
    yield GaugeMetricFamily("anlan_outbox_lag_seconds", "How long the oldest event has waited to be heard", value=lag)


def _sign_ins() -> Iterator[Metric]:
    gauge = GaugeMetricFamily("anlan_sign_ins_last_hour", "Tries to sign in, and sign-outs", labels=["outcome"])
    recent = SignIn.objects.filter(at__gte=now() - timedelta(hours=1)).values("outcome").annotate(n=Count("pk"))
    found = {row["outcome"]: row["n"] for row in recent.order_by()}
    for outcome, name in OUTCOMES.items():
        gauge.add_metric([name], found.get(outcome, 0))
    yield gauge


OUTCOMES = {"成功": "success", "失败": "failure", "验证码错误": "captcha", "退出": "sign_out"}


def allowed(request: HttpRequest) -> bool:
    """Does the request bear ``ANLAN_METRICS_TOKEN``? Without that setting nobody does.

    The address proves nothing: behind a proxy on the same machine every visitor comes from 127.0.0.1.
    """
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures; 404 for who may not see them."""
    if not allowed(request):
        raise Http404
    registry: Any = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(registry)
        registry.register(House())
        body = generate_latest(registry)
    else:
        registry.register(House())
        body = generate_latest(REGISTRY) + generate_latest(registry)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)
