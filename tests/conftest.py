"""The starting content stands in the test database once for the whole session; each test works in a
transaction of its own."""

import gc
import os
import sqlite3
from contextlib import closing

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection

from directory.catalog.directories import DIRECTORIES
from directory.reports import freshness
from directory.search.snapshots import Snapshot, snapshot_cache
from directory.web.kept import answers
from home.pages import routes
from tests.seeded import on_postgres, seeded_database, seeded_template

# The browser tests leave a loop running in the process, where Django takes all that follows for
# asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
AS_SEEDED: dict[str, Snapshot] = {}


@pytest.fixture(scope="session")
def django_db_use_migrations():
    """The tables come with the starting content."""
    return False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    if on_postgres():
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = seeded_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        if not on_postgres():
            connection.ensure_connection()
            with closing(sqlite3.connect(seeded_database())) as kept:
                kept.backup(connection.connection)
        # Making the empty tables numbered the kinds of content in another order.
        ContentType.objects.clear_cache()
        for directory in DIRECTORIES.values():
            AS_SEEDED[directory.slug] = snapshot_cache.snapshot(directory)
    # As in cms/wsgi.py: what stays until the end is not looked through again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def _new_process():
    """What a process holds in memory is of the test before, whose transaction is gone.

    Most tests ask the starting content: its snapshots are made once, and not for each of them.
    """
    cache.clear()
    snapshot_cache.forget()
    for slug, snapshot in AS_SEEDED.items():
        snapshot.rows.clear()
        snapshot_cache._snapshots[slug] = snapshot
    routes.forget()
    freshness.forget()
    answers.forget()


@pytest.fixture
def empty_site(db):
    """A site as migrations leave it: no entries, and Wagtail's own first page."""
    from django.contrib.auth.models import Group
    from wagtail.models import GroupPagePermission, Page, Site

    from directory.imports.datasets import DATASETS
    from directory.models import Association, SeededRow, gathering

    with gathering(silently=True):
        Site.objects.all().delete()
        root = Page.get_first_root_node()
        for page in root.get_children():
            page.delete()
        Association.objects.update(parent=None)
        for dataset in reversed(DATASETS):
            dataset.model.objects.all().delete()
        SeededRow.objects.all().delete()
        GroupPagePermission.objects.filter(group__in=Group.objects.filter(name="HRDR")).delete()
    root = Page.get_first_root_node()
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    snapshot_cache.forget()
    routes.forget()
