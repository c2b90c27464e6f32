"""`manage.py import_directory programs programs.csv --dry-run`: the editors' road, typed."""

import json
import sys
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from directory.editions.files import exchangeable
from directory.imports import ImportPlan, ImportRefused, apply, plan, read_table
from directory.imports.limits import MAX_BYTES
from directory.management.progress import Bar


class Command(BaseCommand):
    help = "Imports a CSV or XLSX file into a directory: all of it or nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", choices=sorted(exchangeable()), help="the directory")
        parser.add_argument("file", type=Path, help="CSV or XLSX, as export_directory writes it")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--json", action="store_true", help="print the outcome for programs")
        parser.add_argument("--skip-faulty", action="store_true", help="import the other rows")
        parser.add_argument("--user", help="the user name that revisions and the log bear")
        as_what = parser.add_mutually_exclusive_group()
        as_what.add_argument("--publish", action="store_true", help="publish (the usual)")
        as_what.add_argument("--draft", action="store_true", help="keep as drafts")

    def handle(
        self, *, name: str, file: Path, dry_run: bool, json: bool, skip_faulty: bool, draft: bool,
        user: str | None, **options,
    ) -> None:  # fmt: skip
        person = self.person(user) if user else None
        directory = exchangeable()[name]
        table = read_table(file.name, self.content(file), directory)
        made = plan(directory, table, self.bar("Checking", json))
        self.tell(made, json)
        if not dry_run and (not made.faults or (skip_faulty and made.is_readable)):
            try:
                log = apply(
                    made,
                    person,
                    publish=not draft,
                    skip_faulty=skip_faulty,
                    progress=self.bar("Importing", json),
                )
            except ImportRefused as error:
                raise CommandError(str(error)) from error
            if not json:
                self.stdout.write(f"Import {log.pk} is done; it can be undone in the admin.")
        elif not json:
            self.stdout.write("Nothing was written.")
        if made.faults:
            sys.exit(1)

    def bar(self, label: str, quiet: bool) -> Bar | None:
        """Return a progress bar, unless the output is for programs."""
        return None if quiet else Bar(self.stdout, label)

    def person(self, name: str):
        """Return the user called `name`."""
        model = get_user_model()
        try:
            return model._default_manager.get_by_natural_key(name)
        except model.DoesNotExist:
            raise CommandError(f"There is no user called “{name}”.") from None

    def content(self, file: Path) -> bytes:
        """Return the file, or as much of it as shows that it is too large."""
        try:
            with file.open("rb") as source:
                return source.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error

    def tell(self, made: ImportPlan, as_json: bool) -> None:
        """Print what the import does."""
        if as_json:
            self.stdout.write(json.dumps(made.as_json(), ensure_ascii=False, indent=2))
            return
        for text in (*made.table.notes, *map(str, made.faults)):
            self.stdout.write(text)
        self.stdout.write(
            "{new} new, {changed} changed, {unchanged} unchanged, {error} faulty.".format(
                **made.counts
            )
        )
