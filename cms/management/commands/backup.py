from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.backups import BackupFault, backups, forget_older, make, verified


class Command(BaseCommand):
    help = (
        "Makes a verified backup of the database, the uploads and the editions in a new folder "
        "below DIR, while the site runs."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("dir", type=Path, metavar="DIR")
        parser.add_argument(
            "--keep", type=int, metavar="NUMBER", help="delete all but the latest so many"
        )
        parser.add_argument(
            "--verify", action="store_true", help="make none; verify all that are there"
        )

    def handle(self, *, dir: Path, keep: int | None, verify: bool, verbosity: int, **rest) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep takes a number from 1 on.")
        try:
            if verify:
                checked = [(each, verified(each)) for each in backups(dir)]
            else:
                made = make(dir)
                checked = [(made, verified(made))]
        except (BackupFault, FileNotFoundError) as fault:
            raise CommandError(str(fault)) from fault
        if not checked:
            raise CommandError(f"There is no backup in {dir}.")
        gone = forget_older(dir, keep) if keep and not verify else []
        if verbosity:
            for folder, manifest in checked:
                rows, files = sum(manifest.rows.values()), len(manifest.files)
                self.stdout.write(f"{folder}: {rows} rows, {files} files, verified.")
            for each in gone:
                self.stdout.write(f"{each}: deleted.")
