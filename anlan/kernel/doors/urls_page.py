"""Addresses of portal pages: /<portal>/<page>/..."""

from django.urls import path

from . import detail, entry, home, listing, sheet

app_name = "page"
urlpatterns = [
    path("<slug:portal_key>/", home.portal_home, name="portal"),
    path("<slug:portal_key>/<slug:slug>/", listing.page_or_screen, name="list"),
    path("<slug:portal_key>/<slug:slug>/new/", entry.create, name="create"),
    path("<slug:portal_key>/<slug:slug>/export/", sheet.export, name="export"),
    path("<slug:portal_key>/<slug:slug>/import/", sheet.import_page, name="import"),
    path("<slug:portal_key>/<slug:slug>/import/template/", sheet.template, name="template"),
    path("<slug:portal_key>/<slug:slug>/import/<int:job>/", sheet.progress, name="progress"),
    path("<slug:portal_key>/<slug:slug>/import/<int:job>/errors/", sheet.errors, name="errors"),
    path("<slug:portal_key>/<slug:slug>/print/", sheet.print_list, name="print"),
    path("<slug:portal_key>/<slug:slug>/batch/<slug:name>/", sheet.batch, name="batch"),
    path("<slug:portal_key>/<slug:slug>/<int:pk>/", detail.detail, name="detail"),
    path("<slug:portal_key>/<slug:slug>/<int:pk>/paper/", detail.paper, name="paper"),
    path("<slug:portal_key>/<slug:slug>/<int:pk>/edit/", entry.edit, name="edit"),
    path("<slug:portal_key>/<slug:slug>/<int:pk>/move/<slug:name>/", entry.move, name="move"),
    path("<slug:portal_key>/<slug:slug>/<int:pk>/screen/", listing.screen_of_row, name="screen"),
]
