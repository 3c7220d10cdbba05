"""The product's addresses, and the peer's."""

from django.urls import path

from anlan.config.urls import urlpatterns as product

from .peer import site

urlpatterns = [path("peer/", site.urls), *product]
