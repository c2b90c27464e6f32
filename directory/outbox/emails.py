"""Sending what stands in the outbox: nothing is lost, and nothing is sent twice.

A sender claims one letter at a time, for some minutes. What was claimed by a process that died is
sent by the next one, unless its words may already have gone over the wire: the moment before that
is written down (`handed_over_at`), by the holder of the claim only. A letter of which nobody can
tell whether it arrived is not sent again; an administrator sees it and decides.
"""

import secrets
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db.models import F
from django.utils import timezone

from directory.models import OutgoingMail

State = OutgoingMail.State
# For how long nobody else takes over a letter; longer than a mail server may take to answer.
CLAIM = timedelta(minutes=10)
SECONDS_TO_ANSWER = 30
# What passes before the next try, by the number of tries that failed; then it is given up.
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720, 1440))
SENT_IN_ONE_RUN = 200
# What begins so is about a letter whose words open an account: they are not kept once it is sent.
PASSWORD_RESET = "password-reset-"  # noqa: S105


class MailServerSilent(Exception):
    """The mail server cannot be reached; all letters wait."""


class ClaimLost(Exception):
    """Somebody else may send the letter by now."""


@dataclass
class Tally:
    """What came of the letters of one run."""

    sent: int = 0
    failed: int = 0
    uncertain: int = 0

    @property
    def tried(self) -> int:
        return self.sent + self.failed + self.uncertain


def post(*, about: str, event: str, recipient: str, subject: str, text: str) -> None:
    """Put a letter into the outbox, in the transaction of what it tells; once for each event."""
    if not database.in_atomic_block:
        raise RuntimeError("A letter is written in the transaction of what it tells.")
    OutgoingMail.objects.get_or_create(
        about=about,
        event=event,
        defaults={
            "recipient": recipient, "subject": subject, "text": text, "due_at": timezone.now(),
        },
    )  # fmt: skip


def send_waiting(
    limit: int = SENT_IN_ONE_RUN, *, told: Callable[[int, int], None] = lambda done, total: None
) -> Tally:
    """Send what is due, at most `limit` letters; raises MailServerSilent if there is no server.

    `told` is called after each, with how many were tried and how many there were at first.
    """
    take_over_abandoned()
    tally, total = Tally(), min(limit, _due().count())
    mailer: BaseEmailBackend | None = None
    try:
        while tally.tried < limit and _due().exists():
            mailer = mailer or _open_mailer()
            if (mail := claim()) is None:
                break
            state = _deliver(mail, mailer)
            tally.sent += state == State.SENT
            tally.uncertain += state == State.UNCERTAIN
            tally.failed += state in (State.WAITING, State.GIVEN_UP)
            if state != State.SENT:  # the conversation may have stopped anywhere
                mailer.close()
                mailer = None
            told(tally.tried, max(total, tally.tried))
    finally:
        if mailer is not None:
            mailer.close()
    return tally


def take_over_abandoned() -> None:
    """Letters whose sender died wait again, or are uncertain if their words may have gone."""
    late = OutgoingMail.objects.filter(state=State.SENDING, claimed_until__lt=timezone.now())
    late.filter(handed_over_at__isnull=True).update(state=State.WAITING, claim="")
    late.filter(handed_over_at__isnull=False).update(state=State.UNCERTAIN, claim="")


def _due():
    return OutgoingMail.objects.filter(state=State.WAITING, due_at__lte=timezone.now())


def claim() -> OutgoingMail | None:
    """Take the next letter, so that for a while nobody else sends it; None when none is due."""
    while mail := _due().order_by("due_at", "pk").first():
        word = secrets.token_hex(16)
        taken = _due().filter(pk=mail.pk).update(
            state=State.SENDING, claim=word, claimed_until=timezone.now() + CLAIM,
            tries=F("tries") + 1, handed_over_at=None,
        )  # fmt: skip
        if taken:
            mail.refresh_from_db()
            return mail
    return None


def _open_mailer() -> BaseEmailBackend:
    mailer = get_connection(timeout=settings.EMAIL_TIMEOUT or SECONDS_TO_ANSWER)
    try:
        mailer.open()
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerSilent(str(error)) from error
    return mailer


def _deliver(mail: OutgoingMail, mailer: BaseEmailBackend) -> State | None:
    """Send one letter; the state in which it now is, or None when somebody else has it."""

    def hand_over() -> None:
        now = timezone.now()
        held = _held(mail).filter(claimed_until__gt=now)
        if not held.update(handed_over_at=now):
            raise ClaimLost

    try:
        _just_before_the_words(mailer, hand_over)
        mailer.send_messages([_message(mail)])
    except ClaimLost:
        return None
    except smtplib.SMTPResponseException as error:
        return _failed(mail, error, for_good=500 <= error.smtp_code < 600)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        return _failed(mail, error, for_good=all(500 <= code < 600 for code in codes))
    except (OSError, smtplib.SMTPException) as error:
        if _held(mail).filter(handed_over_at__isnull=False).exists():
            return _now(mail, State.UNCERTAIN, error=_words(error))
        return _failed(mail, error)
    kept = "" if mail.about.startswith(PASSWORD_RESET) else mail.text
    return _now(mail, State.SENT, sent_at=timezone.now(), error="", text=kept)


def _just_before_the_words(mailer: BaseEmailBackend, hand_over: Callable[[], None]) -> None:
    """Have `hand_over` called when nothing but the words of the letter is left to be sent: all
    that fails before, as a wrong recipient, surely sent nothing."""
    smtp = getattr(mailer, "connection", None)
    if not isinstance(smtp, smtplib.SMTP):
        hand_over()
        return

    def data(words: bytes) -> tuple[int, bytes]:
        hand_over()
        return smtplib.SMTP.data(smtp, words)

    smtp.data = data


def _message(mail: OutgoingMail) -> EmailMessage:
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    headers = {
        # The same at each try, so that a mailbox can tell two copies.
        "Message-ID": f"<{mail.about}.{mail.event}.{mail.pk}@{host}>",
        "Date": format_datetime(mail.created_at),
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(mail.subject, mail.text, to=[mail.recipient], headers=headers)


def _held(mail: OutgoingMail):
    return OutgoingMail.objects.filter(pk=mail.pk, state=State.SENDING, claim=mail.claim)


def _now(mail: OutgoingMail, state: State, **values) -> State | None:
    return state if _held(mail).update(state=state, claim="", **values) else None


def _failed(mail: OutgoingMail, error: Exception, *, for_good: bool = False) -> State | None:
    if for_good or mail.tries > len(PAUSES):
        return _now(mail, State.GIVEN_UP, error=_words(error), handed_over_at=None)
    due_at = timezone.now() + PAUSES[mail.tries - 1]
    return _now(mail, State.WAITING, error=_words(error), handed_over_at=None, due_at=due_at)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def send_again(mail: OutgoingMail) -> bool:
    """Let a letter that was given up, or is uncertain, be tried anew; False for any other."""
    stopped = OutgoingMail.objects.filter(
        pk=mail.pk, state__in=(State.GIVEN_UP, State.UNCERTAIN)
    ).exclude(recipient="")
    return bool(
        stopped.update(state=State.WAITING, tries=0, due_at=timezone.now(), handed_over_at=None)
    )
