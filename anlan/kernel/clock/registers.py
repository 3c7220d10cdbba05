"""Days declared working or not, over the official calendar."""

from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Section, Share
from anlan.kernel.scope.scopes import Everyone

from .models import DayOverride


class DayOverrideRegister(Register):
    """工作日调整."""

    model = DayOverride
    columns = ("day", "is_workday", "reason")
    order = ("-day",)
    filters = ("day",)
    sections = (Section("工作日调整", "day", "is_workday", "reason"),)
    share = Share("day", search=())
    scope = Everyone(because="节假日安排是公开信息")
