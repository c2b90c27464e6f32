"""What the public sends: suggestions of new entries, and reports of what is wrong with one."""

import secrets

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

TOKEN_BYTES = 24


def new_token() -> str:
    """Return a word that nobody guesses: whoever has it may see how the submission stands."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class SubmissionQuerySet(models.QuerySet):
    def waiting(self) -> "SubmissionQuerySet":
        """Return those that somebody must deal with, the oldest first; not what was kept aside."""
        return self.filter(state__in=Submission.WAITING).order_by("pk")

    def still_open(self) -> "SubmissionQuerySet":
        """Return those that somebody may still deal with."""
        return self.filter(state__in=Submission.OPEN)


class Submission(models.Model):
    """One suggestion or report, from the day it came to its end and beyond."""

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", _("Suggestion")
        REPORT = "report", _("Report")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        # Beyond what is taken in an hour: no letter is written, and it waits behind the others.
        ASIDE = "aside", _("Kept aside")
        LOOKED_AT = "looked-at", _("Being looked at")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")

    class Problem(models.TextChoices):
        LINK = "link", _("A link does not work")
        WRONG = "wrong", _("Something is wrong or out of date")
        ENDED = "ended", _("It no longer exists")
        OTHER = "other", _("Something else")

    WAITING = (State.RECEIVED, State.LOOKED_AT)
    OPEN = (*WAITING, State.ASIDE)

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    directory = models.CharField(_("directory"), max_length=40)
    # Of a suggestion: the name of what is suggested. Of a report: that of the entry, as it was.
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    place = models.ForeignKey(
        "directory.Place",
        verbose_name=_("state or province"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    problem = models.CharField(_("problem"), max_length=5, choices=Problem.choices, blank=True)
    text = models.TextField(_("in the sender's words"), blank=True)
    email = models.EmailField(_("e-mail of the sender"), blank=True)
    language = models.CharField(max_length=10)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    # The ticket of the form that it came with: a form is sent once.
    ticket = models.CharField(max_length=40, unique=True, editable=False)
    # The sender's network address, scrambled; erased after a day.
    peer = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.RECEIVED, db_index=True
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("looked at by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    outcome = models.TextField(_("what the sender is told"), blank=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True, db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # The entry that a report is about, or that was made of a suggestion.
    content_type = models.ForeignKey(
        ContentType, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    entry = GenericForeignKey()

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion or report")
        verbose_name_plural = _("suggestions and reports")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [
            ("accept_submission", _("Can look at suggestions and reports and accept suggestions")),
            ("resolve_submission", _("Can resolve reports and decline")),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="submission_of_entry")]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"

    @property
    def reference(self) -> str:
        """The number by which a sender and an editor speak of it."""
        return f"S-{self.pk:05d}"

    @property
    def is_open(self) -> bool:
        """Whether somebody may still deal with it."""
        return self.state in self.OPEN

    @property
    def told_state(self) -> State:
        """How it stands as its sender is told, who does not learn that it was kept aside."""
        state = self.State(self.state)
        return self.State.RECEIVED if state is self.State.ASIDE else state

    @property
    def is_report(self) -> bool:
        return self.kind == self.Kind.REPORT


class SubmissionStep(models.Model):
    """Who did what with a submission."""

    class Action(models.TextChoices):
        RECEIVED = "received", _("Received")
        TAKEN = "taken", _("Looks at it")
        ACCEPTED = "accepted", _("Began the entry")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(_("action"), max_length=8, choices=Action.choices)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    # Nobody of ours: the public, or the publication of the entry by a schedule.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_action_display()
