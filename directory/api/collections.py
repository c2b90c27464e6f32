"""Collection: a directory as other programs know it, by its name in addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.catalog.columns import file_columns
from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.models import Place, Topic

# Where all of it is; cms/urls.py mounts it there.
ROOT = "/api/directory/v1/"

# What resources are filed under; no page lists these, so they are no directory of the site.
TOPICS = Directory(
    slug="topics",
    model=Topic,
    title=_("Topics"),
    api_name="topics",
    count=ngettext_lazy("%(number)d topic", "%(number)d topics", "number"),
    published=Topic.objects.all,
    search=["name"],
    columns=["slug", "name"],
)

# What may be asked for beside the entries: the column with its slugs, and where these lead.
INCLUDED: Mapping[str, tuple[str, str]] = {
    "institution": ("institution_slug", "institutions"),
    "place": ("place", "places"),
    "parent": ("parent_slug", "associations"),
    "topic": ("topic", "topics"),
}


@dataclass(frozen=True)
class Collection:
    """A directory under its name in addresses; `slug` is its own among the directories."""

    name: str
    slug: str

    @property
    def directory(self) -> Directory:
        return TOPICS if self.slug == TOPICS.slug else DIRECTORIES[self.slug]

    @property
    def title(self) -> str:
        return str(self.directory.title)

    @cached_property
    def columns(self) -> list[str]:
        """The columns of its files, which are its fields here."""
        return file_columns(self.directory)

    @cached_property
    def includes(self) -> Mapping[str, tuple[str, str]]:
        """What may be asked for beside its entries."""
        return {name: way for name, way in INCLUDED.items() if way[0] in self.columns}

    @property
    def has_answers(self) -> bool:
        """Whether one entry comes with what its page says beside its own fields."""
        return issubclass(self.directory.model, Place)

    @cached_property
    def dated_by(self) -> str | None:
        """The field that says when an entry first came; None: nothing does, nor when it changed."""
        names = {field.name for field in self.directory.model._meta.concrete_fields}
        return "first_published_at" if "first_published_at" in names else None

    def find(self, slug: str) -> int | None:
        """Return the number of the public entry with this slug, or None."""
        if "\x00" in slug:
            return None
        return self.directory.records().filter(slug=slug).values_list("pk", flat=True).first()


COLLECTIONS: Mapping[str, Collection] = {
    each.api_name: Collection(each.api_name, each.slug)
    for each in (*DIRECTORIES.values(), TOPICS)
    if each.api_name
}
