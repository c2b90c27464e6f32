"""The directories made anew from the files of an edition, through the road of imports."""

from collections import defaultdict
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from directory.catalog.directory import Directory
from directory.editions.contents import TERMS
from directory.editions.files import exchangeable
from directory.imports import Table, apply, bring, plan, read_columns, read_table
from directory.models import Entry

AT_ONCE = 500  # entries that are named in one query


def rebuild(folder: Path) -> dict[str, int]:
    """Load the CSV files of an edition, published; return how many entries are new, by directory.

    What is there already and says the same stays, and is verified on the later of the two days that
    are known. Who verified it is an account of the old site, which no file holds. Raises
    ImportRefused when a file has faults, and then nothing has changed.
    """
    new = {}
    with transaction.atomic():
        for terms in TERMS:
            content = (folder / terms.file).read_bytes()
            bring(terms, read_columns(terms.file, content, terms.columns))
        for slug, directory in in_order(exchangeable()).items():
            name = f"{slug}.csv"
            table = read_table(name, (folder / name).read_bytes(), directory)
            made = plan(directory, table)
            apply(made, None, publish=True, was_public=True)
            new[slug] = made.counts["new"]
            if issubclass(directory.model, Entry):
                _verify_as_before(directory.model, table)
    return new


def in_order(directories: Mapping[str, Directory]) -> dict[str, Directory]:
    """Return the directories with those first that the entries of others point to."""
    by_model = {each.model: slug for slug, each in directories.items()}
    needs = {
        slug: {
            by_model[field.related_model]
            for field in each.model._meta.get_fields()
            if (field.many_to_one or field.many_to_many)
            and field.concrete
            and field.related_model in by_model
            and field.related_model is not each.model
        }
        for slug, each in directories.items()
    }
    return {slug: directories[slug] for slug in TopologicalSorter(needs).static_order()}


def _verify_as_before(model: type[Entry], table: Table) -> None:
    """Give entries the day on which they were last verified; a later one that is known stays."""
    days: dict[str, list[str]] = defaultdict(list)
    for row in table.rows:
        if row.cells["verified_on"]:
            days[row.cells["verified_on"]].append(row.key)
    for day, slugs in days.items():
        earlier = Q(verified_on=None) | Q(verified_on__lt=day)
        for start in range(0, len(slugs), AT_ONCE):
            some = model.objects.filter(earlier, slug__in=slugs[start : start + AT_ONCE])
            some.update(verified_on=day, verified_by=None)
