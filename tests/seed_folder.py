"""A folder of starting content of a test's own."""

import csv
import shutil

from directory.imports.datasets import DATASETS
from directory.imports.seeding import DATA


class Folder:
    """A copy of the starting content in which things can be changed and spoilt."""

    def __init__(self, path):
        self.path = path
        shutil.copytree(DATA, path)

    def rows(self, file):
        with (self.path / file).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def write(self, file, rows):
        with (self.path / file).open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(rows)

    def change(self, file, key, column, value):
        """Put `value` into the row with this key; returns the line."""
        rows = self.rows(file)
        header = [*rows[0]]
        (line,) = (line for line, row in enumerate(rows, 2) if row[header[0]] == key)
        assert column in header
        rows[line - 2][column] = value
        self.write(file, [header, *([*row.values()] for row in rows)])
        return line

    def replace(self, file, old, new):
        """Put some bytes in the place of others, once."""
        content = (self.path / file).read_bytes()
        assert old in content
        (self.path / file).write_bytes(content.replace(old, new, 1))

    def add(self, file, **cells):
        """Add a row with these cells to the end."""
        header = [*self.rows(file)[0]]
        with (self.path / file).open("a", encoding="utf-8", newline="") as lines:
            csv.DictWriter(lines, header).writerow(cells)
        return len(self.rows(file)) + 1

    def drop(self, file, key):
        """Leave out the row with this key, and what stands below it in files of their own."""
        before = self.rows(file)
        self.keep(file, lambda row: next(iter(row.values())) != key)
        assert len(self.rows(file)) == len(before) - 1
        (below,) = (dataset.below for dataset in DATASETS if dataset.file == file)
        for each in below:
            self.keep(each.file, lambda row, column=each.key: row[column] != key)

    def keep(self, file, is_kept):
        """Leave out all other rows."""
        rows = self.rows(file)
        kept = [row for row in rows if is_kept(row)]
        self.write(file, [[*rows[0]], *([*row.values()] for row in kept)])
