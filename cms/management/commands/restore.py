from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.backups import BackupFault, restore


class Command(BaseCommand):
    help = (
        "Puts a backup back: database, uploads and editions. Stop the site, its worker and its "
        "jobs first, and run `migrate` afterwards if the backup is older than the code."
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument("dir", type=Path, metavar="DIR", help="the folder of one backup")
        parser.add_argument("--replace", action="store_true", help="lose the content that is here")

    def handle(self, *, dir: Path, replace: bool, **options) -> None:
        try:
            manifest = restore(dir, replace=replace)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        rows, files = sum(manifest.rows.values()), len(manifest.files)
        self.stdout.write(f"Back as of {manifest.made_at}: {rows} rows, {files} files.")
