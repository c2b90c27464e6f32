"""The audit: one line for each sign-in, refusal, publication, import, export and change of rights.

Lines of the logger `center.audit`, which is on in production. What an editor does stands in
Wagtail's own log as well, where who may change the database may change it.
"""

import logging

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from wagtail.log_actions import get_active_log_context
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    ModelLogEntry,
    PageLogEntry,
)

from directory.models import Import
from directory.web.peers import peer_of
from home.accounts.second_step import code_refused

logger = logging.getLogger("center.audit")

RIGHTS = {"post_add": "given", "post_remove": "taken", "post_clear": "all taken"}
# What a group may in one place, and what that is called.
WHERE = {
    GroupPagePermission: "page",
    GroupCollectionPermission: "collection",
    GroupSitePermission: "site",
}
# What an account may whatever its groups say, and whether it may anything.
SWITCHES = ("is_superuser", "is_staff", "is_active")
LONGEST = 200  # characters of what somebody typed


def note(event: str, **about: object) -> None:
    """Write a line of the audit: what happened, and about whom or what."""
    words = {name: _printable(value) for name, value in about.items()}
    told = " ".join(f"{name}={value}" for name, value in words.items() if value != "")
    logger.info("%s %s", event, told, extra={"event": event, **words})


def _printable(value: object) -> str:
    return str(value).encode("unicode_escape").decode("ascii")[:LONGEST]


def connect() -> None:
    """Have what is worth a line write it."""
    user = get_user_model()
    user_logged_in.connect(_signed_in, dispatch_uid="audit")
    user_logged_out.connect(_signed_out, dispatch_uid="audit")
    user_login_failed.connect(_failed, dispatch_uid="audit")
    user_locked_out.connect(_locked_out, dispatch_uid="audit")
    for model in (ModelLogEntry, PageLogEntry):
        post_save.connect(_logged, sender=model, dispatch_uid="audit")
    post_save.connect(_imported, sender=Import, dispatch_uid="audit")
    code_refused.connect(_code_refused, dispatch_uid="audit")
    for through in (user.groups, user.user_permissions, Group.permissions):
        m2m_changed.connect(_rights_changed, sender=through.through, dispatch_uid="audit")
    for model in WHERE:
        post_save.connect(_right_given, sender=model, dispatch_uid="audit")
        post_delete.connect(_right_taken, sender=model, dispatch_uid="audit")
    pre_save.connect(_switched, sender=user, dispatch_uid="audit")


def _signed_in(sender, request, user, **kwargs) -> None:
    note("signed in", user=user.get_username(), peer=request and peer_of(request))


def _signed_out(sender, request, user, **kwargs) -> None:
    if user:
        note("signed out", user=user.get_username(), peer=request and peer_of(request))


def _failed(sender, credentials, request=None, **kwargs) -> None:
    peer = peer_of(request) if request else ""
    note("sign-in failed", user=credentials.get("username", ""), peer=peer)


def _locked_out(sender, request, username="", **kwargs) -> None:
    note("sign-in refused", user=username or "", peer=request and peer_of(request))


def _code_refused(sender, request, user, **kwargs) -> None:
    note("code refused", user=user.get_username(), peer=peer_of(request))


def _logged(sender, instance, created, **kwargs) -> None:
    # What nobody did stands in the log of the site alone, but for what went public on time.
    if created and (instance.user_id or instance.action.endswith(".scheduled")):
        user = instance.user.get_username() if instance.user else ""
        note(instance.action, user=user, what=instance.label, number=instance.object_id)


def _imported(sender, instance, update_fields, **kwargs) -> None:
    is_step = update_fields is None or "state" in update_fields
    if is_step and instance.state in (Import.State.APPLIED, Import.State.UNDONE):
        user = instance.user.get_username() if instance.user_id and instance.user else ""
        note(f"import {instance.state}", user=user, directory=instance.directory,
             number=instance.pk)  # fmt: skip


def _rights_changed(sender, instance, action, pk_set, model, **kwargs) -> None:
    if action in RIGHTS:
        numbers = ",".join(map(str, sorted(pk_set or ())))
        _rights(RIGHTS[action], instance, f"{model._meta.label_lower} {numbers}")


def _right_given(sender, instance, **kwargs) -> None:
    _rights("given", instance.group, _which(instance))


def _right_taken(sender, instance, **kwargs) -> None:
    _rights("taken", instance.group, _which(instance))


def _which(instance: Model) -> str:
    where = WHERE[type(instance)]
    number = getattr(instance, f"{where}_id")
    return f"auth.permission {instance.permission_id} of {where} {number}"


def _switched(sender, instance, update_fields, **kwargs) -> None:
    names = [each for each in SWITCHES if update_fields is None or each in update_fields]
    kept = names and sender.objects.filter(pk=instance.pk).values(*names).first()
    before = kept or {"is_superuser": False, "is_staff": False, "is_active": True}
    for name in names:
        if bool(before[name]) != getattr(instance, name):
            _rights("given" if getattr(instance, name) else "taken", instance, name)


def _rights(what: str, of: Model, which: str) -> None:
    by = get_active_log_context().user
    note(f"rights {what}", user=by.get_username() if by else "",
         of=f"{of._meta.label_lower} {of}", which=which)  # fmt: skip
