"""The log of imports: who brought which file, what it did, and what is needed to undo it."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """One file for one directory, from the day it was sent; the file itself is kept until then."""

    class State(models.TextChoices):
        SENT = "sent", _("Waiting for its columns")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Waiting for review")
        APPLYING = "applying", _("Being imported")
        APPLIED = "applied", _("Imported")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    # While it is in one of these, something works on it, or was stopped while it did.
    AT_WORK = (State.CHECKING, State.APPLYING, State.UNDOING)

    directory = models.CharField(_("directory"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.SENT)
    # Who works on it now, and since when; see directory/imports/runs.py.
    run = models.CharField(max_length=32, blank=True, editable=False)
    begun = models.DateTimeField(null=True, blank=True, editable=False)
    # Why the last run came to nothing, for people.
    problem = models.TextField(blank=True, editable=False)
    started = models.DateTimeField(_("started"), auto_now_add=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)
    counts = models.JSONField(_("rows"), default=dict, blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    skips_faulty = models.BooleanField(default=False)
    # Of the plan that was reviewed: fingerprint, notes, number of faults, those of the whole file.
    review = models.JSONField(default=dict, blank=True, editable=False)
    # A file that waits for its review: no public address leads to it, and it is dropped after.
    content = models.BinaryField(null=True, blank=True, editable=False)
    # Heading -> column.
    mapping = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(models.Model):
    """What the headings of the last file for a directory meant, whatever became of that file: the
    next one starts from it."""

    directory = models.CharField(max_length=40, primary_key=True)
    # Heading -> column.
    mapping = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.directory


class RowKind(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    ERROR = "error", _("Faulty")


class ReviewedRow(models.Model):
    """What one row of a file would do: kept from the dry run until the file is imported."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    key = models.TextField(blank=True)
    kind = models.CharField(max_length=9, choices=RowKind.choices)
    # [column, old, new] of each cell that differs; [column, value, reason] of each fault.
    changes = models.JSONField(default=list)
    faults = models.JSONField(default=list)

    class Meta:
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["batch", "kind", "line"], name="rows_of_a_review")]

    def __str__(self) -> str:
        return f"{self.line} {self.key}"


class ImportedEntry(models.Model):
    """What an import did to one entry, and how the entry was."""

    class Action(models.TextChoices):
        CREATED = "created", _("Created")
        CHANGED = "changed", _("Changed")

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="entries")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    key = models.CharField(_("key"), max_length=160)
    action = models.CharField(_("action"), max_length=7, choices=Action.choices)
    revision_before = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision_after = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The fields that the import wrote, as they were.
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("imported entry")
        verbose_name_plural = _("imported entries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "content_type", "object_id"],
                name="an_import_touches_an_entry_once",
            )
        ]

    def __str__(self) -> str:
        return self.key
