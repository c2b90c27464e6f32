"""What is known of an address that entries link to: its last answer, and its state over time."""

from typing import ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from directory.models.stamps import Stamp, Stamped, stamp_name
from directory.models.touches import touch

LONGEST_URL = 2000  # characters of a final address that are kept; a longer one is not


class Link(Stamped):
    """One address and what came of checking it.

    Its own stamp moves with what readers see at an entry (unreachable, changed), so that indexes
    stand still while links are checked; STATES_STAMP moves with every other change of state, which
    is what numbers about links depend on. A check that finds everything as it was moves neither.
    """

    class Result(models.TextChoices):
        """What the last check said; the words of the project's trust rules."""

        OK = "ok", _("OK")
        REDIRECTED = "redirected", _("Redirected")
        DRIFTED = "drifted", _("Its text changed")
        BLOCKED = "blocked", _("Blocked: a person looks")
        EXCLUDED = "excluded", _("Excluded by robots.txt: a person looks")
        REFUSED = "refused", _("Not an address that is fetched")
        SLOW = "slow", _("Too slow")
        TLS_FAULT = "tls-fault", _("TLS fault")
        DNS_FAULT = "dns-fault", _("DNS fault")
        NO_CONNECTION = "no-connection", _("No connection")
        LOOP = "loop", _("Redirects without end")
        GONE = "gone", _("Gone")
        SERVER_ERROR = "server-error", _("Server error")
        SOFT_404 = "soft-404", _("Soft 404: the page is not there")
        DOUBTFUL = "doubtful", _("Perhaps a soft 404: a person looks")

    class State(models.TextChoices):
        """What follows from all checks so far. Unknown is not broken."""

        UNCHECKED = "unchecked", _("Not checked yet")
        OK = "ok", _("OK")
        UNKNOWN = "unknown", _("A person looks")
        SUSPECT = "suspect", _("Suspect")
        BROKEN = "broken", _("Broken")

    STATES_STAMP: ClassVar[str] = "directory.link-states"

    url = models.URLField(_("web address"), max_length=500, unique=True)
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.UNCHECKED, db_index=True
    )
    since = models.DateTimeField(_("in this state since"), null=True, blank=True)
    result = models.CharField(_("last result"), max_length=13, choices=Result.choices, blank=True)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures without a success between"), default=0)
    first_failure_at = models.DateTimeField(_("first of these failures"), null=True, blank=True)
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    next_check_at = models.DateTimeField(_("next check"), null=True, blank=True, db_index=True)
    # Empty when it is the address itself.
    final_url = models.URLField(
        _("final address"), max_length=LONGEST_URL, blank=True, db_index=True
    )
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    text = models.TextField(_("visible text"), blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(_("text changed"), null=True, blank=True)
    text_before = models.TextField(_("text before the change"), blank=True)
    text_after = models.TextField(_("text after the change"), blank=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url

    # What was shown and the state when it was read; a new link shows nothing and has no state yet.
    _held: tuple[object, object, object] = (None, None, None)

    @classmethod
    def from_db(cls, db, field_names, values) -> "Link":
        link = super().from_db(db, field_names, values)
        # What was not read is taken for a change, which costs a move of the stamp and no truth.
        known = link.get_deferred_fields().isdisjoint({"state", "first_failure_at", "changed_at"})
        link._held = link._standing() if known else ("deferred", None, None)
        return link

    def _standing(self) -> tuple[object, object, object]:
        broken = self.first_failure_at if self.state == self.State.BROKEN else None
        return (broken, self.changed_at, self.state)

    def save(self, *args, **kwargs) -> None:
        """Save, and move the stamp of what this changes, if it changes anything that is shown."""
        held, standing = self._held, self._standing()
        with transaction.atomic():
            super(Stamped, self).save(*args, **kwargs)
            if standing[:2] != held[:2]:
                Stamp.move(stamp_name(type(self)))
            elif standing != held:
                Stamp.move(self.STATES_STAMP)
            if self.state == self.State.BROKEN and held[2] != self.State.BROKEN:
                touch(type(self), [self.pk])
        self._held = standing
