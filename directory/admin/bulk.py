"""An action on many entries: a page says what will happen to which, and why not."""

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from directory.editing.amendments import Amended, names, obstacle
from directory.links.usage import entry_models
from directory.models import Entry

# More of them fit into no address.
MOST_UNDONE = 1000


def opened(url: str) -> SafeString:
    """Return a link that opens beside the page, whose form is still to be filled in."""
    return format_html('<a href="{0}" target="_blank" rel="noreferrer">{0}</a>', url)


class WholeListing:
    """“Select all” means the list as it is filtered and searched, not all there is."""

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Sequence[int]:
        listed = self.model.snippet_viewset.index_view
        view = listed.view_class(**listed.view_initkwargs)
        view.setup(self.request)
        return list(view.get_queryset().order_by().values_list("pk", flat=True))


class EntryBulkAction(WholeListing, SnippetBulkAction):
    """An action on entries that needs one permission and says what it left out."""

    models = list(entry_models())
    permission = "change"
    template_name = "directory/admin/bulk.html"
    question = ""
    button = ""
    # The action that takes this one back.
    undone_by = ""
    undo = gettext_lazy("Undo")

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.permission_policy.user_has_permission(request.user, self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def why_not(self, entry: Entry) -> str:
        """Return why the action leaves the entry alone, or ""."""
        return obstacle(entry, self.request.user)

    @cached_property
    def selected(self) -> list[tuple[Entry, str]]:
        """The selected entries, each with the reason why it is left alone, if there is one."""
        chosen, _no_access = self.get_actionable_objects()
        return [(entry, self.why_not(entry)) for entry in chosen]

    def notes(self, entries: Sequence[Entry]) -> dict[int, list[str]]:
        """Return what is to be known of each entry before it happens."""
        return {}

    @classmethod
    def get_queryset(cls, model: type[Entry], object_ids: Sequence[object]) -> Sequence[Entry]:
        """Return the entries that there are; a number that is none, or no longer, is passed
        over."""
        pks = [int(pk) for pk in object_ids if str(pk).isascii() and str(pk).isdigit()]
        return list(model.objects.filter(pk__in=[pk for pk in pks if pk < 2**63]))

    def get_context_data(self, **kwargs) -> dict[str, object]:
        able = [entry for entry, reason in self.selected if not reason]
        notes = self.notes(able)
        return {
            **super().get_context_data(**kwargs),
            "action": self,
            "able": [(entry, notes.get(entry.pk, [])) for entry in able],
            "unable": [(entry, reason) for entry, reason in self.selected if reason],
        }

    def perform(self, pks: Sequence[int]) -> Amended:
        """Do it, and say what came of it."""
        raise NotImplementedError

    @classmethod
    def execute_action(cls, objects: Sequence[Entry], **kwargs) -> tuple[int, int]:
        action = kwargs["self"]
        action.amended = action.perform([entry.pk for entry in objects])
        return len(action.amended.published) + len(action.amended.drafts), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Return what was done, in words, and the way back; None when nothing was: then the warning
        says everything."""
        return (
            messages.render(self.told(self.amended), self._ways_back())
            if num_parent_objects
            else None
        )

    def _ways_back(self) -> list[tuple[str, str, bool]]:
        undoable = [entry.pk for entry in self.amended.undoable]
        if not self.undone_by or not 0 < len(undoable) <= MOST_UNDONE:
            return []
        options = self.model._meta
        path = reverse(
            "wagtail_bulk_action", args=[options.app_label, options.model_name, self.undone_by]
        )
        query = urlencode({"id": undoable, "next": self.next_url}, doseq=True)
        return [messages.button(f"{path}?{query}", self.undo)]

    def told(self, amended: Amended) -> str:
        """Return what was done, in words."""
        published, drafts = len(amended.published), len(amended.drafts)
        done = []
        if published:
            done.append(
                ngettext(
                    "%(number)d entry changed and published.",
                    "%(number)d entries changed and published.",
                    published,
                )
                % {"number": published}
            )
        if drafts:
            done.append(
                ngettext(
                    "%(number)d entry changed in its draft, which is still to be published.",
                    "%(number)d entries changed in their drafts, which are still to be published.",
                    drafts,
                )
                % {"number": drafts}
            )
        return " ".join(done)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response = super().form_valid(form)
        reasons: dict[str, list[Entry]] = defaultdict(list)
        for entry, reason in self.amended.skipped:
            reasons[reason].append(entry)
        for reason, entries in reasons.items():
            words = {"number": len(entries), "reason": reason, "names": names(entries)}
            messages.warning(self.request, _("%(number)d left out. %(reason)s %(names)s") % words)
        return response
