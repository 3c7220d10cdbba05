"""Addresses of registering, by portal."""

from django.urls import path

from . import pages, recover

app_name = "joining"
urlpatterns = [
    path("<slug:portal_key>/", pages.start, name="start"),
    path("<slug:portal_key>/details/", pages.details, name="details"),
    path("<slug:portal_key>/done/", pages.done, name="done"),
    path("<slug:portal_key>/again/", pages.again, name="again"),
    path("<slug:portal_key>/check/", pages.check, name="check"),
    path("<slug:portal_key>/areas/", pages.areas, name="areas"),
    path("<slug:portal_key>/forgot/", recover.forgot, name="forgot"),
    path("<slug:portal_key>/new-password/", recover.new_password, name="new_password"),
]
