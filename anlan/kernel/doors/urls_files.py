"""Addresses of files."""

from django.urls import path

from . import files

app_name = "files"
urlpatterns = [
    path("", files.create, name="create"),
    path("<uuid:pk>/upload", files.piece, name="piece"),
    path("<uuid:pk>/", files.get, name="get"),
    path("<uuid:pk>/thumb", files.thumb, name="thumb"),
    path("<uuid:pk>/info", files.info, name="info"),
]
