"""What happened to the entries that the public sees, as a log; and what was seen last."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """One thing that happened to one public entry, written in the transaction in which it did.

    `fields` holds the old and the new value of each column of the files that changed, as
    `{"delivery": ["in-person", "online"]}`; it is empty when an entry came or went.
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
    # ";ohio;texas;": the slugs of the entry's places, so that one can be looked for.
    places = models.TextField(_("places"), blank=True)
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

    @property
    def changed_columns(self) -> list[tuple[str, object, object]]:
        """Each column that changed, with its old and its new value."""
        return [(column, old, new) for column, (old, new) in self.fields.items()]


class PublicState(models.Model):
    """The columns of the files of one public entry as they were last seen; nothing for others."""

    directory = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    values = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["directory", "object_id"], name="one_public_state_of_an_entry"
            )
        ]

    def __str__(self) -> str:
        return f"{self.directory} {self.object_id}"
