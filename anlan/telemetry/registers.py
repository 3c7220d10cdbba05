"""What could not be read, for the platform's administrators."""

from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Section
from anlan.kernel.scope.scopes import Platform

from .models import Unreadable


class UnreadableRegister(Register):
    """无法识别的报文; read only."""

    model = Unreadable
    columns = "last_at", "protocol", "peer", "address", "reason", "detail", "times", "first_at"
    order = ("-last_at",)
    search = ("peer", "address")
    filters = "protocol", "reason", "last_at"
    sections = (
        Section("报文", "protocol", "peer", "address", "reason", "detail", "times", "first_at", "last_at", "body"),
    )
    scope = Platform(because="报文来自没有登记或不可信的设备，不属于任何单位")
