"""Addresses: wiring only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from anlan.kernel.doors import api, home, inbox, offline, pickers, waiting
from anlan.kernel.figures import views as figures
from anlan.kernel.trail import views as trail
from anlan.kernel.upkeep import health, metrics


def root(request: HttpRequest) -> HttpResponse:
    """Straight to the home page."""
    return redirect("web:home")


web = (
    [
        path("home/", home.home, name="home"),
        path("inbox/", inbox.inbox, name="inbox"),
        path("inbox/<int:pk>/hand-over/", inbox.hand_over, name="hand_over"),
        path("outbox/", offline.outbox, name="outbox"),
        path("outbox/state/", offline.state, name="outbox_state"),
        path("manifest.webmanifest", offline.manifest, name="manifest"),
        path("waiting/", waiting.waiting, name="waiting"),
        path("reminders/", inbox.reminders, name="reminders"),
        path("reminders/<int:pk>/", inbox.reminder, name="reminder"),
        path("notices/", home.notices, name="notices"),
        path("badges/", inbox.badges, name="badges"),
        path("figures/<slug:key>/", figures.figure_page, name="figure"),
        path("figures/<slug:key>/export/", figures.export, name="figure_export"),
        path("brief/", figures.briefs, name="briefs"),
        path("brief/make/", figures.make_brief, name="make_brief"),
        path("brief/<int:pk>/", figures.brief_page, name="brief"),
        path("brief/<int:pk>/word/", figures.brief_word, name="brief_word"),
        path("frozen/<int:pk>/", figures.frozen_rows, name="frozen"),
        path("answerability/<str:register_key>/<int:pk>/", trail.answerability, name="answerability"),
        path("reveal/<str:register_key>/<int:pk>/<str:name>/", trail.reveal, name="reveal"),
    ],
    "web",
)

handler400 = "anlan.kernel.doors.trouble.refused"
handler500 = "anlan.kernel.doors.trouble.failed"

urlpatterns = [
    path("", root),
    path("sw.js", offline.worker),
    path("web/", include(web)),
    path("people/", include("anlan.kernel.people.urls")),
    path("captcha/", include("captcha.urls")),
    path("doors/", include("anlan.kernel.doors.urls")),
    path("files/", include("anlan.kernel.doors.urls_files")),
    path("areas/", include(([path("", pickers.areas, name="areas")], "scope"))),
    path("api/", include(api.urls())),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", metrics.metrics),
    path("join/", include("anlan.domain.enterprise.joining.urls")),
    path("", include("anlan.kernel.doors.urls_page")),
]
