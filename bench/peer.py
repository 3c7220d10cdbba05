"""The peer: Django admin's change list over the same table with the same scope, columns, filters and exact count.

It is given what favours it: the scope condition of the product (no joins to the unit), one count instead of two, no list
of units in the side bar (it would be tens of thousands of links), and Django's standard middleware instead of ours.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from anlan.domain.hazard.models import Hazard
from anlan.kernel.people.middleware import chosen_of, seats_of
from anlan.kernel.register import registry


class PeerSite(admin.AdminSite):
    """Open to whoever is signed in: permissions are not what is measured."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Signed in."""
        return bool(request.user.is_authenticated)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Without the navigation, which would ask for permissions users of the product do not have."""
        return {"site_title": "peer", "site_header": "peer", "has_permission": True, "available_apps": []}


class HazardAdmin(admin.ModelAdmin):
    """The columns and conditions of 隐患台账 of an authority."""

    list_display = ("name", "unit", "level", "category", "found_on", "found_by_kind", "due_on", "state")
    list_filter = ("level", "state", "found_on", "category", "found_by_kind", "due_on")
    list_select_related = ("unit", "category")
    search_fields = ("name", "initials", "place", "unit__name", "unit__initials")
    list_per_page = 20
    list_max_show_all = 0
    ordering = ("-found_on", "-pk")
    sortable_by = list_display
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hazard]:
        """The rows of the seat, by the product's own condition."""
        seat = chosen_of(seats_of(request.user), request.session.get("seat"))
        assert seat is not None
        register = registry.register("hazard")
        return super().get_queryset(request).filter(register.scope.q(seat) & register.kept)

    def lookup_allowed(self, *args: Any, **kwargs: Any) -> bool:
        """Every condition of the address counts, also those without a list in the side bar."""
        return True

    def has_view_permission(self, *args: Any, **kwargs: Any) -> bool:
        """Looking is what is measured."""
        return True

    has_change_permission = has_module_permission = has_view_permission

    def has_add_permission(self, *args: Any, **kwargs: Any) -> bool:
        """Only looking."""
        return False

    has_delete_permission = has_add_permission


site = PeerSite(name="peer")
site.register(Hazard, HazardAdmin)
