"""The groups of people who keep the center, and what each may do.

Permissions are made after all migrations have run, so those that are needed here are made here; the
later step finds them and leaves them as they are.
"""

from django.db import migrations

RECORDS = ["place", "certificationrequirement", "institution", "program", "association", "resource"]
TERMS = ["audience", "topic", "synonyms"]
NEW_GROUPS = ["HRDR", "Administrators"]


def on(app, models, actions):
    return [(app, model, action) for model in models for action in actions]


WRITE = [
    *on("directory", RECORDS, ["add", "change", "view"]),
    *on("directory", TERMS, ["add", "change", "view"]),
]
DECIDE = [
    *WRITE,
    *on("directory", RECORDS, ["delete", "publish", "lock", "unlock"]),
    *on("directory", TERMS, ["delete"]),
    *on("home", ["contactsettings"], ["change"]),
]
FILES = [
    *on("wagtailimages", ["image"], ["add", "change", "choose"]),
    *on("wagtaildocs", ["document"], ["add", "change", "choose"]),
]
GRANTED = {
    "Editors": WRITE,
    "Moderators": DECIDE,
    "HRDR": [("wagtailadmin", "admin", "access")],
    "Administrators": [
        ("wagtailadmin", "admin", "access"),
        *DECIDE,
        *on("auth", ["user"], ["add", "change", "delete", "view"]),
        *on("wagtailredirects", ["redirect"], ["add", "change", "delete", "view"]),
    ],
}


def permission(apps, app, model, action):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
    try:
        called = apps.get_model(app, model)._meta.verbose_name
    except LookupError:  # wagtailadmin.admin is a name without a model
        called = model
    found, _ = Permission.objects.get_or_create(
        content_type=kind,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {called}"},
    )
    return found


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for name, granted in GRANTED.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(permission(apps, *each) for each in granted))
    for name in NEW_GROUPS:
        for each in FILES:
            GroupCollectionPermission.objects.get_or_create(
                group=Group.objects.get(name=name),
                collection=Collection.objects.get(depth=1),
                permission=permission(apps, *each),
            )


def take_groups_away(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name__in=NEW_GROUPS).delete()
    # Their permissions on pages went with them: the seed may grant those to new groups again.
    SeededRow = apps.get_model("directory", "SeededRow")
    SeededRow.objects.filter(dataset="page permissions", key__in=NEW_GROUPS).delete()
    for name in set(GRANTED) - set(NEW_GROUPS):
        for group in Group.objects.filter(name=name):
            group.permissions.remove(*(permission(apps, *each) for each in GRANTED[name]))


def approve_records(apps, schema_editor):
    """An editor's change to a record waits for the same approval as a change to a page."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    WorkflowContentType = apps.get_model("wagtailcore", "WorkflowContentType")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    usual = WorkflowPage.objects.filter(page__depth=1).first()
    if usual is None:
        return
    for model in RECORDS:
        kind, _ = ContentType.objects.get_or_create(app_label="directory", model=model)
        WorkflowContentType.objects.get_or_create(
            content_type=kind, defaults={"workflow_id": usual.workflow_id}
        )


def leave_records_unapproved(apps, schema_editor):
    WorkflowContentType = apps.get_model("wagtailcore", "WorkflowContentType")
    WorkflowContentType.objects.filter(
        content_type__app_label="directory", content_type__model__in=RECORDS
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("directory", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        migrations.RunPython(make_groups, take_groups_away),
        migrations.RunPython(approve_records, leave_records_unapproved),
    ]
