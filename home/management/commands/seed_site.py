from django.core.management.base import BaseCommand
from django.db import transaction
from home import seeding


class Command(BaseCommand):
    def handle(self, **options):
        with transaction.atomic():
            try:
                from directory import seeding as first
            except ImportError:
                pass
            else:
                first.load()
            self.stdout.write(str(seeding.load()))
