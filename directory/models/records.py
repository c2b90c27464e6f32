"""What every record of the directory is: named, addressed, drafted, revised, locked, previewed."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.actions.publish_revision import PublishPermissionError
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from directory.models.addresses import record_url
from directory.models.slugs import check_address, promised
from directory.models.stamps import Stamped, StampedQuerySet


def in_its_time(moment: datetime | Now, path: str = "") -> Q:
    """Return the condition that what is at `path` (a prefix such as "parent__") is live at this
    moment, by its dates too."""
    begin, end = f"{path}go_live_at", f"{path}expire_at"
    return Q(
        Q(**{f"{begin}__isnull": True}) | Q(**{f"{begin}__lte": moment}),
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": moment}),
        **{f"{path}live": True},
    )


# Why a record is not published that needs another one: the code of the error.
HELD_BACK = "held-back"

# What comes after this is, somewhere on Earth, past the last year that a calendar here has.
LAST_MOMENT = datetime(9999, 12, 30, tzinfo=UTC)


def check_schedule(thing: DraftStateMixin) -> None:
    """Raise ValidationError when something is to come or go on a day that not every clock has."""
    for name in ("go_live_at", "expire_at"):
        moment = getattr(thing, name)
        if moment is not None and moment > LAST_MOMENT:
            raise ValidationError({name: _("This is too far ahead. For “never”, leave it empty.")})


class RecordQuerySet(StampedQuerySet):
    def published(self) -> "RecordQuerySet":
        """Return the records that the public may see now. Every list, file, feed and page asks
        this.

        The dates are looked at too, so that a scheduled job that runs late shows nothing early and
        hides nothing late.
        """
        return self.filter(self.model.public_at(timezone.now()))


class Record(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    Stamped,
    ClusterableModel,
):
    """A snippet with a permanent address."""

    name = models.CharField(_("name"), max_length=200)
    # Of a draft too: its address, which stays, is made from it.
    name.required_on_save = True
    slug = models.SlugField(
        _("address"),
        max_length=160,
        unique=True,
        blank=True,
        help_text=_(
            "The last part of the address on the site, and the key in files. It stays the same "
            "when the name changes; leave it empty to have it made from the name."
        ),
    )

    objects = RecordQuerySet.as_manager()

    # Where the page of a record hangs below its directory's page.
    directory_slug = ""
    # The fields that lead to records without which this one is not public.
    needs: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return the name that says enough where nothing else stands beside it, as in a title."""
        return self.name

    @property
    def local_name(self) -> str:
        """The name alone, in the reader's language where it has one there."""
        return self.name

    def _get_FIELD_display(self, field: models.Field) -> str | None:
        """Return what each get_..._display() does. Django's own hashes, and so translates, all
        labels of the field to find the one that is asked for, which is a third of the time of a
        row."""
        value = getattr(self, field.attname)
        return force_str(dict(field.flatchoices).get(value, value), strings_only=True)

    def with_content_json(self, content) -> "Record":
        """Take an old version, as every revision does; where it points to what was deleted since,
        it points to what the record points to now."""
        kept = {}
        for field in self._meta.concrete_fields:
            pk, own = content.get(field.name), getattr(self, field.attname)
            if field.many_to_one and field.remote_field.on_delete is models.PROTECT and pk != own:
                is_there = pk is None or field.related_model._base_manager.filter(pk=pk).exists()
                kept |= {} if is_there else {field.name: own}
        return super().with_content_json({**content, **kept})

    @classmethod
    def public_at(cls, moment: datetime | Now, path: str = "") -> Q:
        """Return the condition that the record at `path` (a prefix such as "parent__") is public at
        this moment: live by its dates, and so is all that it needs."""
        found = in_its_time(moment, path)
        for name in cls.needs:
            found &= cls._meta.get_field(name).related_model.public_at(moment, f"{path}{name}__")
        return found

    @classmethod
    def with_needs(cls) -> Iterator[str]:
        """Yield the prefixes of the records whose dates decide whether one is public: "" of itself,
        then those of what it needs."""
        yield ""
        for name in cls.needs:
            for path in cls._meta.get_field(name).related_model.with_needs():
                yield f"{name}__{path}"

    @property
    def is_published(self) -> bool:
        """Whether published() would hold this record now."""
        now = timezone.now()
        has_begun = self.go_live_at is None or self.go_live_at <= now
        is_live = self.live and has_begun and (self.expire_at is None or self.expire_at > now)
        return is_live and not self.missing

    @property
    def missing(self) -> "Sequence[Record]":
        """What the record needs to be public, and what is not public itself."""
        needed = (getattr(self, name) for name in self.needs if getattr(self, f"{name}_id"))
        return [each for each in needed if not each.is_published]

    def check_publishable(self) -> None:
        """Raise ValidationError unless an editor may publish the record as it is.

        What it needs must be public before it, now or when its own hour comes.
        """
        for needed in self.missing:
            scheduled = needed.scheduled_revision
            if not (
                scheduled and self.go_live_at and scheduled.approved_go_live_at <= self.go_live_at
            ):
                raise ValidationError(
                    _("Readers do not see “%(name)s”, to which it belongs. Publish that first."),
                    code=HELD_BACK,
                    params={"name": needed},
                )

    def publish(self, revision, user=None, **options) -> None:
        """Publish a version as Wagtail does; raise PublishPermissionError where check_publishable()
        objects, and where another record has the address, or will have it.

        What nobody in person publishes was checked when somebody scheduled it, or is seeded.
        """
        if user is not None:
            try:
                record = revision.as_object()
                record.check_publishable()
                check_address(record)
            except ValidationError as error:
                raise PublishPermissionError(" ".join(error.messages)) from error
        super().publish(revision, user=user, **options)

    def slug_source(self) -> str:
        """Return the words from which an empty address is made."""
        return self.name

    def clean(self) -> None:
        super().clean()
        check_schedule(self)
        # Browsers end lines with two characters, of which a workbook keeps one.
        for field in self._meta.concrete_fields:
            text = self.__dict__.get(field.attname)  # None where it was not loaded
            if text and isinstance(field, models.TextField):
                setattr(self, field.attname, text.replace("\r\n", "\n"))
        if not self.slug:
            # A form that lacks what the address is made of says so itself.
            with suppress(ObjectDoesNotExist):
                self.slug = self._free_slug()

    def _free_slug(self) -> str:
        stem = slugify(self.slug_source())[:150].strip("-")
        if not stem:
            raise ValidationError({"slug": _("Give an address: the name has no letters for one.")})
        taken = (
            set(
                type(self)
                ._base_manager.filter(slug__startswith=stem)
                .exclude(pk=self.pk)
                .values_list("slug", flat=True)
            )
            | promised(type(self), stem, but=self.pk).keys()
        )
        slug, number = stem, 2
        while slug in taken:
            slug, number = f"{stem}-{number}", number + 1
        return slug

    def get_absolute_url(self) -> str:
        """Return the address of the public page of this record."""
        return record_url(self)

    def get_preview_template(self, request, mode_name: str) -> str:
        return "directory/record.html"

    def get_preview_context(self, request, mode_name: str) -> dict[str, object]:
        return {**super().get_preview_context(request, mode_name), "record": self}
