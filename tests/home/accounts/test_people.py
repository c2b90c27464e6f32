"""Administrators see who may do what, give a role and take it away."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from home.groups import RIGHTS
from tests.factories import PASSWORD, make_user, sign_in

pytestmark = pytest.mark.django_db

PEOPLE = "wagtailusers_users"


@pytest.fixture
def boss(client):
    sign_in(client, "Administrators")
    return client


def test_the_list_says_the_role_of_each_and_costs_no_more_with_more(boss):
    make_user("Moderators", username="mona")
    make_user(username="nobody")
    url, counts = reverse(f"{PEOPLE}:index"), []
    for number in (1, 9):
        while User.objects.count() < number + 3:
            make_user("Editors", username=f"ed{User.objects.count()}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = " ".join(boss.get(url).content.decode().split())
        counts.append(len(asked))
    assert "None: cannot enter the editor" in page
    assert re.search(r"mona .*?<td[^>]*> Moderators </td> <td[^>]*> Yes </td>", page)
    assert counts[0] == counts[1]


def test_each_role_says_what_it_allows_and_is_given_and_taken(boss):
    add = reverse(f"{PEOPLE}:add")
    page = boss.get(add).content.decode()
    for name in RIGHTS:
        assert re.search(rf"{name}: \w+", page), name
    role = Group.objects.get(name="Editors")
    person = {
        "username": "new", "email": "new@example.org", "first_name": "New", "last_name": "Person",
        "password1": PASSWORD, "password2": PASSWORD, "groups": [role.pk],
    }  # fmt: skip
    assert boss.post(add, person).status_code == 302
    made = User.objects.get(username="new")
    assert made.has_perm("wagtailadmin.access_admin")
    edit = reverse(f"{PEOPLE}:edit", args=[made.pk])
    taken = {**person, "password1": "", "password2": "", "groups": [], "is_active": "on"}
    assert boss.post(edit, taken).status_code == 302
    assert not User.objects.get(username="new").has_perm("wagtailadmin.access_admin")


def test_every_zone_that_is_offered_is_one_that_browsers_know(boss):
    page = boss.get(reverse("wagtailadmin_account")).content.decode()
    assert 'value="America/Chicago"' in page
    assert 'value="localtime"' not in page
    assert 'value="Factory"' not in page
