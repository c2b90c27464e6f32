"""How a form asks for one of the records: a list that is searched by containment."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from directory.text import clean_query


class NameFilterForm(BaseFilterForm):
    """Words, each of which must be in the name: Wagtail's ranked search is never asked."""

    q = forms.CharField(
        label=_("Search term"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Part of the name")}),
    )

    def filter(self, objects: models.QuerySet) -> models.QuerySet:
        """The records whose names hold all the words that were typed."""
        objects = super().filter(objects)
        self.search_query = clean_query(self.cleaned_data["q"])
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            objects = objects.filter(name__icontains=word)
        return objects


class NamedChooseView(ChooseView):
    filter_form_class = NameFilterForm


class NamedChooseResultsView(ChooseResultsView):
    filter_form_class = NameFilterForm


class RecordChooserViewSet(SnippetChooserViewSet):
    """Chooses among what is there. Wagtail gives every chooser an address that creates, also those
    without a form for it, and then that address knows no answer to what it is sent."""

    choose_view_class = NamedChooseView
    choose_results_view_class = NamedChooseResultsView

    def get_urlpatterns(self) -> list:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]
