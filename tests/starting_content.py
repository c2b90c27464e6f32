"""The starting content as its files hold it: what tests compare with, so that new content breaks
none of them."""

import csv
from collections.abc import Sequence
from functools import cache

from directory.catalog.directories import DIRECTORIES
from directory.imports.datasets import DATASETS
from directory.imports.seeding import DATA
from home.seeding.announcements import FILE as ANNOUNCEMENTS

FILES = {dataset.name: DATA / dataset.file for dataset in DATASETS} | {
    "announcements": ANNOUNCEMENTS
}


@cache
def rows(dataset: str) -> Sequence[dict[str, str]]:
    """The rows of one file, by the name of its dataset."""
    with FILES[dataset].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def count(name: str) -> int:
    """How many rows a dataset has, or the directory that is made of it."""
    by_model = {dataset.model: dataset.name for dataset in DATASETS}
    directory = DIRECTORIES.get(name)
    return len(rows(by_model.get(directory.model, name) if directory else name))
