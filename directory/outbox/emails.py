"""Letters by SMTP: none is lost, and none is sent twice.

The moment before the words of a letter go over the wire is written down, by the holder of the claim
only: all that breaks earlier surely sent nothing, all that breaks later may have arrived.
"""

import smtplib
from collections.abc import Callable
from contextlib import closing
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.utils import timezone

from directory.models import OutgoingMail
from directory.outbox.sending import Tally, send_due

State = OutgoingMail.State
SECONDS_TO_ANSWER = 30
SENT_IN_ONE_RUN = 200
# What begins so is about a letter whose words open an account: they are not kept once it is sent.
PASSWORD_RESET = "password-reset-"  # noqa: S105


class MailServerSilent(Exception):
    """The mail server cannot be reached; all letters wait."""


class ClaimLost(Exception):
    """Somebody else may send the letter by now."""


def queue_email(*, about: str, event: str, recipient: str, subject: str, text: str) -> None:
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


def send_waiting(*, on_progress: Callable[[int, int], None] = lambda done, total: None) -> Tally:
    """Send the letters that are due, as send_due() does; raises MailServerSilent if there is no
    server."""
    with closing(Mailer()) as mailer:
        return send_due(
            OutgoingMail, mailer.send, before_each=mailer.open, limit=SENT_IN_ONE_RUN,
            on_progress=on_progress,
        )  # fmt: skip


class Mailer:
    """A conversation with the mail server, begun anew when one stopped anywhere."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def open(self) -> None:
        """Begin to talk, unless we do; raises MailServerSilent."""
        if self._backend is None:
            backend = get_connection(timeout=settings.EMAIL_TIMEOUT or SECONDS_TO_ANSWER)
            try:
                backend.open()
            except (OSError, smtplib.SMTPException) as error:
                raise MailServerSilent(str(error)) from error
            self._backend = backend

    def close(self) -> None:
        """End the conversation, if there is one."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def send(self, mail: OutgoingMail) -> State | None:
        """Send one letter; the state in which it now is, or None when somebody else has it."""
        state = self._deliver(mail)
        if state != State.SENT:
            self.close()
        return state

    def _deliver(self, mail: OutgoingMail) -> State | None:
        def hand_over() -> None:
            now = timezone.now()
            if not mail.held.filter(claimed_until__gt=now).update(handed_over_at=now):
                raise ClaimLost

        try:
            _just_before_the_words(self._backend, hand_over)
            self._backend.send_messages([_message(mail)])
        except ClaimLost:
            return None
        except smtplib.SMTPResponseException as error:
            return mail.fail(_words(error), for_good=500 <= error.smtp_code < 600)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            return mail.fail(_words(error), for_good=all(500 <= code < 600 for code in codes))
        except ValueError as error:  # a header or an address that no letter can have
            return mail.fail(_words(error), for_good=True)
        except (OSError, smtplib.SMTPException) as error:
            if mail.held.filter(handed_over_at__isnull=False).exists():
                return mail.end(State.UNCERTAIN, answer=_words(error))
            return mail.fail(_words(error))
        kept = "" if mail.about.startswith(PASSWORD_RESET) else mail.text
        return mail.end(State.SENT, sent_at=timezone.now(), answer="", text=kept)


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


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
