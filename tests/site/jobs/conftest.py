"""The starting content, and the tables and rights of the app beside it."""

import sqlite3
from contextlib import closing

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection

from tests.seeded import on_postgres, seeded_database
from tests.site.jobs.models import Job


@pytest.fixture(scope="session")
def django_db_use_migrations():
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        if not on_postgres():
            connection.ensure_connection()
            with closing(sqlite3.connect(seeded_database())) as kept:
                kept.backup(connection.connection)
        ContentType.objects.clear_cache()
        with connection.schema_editor() as editor:
            editor.create_model(Job)
        # Makes its permissions, and grants them, as `migrate` does in the end.
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
