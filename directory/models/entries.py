"""The base of every entry of a directory: a record with a summary, an address and a trust state."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from directory.models.records import Record
from directory.models.trust import Trusted

NOT_RECORDED = "not-recorded"


class Language(models.TextChoices):
    """The languages of the United States and Canada that entries are told apart by, as ISO 639
    codes."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    FRENCH = "fr", _("French")
    SEVERAL = "mul", _("More than one language")


class Entry(Trusted, Record):
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("One to three sentences for readers.")
    )
    url = models.URLField(
        _("web address"), max_length=500, blank=True, help_text=_("The page to send readers to.")
    )
    language = models.CharField(
        _("language"),
        max_length=3,
        choices=Language.choices,
        blank=True,
        help_text=_("In which it is taught or written, or in which people there work."),
    )
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)
    # The public never sees a merged entry again; its address leads to the one that was kept.
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )

    class Meta:
        abstract = True
        ordering = ["name", "pk"]
        default_permissions = ("add", "change", "delete", "view", "verify")

    @property
    def is_published(self) -> bool:
        return super().is_published and self.merged_into_id is None

    @property
    def located_in(self) -> "list[models.Model]":
        """The places it belongs to, directly or by what it is part of; none where it is tied to
        no place."""
        if hasattr(self, "places"):
            return list(self.places.all())
        return [self.place] if hasattr(self, "place") else []

    def above(self, field: str) -> "Iterator[Entry]":
        """Yield what this is part of by `field`, at any remove, the nearest first and each once."""
        seen: set[int] = set()
        whole = getattr(self, field)
        while whole is not None and whole.pk not in seen:
            yield whole
            seen.add(whole.pk)
            whole = getattr(whole, field)

    def with_content_json(self, content) -> "Entry":
        """Take an old version, as every record does; being merged is not part of one."""
        found = super().with_content_json(content)
        found.merged_into_id = self.merged_into_id
        return found

    def publish(self, revision, user=None, **options) -> None:
        """Publish a version, as every record does; what was verified or merged since this was read
        stays so."""
        with transaction.atomic():
            self.refresh_from_db(
                fields=["verified_on", "verified_by", "merged_into"],
                from_queryset=type(self)._base_manager.select_for_update(),
            )
            super().publish(revision, user=user, **options)

    def check_publishable(self) -> None:
        super().check_publishable()
        if self.merged_into_id is not None:
            raise ValidationError(
                _("It was merged into “%(name)s”. Undo that before you publish it."),
                params={"name": self.merged_into},
            )


class Answer(models.TextChoices):
    """An answer that a source gives. No answer at all is the empty value, never "no"."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
