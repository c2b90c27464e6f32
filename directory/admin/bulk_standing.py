"""What is done to many entries at once about whether readers see them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.admin.bulk import EntryBulkAction
from directory.catalog.text import whole_number
from directory.editing.amendments import Amended, names, publish_drafts, unpublish, unready
from directory.editing.uses import Use, held_by, shown_by
from directory.models import Entry, ImportedEntry


class PublishAction(EntryBulkAction):
    """Publishes drafts; `import` in the address chooses all entries of an import."""

    display_name = gettext_lazy("Publish")
    action_type = "publish"
    aria_label = gettext_lazy("Publish the selected entries")
    action_priority = 16
    permission = "publish"
    question = gettext_lazy("Readers will see the newest version of these at once:")
    button = gettext_lazy("Publish")
    undone_by = "unpublish"
    undo = gettext_lazy("Unpublish those that were not public")

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Sequence[object]:
        asked = self.request.GET.get("import", "")
        if not asked:
            return super().get_all_objects_in_listing_query(parent_id)
        found = ImportedEntry.objects.filter(
            batch=whole_number(asked, 9) or 0, content_type__model=self.model._meta.model_name
        )
        return found.values_list("object_id", flat=True)

    def why_not(self, entry: Entry) -> str:
        return unready(entry, self.request.user)

    def perform(self, pks: Sequence[int]) -> Amended:
        return publish_drafts(self.model, pks, self.request.user)

    def told(self, amended: Amended) -> str:
        number = len(amended.published)
        return ngettext(
            "%(number)d entry is published.", "%(number)d entries are published.", number
        ) % {"number": number}


def listed(uses: Sequence[Use], most: int = 5) -> str:
    """Return the first of these uses in one line."""
    told = [f"“{use.user}” ({use.kind}) {use.bond.words}" for use in uses[:most]]
    return "; ".join([*told, "…"] if len(uses) > most else told)


class UnpublishAction(EntryBulkAction):
    display_name = gettext_lazy("Unpublish")
    action_type = "unpublish"
    aria_label = gettext_lazy("Unpublish the selected entries")
    action_priority = 40
    permission = "publish"
    classes = {"serious"}
    question = gettext_lazy("Readers will not see these any more; they can be published again:")
    button = gettext_lazy("Unpublish")
    undone_by = "publish"
    undo = gettext_lazy("Publish them again")

    def why_not(self, entry: Entry) -> str:
        return super().why_not(entry) or ("" if entry.live else _("It is not published."))

    def notes(self, entries: Sequence[Entry]) -> dict[int, list[str]]:
        words = _("Readers will not see these any more either: %s")
        held, shown = held_by(entries), shown_by(entries)
        return {
            entry.pk: [
                *([words % names(held[entry.pk])] if held[entry.pk] else []),
                *([listed(shown[entry.pk])] if shown[entry.pk] else []),
            ]
            for entry in entries
        }

    def perform(self, pks: Sequence[int]) -> Amended:
        return unpublish(self.model, pks, self.request.user)

    def told(self, amended: Amended) -> str:
        number = len(amended.drafts)
        return ngettext(
            "%(number)d entry is no longer published.",
            "%(number)d entries are no longer published.",
            number,
        ) % {"number": number}
