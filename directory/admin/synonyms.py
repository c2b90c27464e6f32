"""The form of new synonyms, which may begin with a word."""

from django.db import models
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.snippets.views.snippets import CreateView

from directory.catalog.text import clean_query
from directory.models import Synonyms

PARAMETER = "words"


def add_address(words: str) -> str:
    """Return where synonyms are added to some words."""
    address = reverse(Synonyms.snippet_viewset.get_url_name("add"))
    return f"{address}?{urlencode({PARAMETER: words})}"


class SynonymsCreateView(CreateView):
    """New synonyms; with `?words=` they begin with these, on a line of their own."""

    def get_initial_form_instance(self) -> models.Model | None:
        words = clean_query(self.request.GET.get(PARAMETER, ""))
        if not words or self.request.method != "GET":
            return super().get_initial_form_instance()
        return Synonyms(phrases=f"{words}\n")
