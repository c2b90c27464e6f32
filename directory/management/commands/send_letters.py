"""`manage.py send_letters`: what stands in the outbox, now."""

from django.core.management.base import BaseCommand, CommandError

from directory.outbox import emails


class Command(BaseCommand):
    help = "Sends the letters that are due; any number of these may run at once."

    def handle(self, **options) -> None:
        try:
            tally = emails.send_waiting()
        except emails.MailServerSilent as error:
            raise CommandError(f"The mail server does not answer: {error}") from error
        self.stdout.write(
            f"{tally.sent} sent, {tally.failed} not sent, {tally.uncertain} perhaps sent"
        )
