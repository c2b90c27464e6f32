"""How a form asks for one of the records: a list that is searched by containment."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django import forms
from django.core.paginator import Page
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from directory.admin.orders import numbers_in_order, page_of
from directory.catalog.text import clean_query


def with_every_word(records: models.QuerySet, words: str, fields: Iterable[str]) -> models.QuerySet:
    """Return the records that have each of `words` in one of `fields`: never Wagtail's ranked
    search."""
    for word in words.split():
        records = records.filter(
            reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields))
        )
    return records


class WordsForm(BaseFilterForm):
    """Words, looked for where the list of the same records looks for them."""

    q = forms.CharField(
        label=_("Search term"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Part of the name")}),
    )

    def filter(self, objects: models.QuerySet) -> models.QuerySet:
        """Return the records that hold all the words that were typed."""
        fields = objects.model.snippet_viewset.search_fields
        # What is searched of another record is a part of how this one is called.
        named = {name.rpartition("__")[0] for name in fields} - {""}
        objects = super().filter(objects)
        objects = objects.select_related(*named) if named else objects
        self.search_query = clean_query(self.cleaned_data["q"])
        self.is_searching = bool(self.search_query)
        return with_every_word(objects, self.search_query, fields)


class NamesInOrderMixin:
    """Offers what there is in the order of names that readers see."""

    filter_form_class = WordsForm

    def get_results_page(self, request: HttpRequest) -> Page:
        objects = self.apply_object_list_ordering(self.get_object_list())
        objects = self.filter_object_list(objects)
        self.paginator = self.paginator_class(numbers_in_order(objects), per_page=self.per_page)
        return page_of(objects, self.paginator, request.GET.get("p", 1))


class RecordChooseView(NamesInOrderMixin, ChooseView):
    """The box in which one is chosen."""


class RecordChooseResultsView(NamesInOrderMixin, ChooseResultsView):
    """What the box shows for other words, or of another page."""


class RecordChooserViewSet(SnippetChooserViewSet):
    """Chooses among what is there. Wagtail gives every chooser an address that creates, also those
    without a form for it, and then that address knows no answer to what it is sent."""

    choose_view_class = RecordChooseView
    choose_results_view_class = RecordChooseResultsView

    def get_urlpatterns(self) -> list:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]
