"""The groups that keep the center, what each may do, and the first accounts."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail import hooks

from directory.models import Place, Program
from home import seeding
from home.models import AnnouncementIndexPage, AnnouncementPage, DirectoryPage, WelcomePage
from tests.factories import make_user
from tests.home.seeding.conftest import seed

User = get_user_model()
pytestmark = pytest.mark.django_db


def test_hrdr_publishes_announcements_and_edits_no_other_page():
    user = make_user("HRDR")
    index = AnnouncementIndexPage.objects.get().permissions_for_user(user)
    notice = AnnouncementPage.objects.first().permissions_for_user(user)
    listing = DirectoryPage.objects.get(slug="programs").permissions_for_user(user)

    assert user.has_perm("wagtailadmin.access_admin")
    assert index.can_add_subpage()
    assert index.can_publish_subpage()
    assert notice.can_edit()
    assert notice.can_publish()
    assert not listing.can_edit()
    assert not user.has_perm("directory.change_program")


def test_editors_write_and_moderators_decide():
    editor, moderator = make_user("Editors"), make_user("Moderators")
    page = DirectoryPage.objects.get(slug="programs")

    assert page.permissions_for_user(editor).can_edit()
    assert not page.permissions_for_user(editor).can_publish()
    assert page.permissions_for_user(moderator).can_publish()
    assert editor.has_perms(["home.change_contactsettings", "directory.delete_synonyms"])
    for model in ("program", "certificationrequirement"):
        assert editor.has_perms([f"directory.add_{model}", f"directory.change_{model}"])
        assert not editor.has_perm(f"directory.publish_{model}")
        actions = ("add", "change", "delete", "publish", "lock", "unlock")
        assert moderator.has_perms([f"directory.{each}_{model}" for each in actions])


def test_only_administrators_change_places():
    for group in ("Editors", "Moderators", "HRDR"):
        user = make_user(group)
        assert user.has_perm("directory.view_place")
        for action in ("add", "change", "delete", "publish", "lock", "unlock"):
            assert not user.has_perm(f"directory.{action}_place"), (group, action)
    administrator = make_user("Administrators")
    assert administrator.has_perms(["directory.change_place", "directory.publish_place"])
    assert Place.objects.first().get_workflow() is None


def test_hrdr_reads_the_rest_and_changes_none_of_it():
    user = make_user("HRDR")
    for model in ("program", "resource", "topic", "synonyms"):
        assert user.has_perm(f"directory.view_{model}")
        for action in ("add", "change", "delete", "publish"):
            assert not user.has_perm(f"directory.{action}_{model}")


def test_an_administrator_may_do_all_that_the_form_of_a_group_offers():
    user = make_user("Administrators")
    offered = [each for hook in hooks.get_hooks("register_permissions") for each in hook()]
    assert offered
    missing = [
        f"{each.content_type.app_label}.{each.codename}"
        for each in offered
        if not user.has_perm(f"{each.content_type.app_label}.{each.codename}")
    ]
    assert missing == []


def test_moderators_and_administrators_approve():
    task = WelcomePage.objects.get().get_workflow().tasks.get().specific
    approvers = set(task.groups.values_list("name", flat=True))
    assert approvers == {"Moderators", "Administrators"}


def test_an_editors_record_can_be_sent_for_approval():
    assert Program.objects.first().get_workflow() == WelcomePage.objects.get().get_workflow()
    assert WelcomePage.objects.get().get_workflow() is not None


def test_administrators_may_do_everything_on_the_site():
    user = make_user("Administrators")
    page = WelcomePage.objects.get().permissions_for_user(user)

    assert page.can_publish()
    assert page.can_lock()
    assert page.can_delete()
    assert user.has_perms(
        ["auth.add_user", "home.change_contactsettings", "directory.delete_topic"]
    )


def test_a_permission_that_was_taken_away_stays_away():
    Group.objects.get(name="HRDR").page_permissions.all().delete()

    seeding.load()

    assert not Group.objects.get(name="HRDR").page_permissions.exists()


def test_accounts_are_made_and_told_once():
    said = seed(accounts=True)
    sign_ins = dict(re.findall(r"^  (\w+) +(\S{16,})   in the group", said, re.M))

    assert set(sign_ins) == {"editor", "hrdr"}
    for name, password in sign_ins.items():
        assert User.objects.get(username=name).check_password(password)
        assert not User.objects.get(username=name).is_superuser
    assert User.objects.get(username="hrdr").groups.get().name == "HRDR"
    assert "editor" not in seed(accounts=True)


def test_no_account_is_made_where_there_is_one():
    make_user()

    seed(accounts=True)

    assert User.objects.count() == 1
