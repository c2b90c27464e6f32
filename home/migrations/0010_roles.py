"""What each group may do, completed: places are fixed, editors own the words around the entries, HRDR
reads what it does not write, administrators may do everything, also approve.
"""

from importlib import import_module

from django.db import migrations

groups = import_module("home.migrations.0002_groups")
on, permission = groups.on, groups.permission

ENTRIES = [model for model in groups.RECORDS if model != "place"]
CHANGE_PLACES = on("directory", ["place"], ["add", "change", "delete", "publish", "lock", "unlock"])

WITHDRAWN = {
    "Editors": on("directory", ["place"], ["add", "change"]),
    "Moderators": CHANGE_PLACES,
}
GRANTED = {
    "Editors": [
        *on("directory", ENTRIES, ["lock"]),
        *on("directory", ["synonyms"], ["delete"]),
        *on("home", ["contactsettings"], ["change"]),
    ],
    "HRDR": on("directory", groups.RECORDS + groups.TERMS, ["view"]),
    "Administrators": [
        *on("auth", ["group"], ["add", "change", "delete", "view"]),
        *on("wagtailcore", ["site", "collection"], ["add", "change", "delete", "view"]),
        *on("wagtailcore", ["workflow", "task"], ["add", "change", "delete"]),
        *on("wagtailimages", ["image"], ["add", "change", "delete", "choose"]),
        *on("wagtaildocs", ["document"], ["add", "change", "delete", "choose"]),
    ],
}
HRDR_FILES = [
    *on("wagtailimages", ["image"], ["change"]),
    *on("wagtaildocs", ["document"], ["change"]),
]
COLLECTIONS = on("wagtailcore", ["collection"], ["add", "change", "delete"])


def complete(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, taken in WITHDRAWN.items():
        for group in Group.objects.filter(name=name):
            group.permissions.remove(*(permission(apps, *each) for each in taken))
    for name, granted in GRANTED.items():
        for group in Group.objects.filter(name=name):
            group.permissions.add(*(permission(apps, *each) for each in granted))
    set_collections(apps, "Administrators", COLLECTIONS, granted=True)
    # HRDR keeps what it uploaded itself, and reads what others did.
    set_collections(apps, "HRDR", HRDR_FILES, granted=False)
    locks(apps, grant=True)


def as_before(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, granted in GRANTED.items():
        for group in Group.objects.filter(name=name):
            group.permissions.remove(*(permission(apps, *each) for each in granted))
    for name, taken in WITHDRAWN.items():
        for group in Group.objects.filter(name=name):
            group.permissions.add(*(permission(apps, *each) for each in taken))
    set_collections(apps, "Administrators", COLLECTIONS, granted=False)
    set_collections(apps, "HRDR", HRDR_FILES, granted=True)
    locks(apps, grant=False)


def set_collections(apps, name, permissions, *, granted):
    """Grant a group permissions on all collections of pictures and documents, or withdraw them."""
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    Granted = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for group in apps.get_model("auth", "Group").objects.filter(name=name):
        for each in permissions:
            row = {"group": group, "collection": root, "permission": permission(apps, *each)}
            if granted:
                Granted.objects.get_or_create(**row)
            else:
                Granted.objects.filter(**row).delete()


def locks(apps, *, grant):
    """Who writes pages may lock them; HRDR, as it decides about its own, may also unlock those."""
    Granted = apps.get_model("wagtailcore", "GroupPagePermission")
    for name, held, actions in (
        ("Editors", "change", ["lock"]),
        ("HRDR", "publish", ["lock", "unlock"]),
    ):
        where = Granted.objects.filter(group__name=name, permission__codename=f"{held}_page")
        for group, page in list(where.values_list("group", "page")):
            for _app, _model, action in on("wagtailcore", ["page"], actions):
                row = {
                    "group_id": group,
                    "page_id": page,
                    "permission": permission(apps, "wagtailcore", "page", action),
                }
                if grant:
                    Granted.objects.get_or_create(**row)
                else:
                    Granted.objects.filter(**row).delete()


def approve(apps, schema_editor):
    """Administrators approve as moderators do. Only they change places: nobody needs to approve."""
    task = apps.get_model("wagtailcore", "GroupApprovalTask")
    for group in apps.get_model("auth", "Group").objects.filter(name="Administrators"):
        for each in task.objects.filter(groups__name="Moderators"):
            each.groups.add(group)
    apps.get_model("wagtailcore", "WorkflowContentType").objects.filter(
        content_type__app_label="directory", content_type__model="place"
    ).delete()


def approve_as_before(apps, schema_editor):
    task = apps.get_model("wagtailcore", "GroupApprovalTask")
    for group in apps.get_model("auth", "Group").objects.filter(name="Administrators"):
        for each in task.objects.filter(groups__name="Moderators"):
            each.groups.remove(group)
    groups.approve_records(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("home", "0009_freshness_page")]

    operations = [
        migrations.RunPython(complete, as_before),
        migrations.RunPython(approve, approve_as_before),
    ]
