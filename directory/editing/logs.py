"""What is written into Wagtail's log about entries and webhooks, and how a history words it."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, registry

from directory.models import Entry

VERIFIED = "directory.verify"
WITHDRAWN = "directory.withdraw_verification"
RESTORED = "directory.restore_verification"
TAKEN_OVER = "directory.take_over"
MERGED = "directory.merge"
UNMERGED = "directory.unmerge"
KEY_REPLACED = "directory.replace_key"


def write(
    action: str,
    entries: Iterable[tuple[Entry, Mapping[str, object]]],
    user: AbstractBaseUser | None,
) -> None:
    """Log that `user` did `action` to each of these entries of one model, with what is to be known
    of it."""
    registry.scan_for_actions()
    entries, moment = list(entries), timezone.now()
    if not entries:
        return
    log = registry.get_log_model_for_instance(entries[0][0])
    log.objects.bulk_create(
        log(
            content_type=entry.get_content_type(),
            object_id=str(entry.pk),
            label=str(entry),
            action=action,
            timestamp=moment,
            user=user,
            revision_id=entry.live_revision_id,
            data=dict(data),
        )
        for entry, data in entries
    )


def register(actions: LogActionRegistry) -> None:
    """Make the actions known to Wagtail, in the words of its history."""

    @actions.register_action(VERIFIED)
    class Verified(LogFormatter):
        label = _("Verify")

        def format_message(self, log_entry) -> str:
            data = log_entry.data
            source = data.get("source_url") or data.get("source_title") or data.get("source_note")
            return _t("Verified against its source: %s") % (source or "")

    @actions.register_action(WITHDRAWN)
    class Withdrawn(LogFormatter):
        label = _("Withdraw a verification")

        def format_message(self, log_entry) -> str:
            return _t("Withdrew the verification: %s") % log_entry.data.get("reason", "")

    @actions.register_action(RESTORED)
    class Restored(LogFormatter):
        label = _("Undo the withdrawal of a verification")

        def format_message(self, log_entry) -> str:
            return _t("Verified again as before the withdrawal: %s") % (
                log_entry.data.get("verified_on", "")
            )

    @actions.register_action(TAKEN_OVER)
    class TakenOver(LogFormatter):
        label = _("Take over an address")

        def format_message(self, log_entry) -> str:
            moves = log_entry.data.get("moves", [])
            return _t("Took over the address that its link leads to: %s") % "; ".join(
                f"{old} → {new}" for _field, old, new in moves
            )

    @actions.register_action(MERGED)
    class Merged(LogFormatter):
        label = _("Merge")

        def format_message(self, log_entry) -> str:
            return _t("Merged into “%s”") % log_entry.data.get("kept", "")

    @actions.register_action(UNMERGED)
    class Unmerged(LogFormatter):
        label = _("Undo a merge")

        def format_message(self, log_entry) -> str:
            return _t("No longer merged into “%s”") % log_entry.data.get("kept", "")

    @actions.register_action(KEY_REPLACED)
    class KeyReplaced(LogFormatter):
        label = _("Replace the key")

        def format_message(self, log_entry) -> str:
            return _t("Replaced the key")
