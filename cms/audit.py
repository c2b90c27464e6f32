"""The audit: one line for each sign-in, refusal, publication, import, export and change of rights.

Lines of the logger `center.audit`, which is on in production. What an editor does stands in
Wagtail's own log as well, where who may change the database may change it.
"""

import logging

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_save
from wagtail.models import ModelLogEntry, PageLogEntry

from directory.models import Import
from directory.web.peers import peer_of

logger = logging.getLogger("center.audit")

RIGHTS = {"post_add": "given", "post_remove": "taken", "post_clear": "all taken"}
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
    for through in (user.groups, user.user_permissions, Group.permissions):
        m2m_changed.connect(_rights_changed, sender=through.through, dispatch_uid="audit")


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
        note(f"rights {RIGHTS[action]}", of=f"{instance._meta.label_lower} {instance}",
             which=f"{model._meta.label_lower} {numbers}")  # fmt: skip
