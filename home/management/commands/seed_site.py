"""`manage.py seed_site`: the starting content, and on request the first accounts."""

import time

from django.core.management import CommandError
from django.core.management.base import BaseCommand, OutputWrapper
from django.db import transaction

from directory.catalog.directories import DIRECTORIES
from directory.changes import history
from directory.imports import seeding as entries
from directory.models import gathering
from home import seeding as pages
from home.seeding import accounts as first_accounts

REDRAW_SECONDS = 0.1


class Command(BaseCommand):
    help = (
        "Loads the starting content that was never loaded before, and brings up to date what "
        "nobody has touched; editors' work is left alone."
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--accounts",
            action="store_true",
            help="make the accounts “editor” and “hrdr” when there is no account at all",
        )

    def handle(self, *, accounts: bool, verbosity: int, **options) -> None:
        progress = Progress(self.stdout) if verbosity else None
        try:
            with transaction.atomic():
                # Nobody was told of a site that is only being begun.
                with gathering(silently=not history.has_begun()):
                    outcomes = entries.load(progress)
                    followed = pages.load(progress)
                history.begin()
        except entries.SeedError as error:
            if progress:
                progress.stop()
            raise CommandError(str(error)) from None
        if verbosity:
            for dataset, outcome in outcomes.items():
                self.tell_loaded(dataset, outcome)
            for dataset, outcome in followed.items():
                self.tell_followed(dataset, outcome)
            counts = (each.counted(each.records().count()) for each in DIRECTORIES.values())
            self.stdout.write(f"Content is in place ({', '.join(counts)}).")
        if accounts:
            self.tell(first_accounts.create_first())

    def tell_loaded(self, dataset: str, outcome: entries.Loaded) -> None:
        """Print what became of the rows that are not new."""
        for number, words in (
            (outcome.updated, "brought up to date"),
            (outcome.unpublished, "unpublished: the files have them no longer"),
            (outcome.left_alone, "left alone: somebody has touched them"),
        ):
            if number:
                self.stdout.write(f"{dataset:16}{number:5} {words}")

    def tell_followed(self, dataset: str, outcome: pages.Followed) -> None:
        """Print which pages are not new, and what became of them."""
        for keys, words in (
            (outcome.updated, "brought up to date"),
            (outcome.unpublished, "unpublished: the files have them no longer"),
            (outcome.left_alone, "left alone: somebody has touched them"),
        ):
            if keys:
                self.stdout.write(f"{dataset:16}{len(keys):5} {words} ({', '.join(keys)})")

    def tell(self, accounts: list[first_accounts.Account]) -> None:
        """Print the sign-ins: nobody can see the passwords again."""
        if not accounts:
            return
        self.stdout.write("\nAccounts for /admin/. Note the passwords: they are shown only now.")
        for each in accounts:
            self.stdout.write(f"  {each.username:10}{each.password}   in the group {each.group}")


class Progress:
    """One line for each dataset with something new; on a terminal it counts as it goes."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self.began = self.drawn = time.monotonic()
        self.is_open = False

    def __call__(self, dataset: str, done: int, total: int) -> None:
        """Say that `done` of the `total` new rows of `dataset` are loaded."""
        now = time.monotonic()
        line = f"{dataset:16}{done:5}"
        if done == total:
            start = "\r" if self.is_open else ""
            self.out.write(f"{start}{line} new  {now - self.began:5.1f} s")
            self.began, self.is_open = now, False
        elif self.out.isatty() and now - self.drawn > REDRAW_SECONDS:
            self.out.write(f"\r{line} of {total}", ending="")
            self.out.flush()
            self.drawn, self.is_open = now, True

    def stop(self) -> None:
        """End the line, so that what follows stands on one of its own."""
        if self.is_open:
            self.out.write("")
