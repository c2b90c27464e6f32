"""The starting content as its files hold it: what tests compare with, so that new content breaks
none of them."""

import csv
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from directory.catalog.directories import DIRECTORIES
from directory.imports.datasets import DATASETS
from directory.imports.seeding import DATA
from home.seeding.announcements import FILE as ANNOUNCEMENTS
from home.seeding.pages import FOLDER as PAGES

FILES = {dataset.name: DATA / dataset.file for dataset in DATASETS} | {
    "announcements": ANNOUNCEMENTS
}


def rows(dataset: str) -> Sequence[dict[str, str]]:
    """The rows of one file, by the name of its dataset."""
    return lines_of(FILES[dataset])


@cache
def lines_of(file: Path | str) -> Sequence[dict[str, str]]:
    """The lines of a file of the starting content, by its name or its path."""
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def questions() -> Sequence[dict[str, object]]:
    """The questions, in their order, as their files say them."""
    read = [json.loads(file.read_text("utf-8")) for file in sorted(PAGES.glob("*.json"))]
    return [page for page in read if page["type"] == "QuestionPage"]


def count(name: str) -> int:
    """How many rows a dataset has, or the list of the directory that is made of it, which leaves
    out what is over or for comparison."""
    if name == "questions":
        return len(questions())
    by_model = {dataset.model: dataset.name for dataset in DATASETS}
    directory = DIRECTORIES.get(name)
    if directory is None:
        return len(rows(name))
    found = [{**row, "over": "over" if row.get("is_over") else "current"}
             for row in rows(by_model.get(directory.model, name))]  # fmt: skip
    usual = directory.usually.items()
    return len([row for row in found if all(row[facet] in values for facet, values in usual)])
