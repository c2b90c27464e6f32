"""What is done to many entries at once: verifying, reviews, addresses, topics, deleting."""

from collections.abc import Mapping, Sequence

from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import ModelLogEntry

from directory.admin import deletion
from directory.admin.bulk import EntryBulkAction, opened
from directory.admin.bulk_standing import PublishAction, UnpublishAction, listed
from directory.admin.entry_actions import VerificationForm, WithdrawalForm
from directory.admin.review_forms import ReviewForm, TopicForm
from directory.editing import verification
from directory.editing.amendments import Amended, amend
from directory.editing.takeover import moves_of, take_over
from directory.editing.uses import Use, uses_of
from directory.links.usage import entry_models
from directory.models import Audience, Entry, Place, Resource, Synonyms, Topic


class VerifyAction(EntryBulkAction):
    display_name = gettext_lazy("Mark as verified")
    action_type = "verify"
    aria_label = gettext_lazy("Mark the selected entries as verified")
    action_priority = 10
    permission = "verify"
    form_class = VerificationForm
    question = gettext_lazy("Each of these is verified against the source beside it:")
    button = gettext_lazy("Mark as verified")
    undone_by = "withdraw"
    undo = gettext_lazy("Withdraw it again")

    def why_not(self, entry: Entry) -> str:
        return verification.obstacle(entry)

    def notes(self, entries: Sequence[Entry]) -> dict[int, list[str]]:
        return {
            entry.pk: [opened(entry.source_url) if entry.source_url else entry.source_title]
            for entry in entries
        }

    def perform(self, pks: Sequence[int]) -> Amended:
        verified = verification.verify(self.model, pks, self.request.user)
        done = {entry.pk for entry in verified}
        others = self.model.objects.filter(pk__in=[pk for pk in pks if pk not in done])
        return Amended(
            published=list(verified),
            undoable=list(verified),
            skipped=[(entry, verification.obstacle(entry)) for entry in others],
        )

    def told(self, amended: Amended) -> str:
        number = len(amended.published)
        return ngettext(
            "%(number)d entry is verified.", "%(number)d entries are verified.", number
        ) % {"number": number}


class WithdrawAction(EntryBulkAction):
    display_name = gettext_lazy("Withdraw the verification")
    action_type = "withdraw"
    aria_label = gettext_lazy("Withdraw the verification of the selected entries")
    action_priority = 12
    permission = "verify"
    form_class = WithdrawalForm
    question = gettext_lazy("Readers are no longer told that these are verified. It can be undone:")
    button = gettext_lazy("Withdraw the verification")
    undone_by = "restore"

    def why_not(self, entry: Entry) -> str:
        return "" if entry.verified_on else _("Nobody has verified it.")

    def perform(self, pks: Sequence[int]) -> Amended:
        reason = self.cleaned_form.cleaned_data["reason"]
        done = list(verification.withdraw(self.model, pks, self.request.user, reason))
        return Amended(published=done, undoable=done)

    def told(self, amended: Amended) -> str:
        number = len(amended.published)
        return ngettext(
            "%(number)d entry counts as verified by nobody.",
            "%(number)d entries count as verified by nobody.",
            number,
        ) % {"number": number}


class RestoreAction(EntryBulkAction):
    display_name = gettext_lazy("Undo the withdrawal")
    action_type = "restore"
    aria_label = gettext_lazy("Undo the withdrawal of the verification of the selected entries")
    action_priority = 14
    permission = "verify"
    question = gettext_lazy("These count as verified again, as before that was withdrawn:")
    button = gettext_lazy("Undo the withdrawal")

    @cached_property
    def withdrawals(self) -> Mapping[int, ModelLogEntry]:
        chosen, _no_access = self.get_actionable_objects()
        return verification.withdrawals(chosen)

    def why_not(self, entry: Entry) -> str:
        return "" if entry.pk in self.withdrawals else _("There is no withdrawal to undo.")

    def notes(self, entries: Sequence[Entry]) -> dict[int, list[str]]:
        return {entry.pk: [self.withdrawals[entry.pk].data["reason"]] for entry in entries}

    def perform(self, pks: Sequence[int]) -> Amended:
        return Amended(published=list(verification.restore(self.model, pks, self.request.user)))

    def told(self, amended: Amended) -> str:
        number = len(amended.published)
        return ngettext(
            "%(number)d entry is verified as before.",
            "%(number)d entries are verified as before.",
            number,
        ) % {"number": number}


class AmendAction(EntryBulkAction):
    """What its form, once it is filled in, sets on each entry."""

    def perform(self, pks: Sequence[int]) -> Amended:
        form = self.cleaned_form
        return amend(self.model, pks, form.set_on, self.request.user, why_not=form.why_not)


class ReviewAction(AmendAction):
    display_name = gettext_lazy("Set review")
    action_type = "review"
    aria_label = gettext_lazy("Set when the selected entries are reviewed")
    action_priority = 20
    form_class = ReviewForm
    question = gettext_lazy("When are these to be reviewed?")
    button = gettext_lazy("Set review")


class TakeOverAction(EntryBulkAction):
    display_name = gettext_lazy("Take over addresses")
    action_type = "take_over"
    aria_label = gettext_lazy("Take over the redirected addresses of the selected entries")
    action_priority = 25
    question = gettext_lazy("These addresses are replaced by those that they lead to:")
    button = gettext_lazy("Take over")

    @cached_property
    def moves(self) -> dict[int, list]:
        chosen, _no_access = self.get_actionable_objects()
        return moves_of(chosen)

    def why_not(self, entry: Entry) -> str:
        reason = super().why_not(entry)
        return reason or ("" if self.moves[entry.pk] else _("None of its addresses is redirected."))

    def notes(self, entries: Sequence[Entry]) -> dict[int, list[str]]:
        return {
            entry.pk: [
                format_html("{} → {}", move.old, opened(move.new)) for move in self.moves[entry.pk]
            ]
            for entry in entries
        }

    def perform(self, pks: Sequence[int]) -> Amended:
        return take_over(self.model, pks, self.request.user)


class AddTopicAction(AmendAction):
    models = [Resource]
    display_name = gettext_lazy("Add a topic")
    action_type = "add_topic"
    aria_label = gettext_lazy("Add a topic to the selected resources")
    action_priority = 30
    form_class = TopicForm
    question = gettext_lazy("Which topic do these get, beside those that they have?")
    button = gettext_lazy("Add the topic")


class DeleteAction(EntryBulkAction):
    """In place of Wagtail's, which deletes all there is where somebody selects all of a filtered
    list, and refuses all where one is needed by others."""

    models = [*entry_models(), Place, Audience, Topic, Synonyms]
    display_name = gettext_lazy("Delete")
    action_type = "delete"
    aria_label = gettext_lazy("Delete what is selected")
    action_priority = 90
    permission = "delete"
    classes = {"serious"}
    question = gettext_lazy("These are deleted for good, with all their versions:")
    button = gettext_lazy("Yes, delete")

    @cached_property
    def uses(self) -> Mapping[int, list[Use]]:
        chosen, _no_access = self.get_actionable_objects()
        return uses_of(chosen)

    def why_not(self, entry: Entry) -> str:
        reason = deletion.obstacle(self.uses[entry.pk])
        return f"{reason} {listed(self.uses[entry.pk])}" if reason else ""

    def notes(self, entries: Sequence[Entry]) -> dict[int, list[str]]:
        return {entry.pk: [listed(self.uses[entry.pk])] for entry in entries if self.uses[entry.pk]}

    def perform(self, pks: Sequence[int]) -> Amended:
        chosen = list(self.model.objects.filter(pk__in=pks))
        gone = deletion.delete(chosen, self.request.user) if chosen else []
        kept = self.model.objects.filter(pk__in=pks)
        return Amended(drafts=gone, skipped=[(each, deletion.NEEDED) for each in kept])

    def told(self, amended: Amended) -> str:
        number = len(amended.drafts)
        return ngettext("%(number)d deleted.", "%(number)d deleted.", number) % {"number": number}


ACTIONS = (
    VerifyAction, WithdrawAction, RestoreAction, ReviewAction, TakeOverAction, AddTopicAction,
    PublishAction, UnpublishAction, DeleteAction,
)  # fmt: skip
