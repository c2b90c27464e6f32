"""What is sorted is sorted to the last: no two rows are left to the chance of a database."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]
OURS = ("cms", "directory", "home")
# Fields of which no two rows of a list share a value.
DISTINCT = {"pk", "id", "path", "slug", "number"}
ALIKE = {
    "ranked.order_by('standing')",  # of which only the value is read
    # What is read has each of these once.
    "rows.exclude(source_url='').order_by(entry, 'source_url')",
    "told.order_by('-days', '-last', 'words', 'outcome')",
}


def orders() -> Iterator[tuple[str, str, str]]:
    """Each call of order_by() with names: where it stands, its words, the last name."""
    for package in OURS:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "order_by"
                    and node.args
                    and isinstance(node.args[-1], ast.Constant)
                ):
                    where = f"{file.relative_to(ROOT)}:{node.lineno}"
                    yield where, ast.unparse(node), node.args[-1].value


def test_every_order_ends_with_what_no_two_rows_share():
    found = list(orders())
    assert len(found) > 30
    left = [
        (where, words)
        for where, words, last in found
        if last.removeprefix("-").rpartition("__")[2] not in DISTINCT and words not in ALIKE
    ]
    assert left == []


@pytest.mark.parametrize(
    "model",
    [each for each in apps.get_models() if each._meta.app_label in OURS and each._meta.ordering],
    ids=lambda model: model._meta.label,
)
def test_every_usual_order_ends_with_what_is_unique(model: type[Model]):
    last = str(model._meta.ordering[-1]).removeprefix("-")
    together = {fields[-1] for fields in model._meta.unique_together}
    constraints = {each.fields[-1] for each in model._meta.total_unique_constraints}
    is_unique = last in DISTINCT or last in together or last in constraints
    assert is_unique or model._meta.get_field(last).unique
