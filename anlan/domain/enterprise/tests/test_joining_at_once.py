"""Two clicks, or two people, at the same moment: one registration, and an answer for both."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from anlan.domain.enterprise.models import Registration
from anlan.kernel.people.models import User
from anlan.kernel.testing import Cast

from .joining import CODE, DETAILS, box, form, proved, quick

__all__ = ["box", "quick"]
pytestmark = pytest.mark.slow
Box = list[tuple[str, str]]


def at_once(clients: list[Client], said: list[dict[str, Any]]) -> list[Any]:
    """Every client posts its form when all are ready."""
    ready = Barrier(len(clients))

    def post(client: Client, one: dict[str, Any]) -> Any:
        ready.wait(10)
        try:
            return client.post(DETAILS, one)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(post, clients, said))


def another_tab(client: Client) -> Client:
    """The same browser's session in a client of its own."""
    other = Client()
    other.cookies = client.cookies
    return other


def test_one_form_sent_twice_at_once_is_one_registration(shared_cast: Cast, box: Box) -> None:
    client, act = proved(box), str(uuid.uuid4())
    answers = at_once([client, another_tab(client)], [form(act=act), form(act=act)])
    assert [a.status_code for a in answers] == [302, 302], [a.content.decode()[-3000:] for a in answers]
    assert Registration.objects.count() == User.objects.filter(username=CODE).count() == 1


def test_two_people_with_one_code_at_once_are_one_registration(shared_cast: Cast, box: Box) -> None:
    clients = [proved(box, f"1990000009{n}") for n in range(3)]
    answers = at_once(clients, [form() for _ in clients])
    assert sorted(a.status_code for a in answers) == [302, 422, 422]
    assert all("该企业已注册" in a.content.decode() for a in answers if a.status_code == 422)
    assert Registration.objects.count() == User.objects.filter(username=CODE).count() == 1
