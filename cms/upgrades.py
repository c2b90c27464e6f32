"""Whether the database is as this code needs it."""

import pkgutil
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def has_unapplied_migrations() -> bool:
    """Say whether a migration file is not in the database's record, without importing any file."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    for app in apps.get_app_configs():
        package, _explicit = MigrationLoader.migrations_module(app.label)
        if package is None:
            continue
        try:
            folders = import_module(package).__path__
        except ModuleNotFoundError:
            continue
        names = {module.name for module in pkgutil.iter_modules(folders) if module.name[0] != "_"}
        if any((app.label, name) not in applied for name in names):
            return True
    return False
