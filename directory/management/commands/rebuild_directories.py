"""`manage.py rebuild_directories var/data/2026-11-25`: the directories from files alone."""

from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from directory.editions import rebuild
from directory.imports import ImportRefused


class Command(BaseCommand):
    help = "Loads the files of an edition (see /data/) into the directories: all of it or nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", type=Path, help="with programs.csv, places.csv and so on")

    def handle(self, *, folder: Path, **options) -> None:
        try:
            new = rebuild(folder)
        except (ImportRefused, OSError) as error:
            raise CommandError(str(error)) from error
        for slug, number in new.items():
            self.stdout.write(f"{slug}: {number:,} new.")
