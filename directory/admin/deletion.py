"""Deleting a record or a term: where it is used stands there first, and what to do instead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib.admin.utils import quote
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.side_panels import StatusSidePanel
from wagtail.admin.ui.tables import BaseColumn, Column, Table, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.log_actions import log
from wagtail.snippets.side_panels import SnippetStatusSidePanel
from wagtail.snippets.views.snippets import DeleteView, UsageView

from directory.editing.amendments import may_publish
from directory.editing.merging import may_merge
from directory.editing.uses import Use, uses_of
from directory.models import Entry, Record, Submission

SHOWN = 20
NEEDED = gettext_lazy("Other things need it.")


@dataclass(frozen=True, slots=True)
class UseLine:
    """One use in the words of the editor, with the address at which it can be changed, if the
    reader of the line may."""

    name: str
    kind: str
    words: str
    url: str | None
    protects: bool


def lines_of(uses: Sequence[Use], user: AbstractBaseUser) -> Iterator[UseLine]:
    """Yield the uses as lines for this person."""
    finder = AdminURLFinder(user)
    for use in uses:
        if isinstance(use.user, Submission):
            may = user.has_perm("directory.view_submission")
            url = reverse("submissions:show", args=[use.user.pk]) if may else None
        else:
            url = finder.get_edit_url(use.user)
        yield UseLine(str(use.user), use.kind, str(use.bond.words), url, use.bond.protects)


def obstacle(uses: Sequence[Use]) -> str:
    """Return why something so used cannot be deleted, or ""."""
    return str(NEEDED) if any(use.bond.protects for use in uses) else ""


def delete(objects: Sequence[models.Model], user: AbstractBaseUser) -> list[models.Model]:
    """Delete those of these records or terms of one model that nothing protects, with a line in
    the log for each; return them."""
    with transaction.atomic():
        uses = uses_of(objects)
        free = [each for each in objects if not obstacle(uses[each.pk])]
        for each in free:
            log(instance=each, action="wagtail.delete", user=user, deleted=True)
        type(objects[0])._default_manager.filter(pk__in=[each.pk for each in free]).delete()
    return free


class RecordDeleteView(DeleteView):
    """Asks whether to delete, and says what it would do; refuses what others need, with the way
    out."""

    def get_usage_url(self) -> None:
        """Return None: Wagtail's index of references knows nothing of drafts, files, topics and
        addresses."""
        return None

    @cached_property
    def uses(self) -> list[Use]:
        return uses_of([self.object])[self.object.pk]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if obstacle(self.uses):
            return self.refuse(form)
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except models.ProtectedError:
            # Somebody began to use it just now.
            del self.uses
            return self.refuse(form)

    def refuse(self, form: forms.Form) -> HttpResponse:
        """Return the page that says what stands in the way."""
        return self.render_to_response(self.get_context_data(form=form), status=409)

    def get_context_data(self, **kwargs) -> dict[str, object]:
        entry, user = self.object, self.request.user
        lines = list(lines_of(self.uses[:SHOWN], user))
        names = entry.snippet_viewset.get_url_name
        arguments = [quote(entry.pk)]
        may_unpublish = isinstance(entry, Record) and entry.live and may_publish(user, self.model)
        may_be_merged = isinstance(entry, Entry) and entry.merged_into_id is None
        return super().get_context_data(
            protecting=[line for line in lines if line.protects],
            losing=[line for line in lines if not line.protects],
            more=max(0, len(self.uses) - SHOWN),
            is_protected=bool(obstacle(self.uses)),
            usage=reverse(names("usage"), args=arguments),
            is_public=isinstance(entry, Record) and entry.is_published,
            unpublish=reverse(names("unpublish"), args=arguments) if may_unpublish else "",
            merge=reverse(names("merge"), args=arguments)
            if may_be_merged and may_merge(user, self.model)
            else "",
            **kwargs,
        )


class RecordUsageView(UsageView):
    """All uses of a record, those that keep it from being deleted first."""

    columns: list[BaseColumn] = [
        TitleColumn("name", label=gettext_lazy("Name"), get_url=lambda line: line.url),
        Column("kind", label=gettext_lazy("Type"), accessor=lambda line: capfirst(line.kind)),
        Column("words", label=gettext_lazy("How it is used")),
    ]

    def get_queryset(self) -> list[Use]:
        return uses_of([self.object])[self.object.pk]

    def get_table(self, object_list: Sequence[Use]) -> Table:
        lines = list(lines_of(object_list, self.request.user))
        return BaseListingView.get_table(self, lines)


class UsedStatusPanel(SnippetStatusSidePanel):
    """The panel of the status, which counts the uses that the page of the usage lists."""

    @classmethod
    def instead_of(cls, panel: StatusSidePanel) -> "UsedStatusPanel":
        """Return the same panel with the other count."""
        own = cls.__new__(cls)
        own.__dict__ = panel.__dict__
        return own

    def get_usage_context(self) -> dict[str, object]:
        uses = uses_of([self.object])[self.object.pk] if self.object.pk else []
        return {"usage_count": len(uses), "usage_url": self.usage_url}
