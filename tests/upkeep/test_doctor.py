"""The doctor of a house that is really ill: it speaks Chinese and returns 1, and never shows a traceback."""

import pytest

from .house import ON_POSTGRES, House

pytestmark = pytest.mark.slow


def test_a_database_that_is_not_there(house: House) -> None:
    house.anlan("run_due")
    assert "说明" in house.anlan("doctor", "--full")
    if ON_POSTGRES:
        house.address = house.address.rsplit("/", 1)[0] + "/nobody_made_this"
    else:
        path = house.home / "anlan.sqlite3"
        path.unlink()
        path.mkdir()
    told = house.anlan("doctor", fails=True)
    assert "连不上数据库" in told and "ANLAN_DATABASE_URL" in told and "Traceback" not in told


@pytest.mark.skipif(ON_POSTGRES, reason="a file can be damaged")
def test_a_damaged_file(house: House) -> None:
    path = house.home / "anlan.sqlite3"
    body = bytearray(path.read_bytes())
    for place in range(40 * 4096, len(body) - 4096, 10 * 4096):
        body[place : place + 64] = b"\xff" * 64
    path.write_bytes(bytes(body))
    told = house.anlan("doctor", fails=True)
    assert "数据库已损坏" in told and "anlan restore" in told and "Traceback" not in told


def test_a_house_without_keys(house: House) -> None:
    house.more["ANLAN_MODE"] = "production"
    told = house.anlan("doctor", fails=True)
    assert "ANLAN_SECRET_KEY 未设置" in told and "Traceback" not in told
