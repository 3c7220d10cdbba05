"""What follows a site when it moves, and what does not happen when it stays."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.domain.site.models import Site
from anlan.domain.site.moving import JOB
from anlan.domain.site.testing import build_branch, build_site
from anlan.kernel.clock.models import Job
from anlan.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(cast: Cast) -> Any:
    """The cast's site; what was asked for while it was made is forgotten."""
    found = build_site(cast)
    Job.objects.all().delete()
    return found


def asked() -> int:
    """How often open rows are to follow."""
    return Job.objects.filter(kind=JOB).count()


@pytest.mark.parametrize(
    ("member", "verb", "values"),
    [
        ("inspectorate", "change", {"address": "湖塘镇人民路 9 号"}), ("inspectorate", "stop", {"opinion": "整改"}),
        ("director", "manage", {"manager": "吴越"}), ("director", "open_account", {}),
    ],
)  # fmt: skip
def test_a_site_that_stays_moves_nothing(cast: Cast, site: Any, member: str, verb: str, values: dict[str, str]) -> None:
    if verb == "manage":
        values = values | {"branch": str(site.branch_id)}
    with CaptureQueriesContext(connection) as done:
        cast.does(member, "site", verb, site.pk, **values)
    assert asked() == 0
    assert not [q["sql"] for q in done if q["sql"].startswith('UPDATE "scope_organisation"')]


@pytest.mark.parametrize(
    ("member", "verb", "values"),
    [
        ("inspectorate", "change", {"area": "3204012102"}), ("inspectorate", "change", {"unit": "competitor"}),
        ("director", "manage", {"branch": ""}),
    ],
)  # fmt: skip
def test_open_rows_follow_a_site_that_moves(
    cast: Cast, site: Any, member: str, verb: str, values: dict[str, str]
) -> None:
    values = {k: str(cast.competitor.organisation_id) if v == "competitor" else v for k, v in values.items()}
    cast.does(member, "site", verb, site.pk, **values)
    assert asked() == 1


def test_its_people_are_called_by_its_new_name(cast: Cast, site: Any) -> None:
    cast.does("inspectorate", "site", "change", site.pk, name="澄湖花园三期")
    assert Site.objects.get(pk=site.pk).department.name.startswith("澄湖花园三期项目部") and asked() == 0


def test_a_branch_that_stays_is_not_saved_again(cast: Cast, site: Any) -> None:
    branch = build_branch(cast)
    with CaptureQueriesContext(connection) as done:
        cast.does("director", "branch", "change", branch.pk, region="常州")
    assert not [q["sql"] for q in done if q["sql"].startswith('UPDATE "scope_organisation"')]
