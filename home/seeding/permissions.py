"""Who may work on which part of the tree, granted once: what somebody takes away stays away.

Editors and moderators have theirs on the whole tree from Wagtail's own migrations.
"""

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from directory.models import SeededRow
from home.models import AnnouncementIndexPage

DATASET = "page permissions"
ANYTHING = ("add", "change", "publish", "lock", "unlock", "bulk_delete")


def load() -> int:
    """Grant what was never granted before; return to how many groups."""
    announcements = AnnouncementIndexPage.objects.first()
    granted = [
        _grant("HRDR", announcements, ("add", "change", "publish", "lock", "unlock")),
        _grant("Administrators", Page.get_first_root_node(), ANYTHING),
    ]
    return sum(granted)


def _grant(name: str, page: Page | None, actions: tuple[str, ...]) -> bool:
    group = Group.objects.filter(name=name).first()
    if group is None or page is None:
        return False
    _row, is_new = SeededRow.objects.get_or_create(dataset=DATASET, key=name)
    if is_new:
        codenames = [f"{action}_page" for action in actions]
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=codenames
        ):
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    return is_new
