"""What happened to the entries that the public sees, as a log; and what was seen last."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


def facets_text(facets: Mapping[str, Collection[str]]) -> str:
    """Return the values of an entry's facets as one text to look for each in:
    ";place=ohio;delivery=online;"."""
    found = [f"{name}={value}" for name, values in facets.items() for value in values]
    return f";{';'.join(found)};" if found else ";"


def values_in(text: str, facet: str) -> list[str]:
    """Return the values of one facet in a text that facets_text() made."""
    found = (each.partition("=") for each in text.split(";"))
    return [value for name, _is, value in found if name == facet]


def having(choices: Mapping[str, Collection[str]]) -> models.Q:
    """Return the condition on changes of entries that had these values of their facets before, or
    have them after."""
    before, after = models.Q(), models.Q()
    for name, values in choices.items():
        sought = [facets_text({name: [value]}) for value in values]
        before &= models.Q(
            *(("facets_before__contains", each) for each in sought), _connector=models.Q.OR
        )
        after &= models.Q(
            *(("facets_after__contains", each) for each in sought), _connector=models.Q.OR
        )
    return before | after


class Change(models.Model):
    """One thing that happened to one public entry, written in the transaction in which it did.

    `fields` holds the old and the new value of each column of the files that changed, as
    `{"delivery": ["in-person", "online"]}`; it is empty when an entry came or went. What an entry
    is found by is kept as it was before and after, so that each list can tell what came, changed
    and went; it is empty for when the public did not see the entry.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Published")
        CHANGED = "changed", _("Changed")
        VERIFIED = "verified", _("Verified")
        UNPUBLISHED = "unpublished", _("Unpublished")
        EXPIRED = "expired", _("Expired")
        DELETED = "deleted", _("Deleted")
        LINK_BROKEN = "link-broken", _("Link broken")

    # After these the entry is not public; after all others it is.
    GONE: ClassVar[tuple[str, ...]] = (Kind.UNPUBLISHED, Kind.EXPIRED, Kind.DELETED)
    # After these the entry reads differently than before.
    MODIFIED: ClassVar[tuple[str, ...]] = (Kind.PUBLISHED, Kind.CHANGED, Kind.VERIFIED)

    directory = models.CharField(_("directory"), max_length=40)
    object_id = models.BigIntegerField(_("number of the entry"))
    slug = models.CharField(_("address"), max_length=255)
    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("what happened"), max_length=11, choices=Kind.choices)
    fields = models.JSONField(_("fields"), default=dict, blank=True)
    facets_before = models.TextField(blank=True)  # see facets_text()
    facets_after = models.TextField(blank=True)
    words_before = models.TextField(blank=True)  # what is searched, a line for each text
    words_after = models.TextField(blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["directory", "at"], name="changes_since"),
            models.Index(fields=["directory", "object_id"], name="changes_of_an_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.directory}/{self.slug} {self.kind}"

    @classmethod
    def last_of_each(
        cls,
        directory: str,
        *,
        among: Collection[int] | None = None,
        kinds: Collection[str] = MODIFIED,
    ) -> Mapping[int, datetime]:
        """Return for each entry of a directory (or of `among`), by its number, the moment of its
        last change of `kinds`: usually that since which it reads as it does. What has none is not
        in it."""
        noted = cls.objects.filter(directory=directory, kind__in=kinds)
        if among is not None:
            noted = noted.filter(object_id__in=among)
        moments = noted.order_by().values("object_id").annotate(last=models.Max("at"))
        return dict(moments.values_list("object_id", "last"))

    @classmethod
    def since(cls, records: Sequence[models.Model]) -> Mapping[int, datetime | None]:
        """Return since when each of these entries of one directory reads as it does, by its number:
        since its last change, or its first publication. To save it as it is moves nothing."""
        if not records:
            return {}
        pks = [record.pk for record in records]
        noted = cls.last_of_each(records[0].directory_slug, among=pks)
        return {record.pk: noted.get(record.pk) or record.first_published_at for record in records}

    @classmethod
    def last_in(
        cls, directory: str, choices: Mapping[str, Collection[str]] | None = None
    ) -> datetime | None:
        """Return when anything last happened in a directory (or to its entries that had, or have,
        these values of their facets); None when nothing is noted."""
        noted = cls.objects.filter(having(choices or {}), directory=directory)
        return noted.order_by("-at", "-pk").values_list("at", flat=True).first()

    @property
    def changed_columns(self) -> list[tuple[str, object, object]]:
        """Each column that changed, with its old and its new value."""
        return [(column, old, new) for column, (old, new) in self.fields.items()]


class PublicState(models.Model):
    """One public entry as it was last seen: the columns of the files, and what it is found by.

    Nothing is kept of others.
    """

    directory = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    values = models.JSONField()
    facets = models.TextField(blank=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["directory", "object_id"], name="one_public_state_of_an_entry"
            )
        ]

    def __str__(self) -> str:
        return f"{self.directory} {self.object_id}"
