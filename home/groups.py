"""What each group of people may do with the entries of a directory, declared once.

`post_migrate` grants it for each kind of entry of which no group may do anything yet, so that a new
directory can be opened and approved at once, and what an administrator took away stays away.
"""

from collections.abc import Iterable, Mapping

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core import checks
from django.db import connections, models
from wagtail.models import Workflow, WorkflowContentType
from wagtail.snippets.models import create_extra_permissions

from directory.catalog.directories import entry_directories

WRITE = ("add", "change", "view", "lock", "verify")
DECIDE = (*WRITE, "delete", "publish", "unlock")
RIGHTS: Mapping[str, Iterable[str]] = {
    "Editors": WRITE,
    "Moderators": DECIDE,
    "HRDR": ("view",),
    "Administrators": DECIDE,
}


def grant_rights(sender: AppConfig, using: str = "default", **kwargs: object) -> None:
    """Grant each group its rights on the entries of new directories, and have these approved.

    `sender` is the app whose tables and permissions have just been made, in the database `using`.
    """
    own = [each for each in entry_directories() if each.model._meta.app_config is sender]
    if own:  # Django and Wagtail make the permissions too, but may listen after us.
        create_permissions(sender, verbosity=0, using=using)
        create_extra_permissions(sender, using=using)
    for directory in own:
        content_type = ContentType.objects.db_manager(using).get_for_model(directory.model)
        if not _has_rights(content_type, using):
            _grant(directory.model, content_type, using)


def _has_rights(content_type: ContentType, using: str) -> bool:
    granted = Group.permissions.through.objects.using(using)
    return granted.filter(permission__content_type=content_type).exists()


def _grant(model: type[models.Model], content_type: ContentType, using: str) -> None:
    permissions = {
        each.codename: each
        for each in Permission.objects.using(using).filter(content_type=content_type)
    }
    for group in Group.objects.using(using).filter(name__in=RIGHTS):
        codenames = [f"{action}_{model._meta.model_name}" for action in RIGHTS[group.name]]
        group.permissions.add(*(permissions[name] for name in codenames if name in permissions))
    workflow = Workflow.objects.using(using).filter(active=True).order_by("pk").first()
    if workflow is not None:
        WorkflowContentType.objects.using(using).get_or_create(
            content_type=content_type, defaults={"workflow": workflow}
        )


def _missing(model: type[models.Model], content_type: ContentType, using: str) -> list[str]:
    """Return what no group at all may do with entries of `model`."""
    granted = Group.permissions.through.objects.using(using)
    held = set(
        granted.filter(permission__content_type=content_type).values_list(
            "permission__codename", flat=True
        )
    )
    return [action for action in DECIDE if f"{action}_{model._meta.model_name}" not in held]


def check_rights(app_configs: object, databases: Iterable[str] | None = None, **kwargs: object):
    """Return a warning for each directory of entries with which no group may do what all entries
    need; of one whose table is not made yet nothing is said."""
    found = []
    for using in databases or ():
        tables = connections[using].introspection.table_names()
        for directory in entry_directories():
            if directory.model._meta.db_table not in tables:
                continue
            content_type = ContentType.objects.db_manager(using).get_for_model(directory.model)
            if missing := _missing(directory.model, content_type, using):
                found.append(
                    checks.Warning(
                        f"No group may {', '.join(missing)} in the directory {directory.slug!r}.",
                        hint="Run migrate, or grant them in the editor under Settings > Groups.",
                        obj=directory.model,
                        id="home.W001",
                    )
                )
    return found
