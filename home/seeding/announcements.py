"""The announcements of home/data/announcements.csv, created once and then HRDR's own."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory.models import Place, SeededRow
from directory.seeding import Fault, SeedError
from home.models import AnnouncementIndexPage, AnnouncementPage

DATASET = "announcements"
FILE = Path(__file__).resolve().parents[1] / "data" / "announcements.csv"
# A date is written as exactly as it is known: 2012-06-12, 2012-06 or 2012.
PRECISIONS = {10: "day", 7: "month", 4: "year"}
# Columns that stand in fields of the same name as they are.
TEXTS = ("title", "kind", "summary", "url", "source_url", "source_note")


def load(file: Path = FILE) -> int:
    """Create and publish the announcements that were never created before; returns how many.

    The whole file is read first: SeedError names every fault in it, and nothing is written.
    """
    drafts = read(file)
    index = AnnouncementIndexPage.objects.first()
    if index is None:
        return 0
    seeded = set(SeededRow.objects.filter(dataset=DATASET).values_list("key", flat=True))
    waiting = {key: page for key, page in drafts.items() if key not in seeded}
    for page in waiting.values():
        places = list(page.places.all())
        index.add_child(instance=page)
        page.places = places
        page.save_revision().publish()
    SeededRow.objects.bulk_create(SeededRow(dataset=DATASET, key=key) for key in waiting)
    return len(waiting)


def read(file: Path) -> Mapping[str, AnnouncementPage]:
    """The announcements of a file as unsaved pages, by date and title; raises SeedError."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        reading = Reading(file.name, dict(Place.objects.in_bulk(field_name="code")))
        for row in rows:
            reading.take(row, rows.line_num)
    if reading.faults:
        raise SeedError(reading.faults)
    return reading.pages
