"""The search of the editor says how many entries have the words, and leads to them."""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.search import SearchArea
from wagtail.snippets.views.snippets import SnippetViewSet

from directory.admin.choosers import with_every_word
from directory.catalog.text import MAX_QUERY_LENGTH

HOOK = "register_admin_search_area"


class CountedArea(SearchArea):
    """Beside a search for pages: a list that is searched too, with the number of what it finds."""

    def __init__(
        self,
        label: str | Promise,
        url: str,
        *,
        may: Callable[[AbstractBaseUser], bool],
        found: Callable[[str], QuerySet],
        **options,
    ) -> None:
        super().__init__(label, url, **options)
        self._may, self._found = may, found

    def is_shown(self, request: HttpRequest) -> bool:
        return self._may(request.user)

    def render_html(self, request: HttpRequest, query: str, current=None) -> SafeString:
        query = (query or "")[:MAX_QUERY_LENGTH]
        label = self.label
        if query.strip():
            words = {"name": label, "number": self._found(query).count()}
            label = _("%(name)s (%(number)d)") % words
        area = SearchArea(label, self.url, name=self.name, icon_name=self.icon_name)
        return area.render_html(request, query, current)


class FoundInSearch(SnippetViewSet):
    """A list that the search of the editor knows."""

    def on_register(self) -> None:
        super().on_register()
        hooks.register(HOOK, self._search_area)

    def _search_area(self) -> SearchArea:
        return CountedArea(
            capfirst(self.model._meta.verbose_name_plural),
            reverse(self.get_url_name("list")),
            name=self.model._meta.model_name,
            icon_name=self.icon,
            order=150,
            may=self._may_see,
            found=self._found,
        )

    def _found(self, query: str) -> QuerySet:
        return with_every_word(self.model.objects.all(), query, self.search_fields)

    def _may_see(self, user: AbstractBaseUser) -> bool:
        actions = {"add", "change", "delete", "view"}
        return self.permission_policy.user_has_any_permission(user, actions)
