"""What every row of this subject carries: whose it is, on which building site if on one, and who looks after it."""

from typing import TYPE_CHECKING, Any

from django.db import models

from anlan.domain.site.models import Site, SiteRecord
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.records import UnitRecord
from anlan.kernel.scope.models import Organisation, OrganisationKind
from anlan.kernel.scope.scopes import Participating

from .. import flows

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

    from .device import Device


class DeviceRecord(SiteRecord):
    """A row of a firm, or of a building site when ``site`` says so (then it has the site's ground).

    ``keeper``: who enters and changes it, the people on the site or else the firm.
    """

    site = models.ForeignKey(  # type: ignore[assignment]
        Site, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name="在建项目"
    )
    keeper = models.ForeignKey(
        Organisation, models.PROTECT, null=True, editable=False, db_index=False, related_name="+",
        verbose_name="设备管理单位",
    )  # fmt: skip

    class Meta:
        abstract = True

    def home(self) -> tuple[str, str, int | None]:
        """That of its site, or of its firm."""
        return self.site.home() if self.site is not None else Participating().place(self.unit)

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Places a new row. FieldError for who does not look after it."""
        if self.site is not None:
            super().settle(seat, is_new)
        else:
            if is_new and seat is not None and seat.organisation.kind == OrganisationKind.PART:
                raise FieldError("请选择在建项目")
            UnitRecord.settle(self, seat, is_new)
        if is_new:
            self.keeper_id = self.site.department_id if self.site is not None else self.unit_id
            if seat is not None and (why := self.entry_refused(seat)):
                raise FieldError(why)

    def entry_refused(self, seat: "Seat") -> str | None:
        """Why a seat can't make such a row; None when it can."""
        mine = seat.organisation_id == self.keeper_id
        return None if mine else "设备由使用单位（工地上由项目部）登记和管理，其他单位只能查看"


class OfDevice(DeviceRecord):
    """A row that hangs on a device and stands where it does."""

    device = models.ForeignKey(
        "device.Device", models.PROTECT, db_index=False, related_name="%(class)ss", verbose_name="设备"
    )

    class Meta:
        abstract = True

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """A new one takes its place from the device. FieldError for one that is gone."""
        if is_new:
            device: Device | None = getattr(self, "device", None)
            if device is None:
                raise FieldError("请选择设备")
            if device.state not in flows.STANDING:
                raise FieldError(f"“{device}”{device.get_state_display()}，不能再登记")
            self.site, self.unit = device.site, device.unit
        super().settle(seat, is_new)

    @property
    def whose(self) -> dict[str, Any]:
        """The columns that say which device it is of, for rows like it."""
        return {"device": self.device_id}
