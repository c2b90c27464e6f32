"""`manage.py export_directory programs programs.csv`: a directory as a file to keep or to edit."""

from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from directory.editions.files import (
    WRITERS,
    TooLongForWorkbook,
    all_entries,
    exchangeable,
)


class Command(BaseCommand):
    help = "Writes the published entries of a directory to a CSV or XLSX file."

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", choices=sorted(exchangeable()), help="the directory")
        parser.add_argument("file", type=Path, help="ends in .csv or .xlsx")
        parser.add_argument(
            "--all", action="store_true", help="also what the public cannot see (drafts, expired)"
        )

    def handle(self, *, name: str, file: Path, all: bool, verbosity: int, **options) -> None:
        write = WRITERS.get(file.suffix.lower().lstrip("."))
        if write is None:
            raise CommandError("The name of the file must end in .csv or .xlsx.")
        directory = exchangeable()[name]
        try:
            content = write(directory, all_entries(directory, unpublished=all))
            file.write_bytes(content)
        except (OSError, TooLongForWorkbook) as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(f"{file}: {len(content):,} bytes.")
