"""The directories made anew from the files of an edition, through the road of imports."""

import csv
import io
from pathlib import Path

from django.db import transaction

from directory.columns import plain
from directory.editions.contents import TERMS
from directory.files import exchangeable
from directory.imports import apply, plan, read_table

# What others name by key stands before them.
ORDER = ("places", "institutions", "programs", "associations", "resources", "certification")


def rebuild(folder: Path) -> dict[str, int]:
    """Load the CSV files of an edition, published; returns how many entries are new, by directory.

    What is there already and says the same stays. Raises ImportRefused when a file has faults, and
    then nothing has changed.
    """
    new = {}
    with transaction.atomic():
        for name, (model, columns) in TERMS.items():
            text = (folder / f"{name}.csv").read_text("utf-8-sig")
            for row in csv.DictReader(io.StringIO(text, newline="")):
                said = {column: plain(row[column]) for column in columns}
                model.objects.update_or_create(slug=said.pop("slug"), defaults=said)
        for slug in sorted(exchangeable(), key=ORDER.index):
            directory, name = exchangeable()[slug], f"{slug}.csv"
            made = plan(directory, read_table(name, (folder / name).read_bytes(), directory))
            apply(made, None, publish=True, was_public=True)
            new[slug] = made.counts["new"]
    return new
