"""流程设置: which optional steps are switched on. The table stays code; only switches are data."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect

from anlan.kernel.doors.context import tell
from anlan.kernel.doors.pages import render
from anlan.kernel.register.registry import every_register
from anlan.kernel.trail import book

from .desk import switched_off
from .models import Switch


def optional_steps() -> list[dict[str, Any]]:
    """Every optional step of every flow, and whether it is on."""
    return [
        {"flow": flow, "state": state, "register": register.title, "is_on": state.key not in switched_off(flow)}
        for register in every_register()
        for flow in register.flows
        for state in flow.states
        if state.optional
    ]


def settings_page(request: Any, screen: Any) -> HttpResponse:
    """Shows the switches; a change is written into the trail. Rows that already lie at a step stay there."""
    if request.method == "POST":
        found = [s for s in optional_steps() if f"{s['flow'].key}.{s['state'].key}" == request.POST.get("step")]
        if not found:
            raise Http404
        one, on = found[0], request.POST.get("on") == "1"
        with transaction.atomic():
            Switch.objects.update_or_create(flow=one["flow"].key, state=one["state"].key, defaults={"is_on": on})
            text = f"{one['register']}“{one['state'].label}”步骤{'启用' if on else '停用'}"
            book.write(request.seat, [book.Note("switch", f"{one['flow'].key}.{one['state'].key}", "switch", text)])
        tell(request, "success", text)
        return HttpResponseRedirect(screen.url(request.portal.key))
    return render(request, "doors/flow_settings.html", {"title": screen.title, "steps": optional_steps()})
