from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from home.accounts.second_step import forget_devices


class Command(BaseCommand):
    help = (
        "Let somebody who has lost phone and spare codes set up the second step of signing in anew."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")

    def handle(self, *args, username: str, **options) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no account called {username!r}.")
        forget_devices(person)
        self.stdout.write(f"{username} sets up the second step at the next sign-in.")
