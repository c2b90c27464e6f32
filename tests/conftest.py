"""The starting content stands in the test database once for the whole session; each test works in a
transaction of its own."""

import pytest
from django.core.management import call_command

from directory.snapshots import shelf
from home import routes


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("seed_site", verbosity=0)


@pytest.fixture(autouse=True)
def _new_process():
    """What a process holds in memory is of the test before, whose transaction is gone."""
    shelf.forget()
    routes.forget()


@pytest.fixture
def empty_site(db):
    """A site as migrations leave it: no entries, and Wagtail's own first page."""
    from django.contrib.auth.models import Group
    from wagtail.models import GroupPagePermission, Page, Site

    from directory.models import (
        Association,
        Audience,
        CertificationRequirement,
        Institution,
        Place,
        Program,
        Resource,
        SeededRow,
        Synonyms,
        Topic,
    )

    Site.objects.all().delete()
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    Association.objects.update(parent=None)
    for model in (
        CertificationRequirement, Program, Institution, Association, Resource, Place, Audience,
        Topic, Synonyms, SeededRow,
    ):  # fmt: skip
        model.objects.all().delete()
    GroupPagePermission.objects.filter(group__in=Group.objects.filter(name="HRDR")).delete()
    root = Page.get_first_root_node()
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    shelf.forget()
    routes.forget()
