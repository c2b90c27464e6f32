"""Files as people send them, made for the tests of imports."""

import csv
import io
import random
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.editions.files import all_entries, csv_file
from directory.imports import ImportPlan, Table, plan, read_table

PROGRAMS = DIRECTORIES["programs"]
# What is wrong with a cell, and in which column.
FAULTS = (
    ("credential", "doctor"),
    ("delivery", "by owl"),
    ("institution_slug", "hogwarts"),
    ("institution_slug", ""),
    ("url", "not an address"),
    ("source_date", "2025-13"),
    ("source_date", "2025-02-30"),
    ("name", ""),
    ("name", "x" * 201),
    ("status", "=A1"),
    ("status", "#REF!"),
    ("slug", ""),
    ("slug", "two words"),
    ("slug", "the key of the first row"),
    ("source_url", "javascript:alert(1)"),
    ("ala_accredited", "maybe"),
)


def exported(directory: Directory = PROGRAMS, *, unpublished: bool = True) -> bytes:
    """Everything in the directory, as CSV."""
    return csv_file(directory, all_entries(directory, unpublished=unpublished))


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by column."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_csv(rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> bytes:
    """Rows as a CSV file; the first says what the columns are."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_xlsx(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Rows as a workbook; a text that begins with "=" is a formula."""
    book = Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(workbook: bytes, name: str, part: bytes) -> bytes:
    """The workbook with another part in the place of one of its own."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.namelist():
            new.writestr(each, part if each == name else old.read(each))
    return out.getvalue()


def bomb() -> bytes:
    """A small workbook that would be 150 MB when unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b" " * 150 * 1024 * 1024)
    return out.getvalue()


def program(slug: str, **cells: str) -> dict[str, str]:
    """A row of the file of programs that has no fault, but for `cells`."""
    return {
        "slug": slug,
        "name": f"Library Technology {slug}",
        "institution_slug": "algonquin-college",
        "credential": "diploma",
        "level": "",
        "delivery": "online",
        "ala_accredited": "",
        "lssc_approved": "no",
        "status": "active",
        "summary": "For library workers, with care: “née”.",
        "url": f"https://example.org/{slug}",
        "source_url": "https://example.org/",
        "source_date": "2025-07",
        **cells,
    }


def thousand_rows(export: bytes) -> list[dict[str, str]]:
    """Every program of an export, changed in one cell, and new ones: 1,000 rows in all."""
    columns = program("x")
    own = [
        {**{name: row[name] for name in columns}, "lssc_approved": "no"} for row in rows_of(export)
    ]
    return [*own, *(program(f"new-{number}") for number in range(1000 - len(own)))]


def plant(rows: list[dict[str, str]]) -> list[tuple[int, str]]:
    """Spoil 37 of the rows, and say by line and column where; the same ones every time."""
    spots = sorted(random.Random(37).sample(range(1, len(rows)), 37))
    planted = []
    for number, spot in enumerate(spots):
        column, value = FAULTS[number % len(FAULTS)]
        rows[spot][column] = rows[0]["slug"] if value == "the key of the first row" else value
        planted.append((spot + 2, column))
    return sorted(planted)


def read(content: bytes, directory: Directory = PROGRAMS, **options) -> Table:
    """The file read for the directory."""
    return read_table("file.csv", content, directory, **options)


def planned(content: bytes, directory: Directory = PROGRAMS) -> ImportPlan:
    """What importing the file would do."""
    return plan(directory, read(content, directory))


def faults_of(made: ImportPlan) -> list[tuple[int, str]]:
    """The line and the column of each fault."""
    return [(fault.line, fault.column) for fault in made.faults]
