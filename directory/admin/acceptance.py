"""Accepting a suggestion: the form of a new entry that begins with what the public sent."""

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.snippets.views.snippets import CreateView

from directory.catalog.text import whole_number
from directory.models import Entry, Submission
from directory.submissions import workflow

PARAMETER = "suggestion"


def add_address(submission: Submission, model: type[Entry]) -> str:
    """Return the address at which a suggestion is accepted as an entry of that kind."""
    address = reverse(model.snippet_viewset.get_url_name("add"))
    return f"{address}?{urlencode({PARAMETER: submission.pk})}"


class SuggestedCreateView(CreateView):
    """A new entry; with `?suggestion=` one that begins with that suggestion and is linked to it.

    Only who may accept suggestions may begin one, and only while it waits. Should it come to its
    end while the form is open, the entry is kept all the same, and the editor is told.
    """

    @cached_property
    def suggestion(self) -> Submission | None:
        number = self.request.GET.get(PARAMETER, "")
        if not number:
            return None
        if not issubclass(self.model, Entry):
            raise Http404
        if not self.request.user.has_perm("directory.accept_submission"):
            raise PermissionDenied
        number = whole_number(number, 9) or 0
        found = Submission.objects.filter(kind=Submission.Kind.SUGGESTION)
        if self.request.method == "GET":
            found = found.still_open()
        return get_object_or_404(found.select_related("place"), pk=number)

    def get(self, request: HttpRequest, *args, **kwargs):
        if self.suggestion:
            messages.info(
                request,
                _("Begun from %(reference)s. Check it, add what is missing and save it as a draft.")
                % {"reference": self.suggestion.reference},
                buttons=[
                    messages.button(
                        reverse("submissions:show", args=[self.suggestion.pk]),
                        _("What was sent"),
                        new_window=True,
                    )
                ],
            )
        return super().get(request, *args, **kwargs)

    def get_initial_form_instance(self) -> models.Model | None:
        if self.suggestion is None or self.request.method != "GET":
            return super().get_initial_form_instance()
        return begun_from(self.suggestion, self.model)

    def get_add_url(self) -> str:
        return (
            add_address(self.suggestion, self.model) if self.suggestion else super().get_add_url()
        )

    def save_instance(self) -> models.Model:
        if self.suggestion is None:
            return super().save_instance()
        with transaction.atomic():
            entry = super().save_instance()
            try:
                workflow.accept(self.suggestion, entry, self.request.user)
            except workflow.TooLate:
                messages.warning(
                    self.request,
                    _("Somebody else has dealt with %(reference)s meanwhile; this entry is not "
                      "linked to it.") % {"reference": self.suggestion.reference},
                )  # fmt: skip
        return entry


def begun_from(submission: Submission, model: type[Entry]) -> Entry:
    """Return an entry with what the suggestion says; nothing that it does not say, and not
    saved."""
    entry = model(name=submission.name, url=submission.url, summary=submission.text)
    if submission.place is not None:
        for name in ("place", "jurisdiction"):
            if hasattr(model, name):
                setattr(entry, name, submission.place)
        if hasattr(model, "places"):
            entry.places = [submission.place]
    return entry
