"""Addresses of the doors."""

from django.urls import path

from . import detail, pickers

app_name = "doors"
urlpatterns = [
    path("pick/<str:register_key>/<str:name>/", pickers.pick, name="pick"),
    path("go/<str:register_key>/<int:pk>/", detail.go, name="go"),
]
