"""What strangers say is noted whatever they say."""

import pytest

from anlan.telemetry.models import Unreadable
from anlan.telemetry.unreadable import Unread


@pytest.mark.django_db
def test_names_that_no_database_takes() -> None:
    """One of them would keep all others from being noted."""
    unread = Unread()
    unread.note("hj212", "192.0.2.1", "stranger", b"\0", address="D\0\ud800", detail="命令\r\n编码 \0")
    unread.note("hj212", "192.0.2.2", "stranger", address="D" * 500, detail="很" * 500)
    assert unread.write() == 2
    first, second = Unreadable.objects.order_by("peer")
    assert (first.address, first.detail, first.body) == ("D??", "命令??编码 ?", "00")
    assert (len(second.address), len(second.detail)) == (64, 200)
