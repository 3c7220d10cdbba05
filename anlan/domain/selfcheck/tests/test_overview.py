"""The home page shows what somebody may act on, and no empty frame to anybody else."""

import pytest

from anlan.kernel.testing import Cast


@pytest.mark.django_db
def test_who_supervises_no_firm_sees_no_empty_overview(cast: Cast) -> None:
    assert "今日监管" in cast.browser("office").get("/web/home/").content.decode()
    assert "今日监管" not in cast.browser("security").get("/web/home/").content.decode()
