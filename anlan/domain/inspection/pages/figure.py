"""The menu entry of the figures of inspections."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


def figure(request: Any, screen: Any) -> HttpResponse:
    """Leads to 检查情况."""
    return HttpResponseRedirect(reverse("web:figure", args=["inspections"]))
