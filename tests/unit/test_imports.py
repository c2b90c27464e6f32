"""Who may import whom, as docs/architecture.md says: no import points back, wherever it stands."""

import ast
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["cms", "home", "directory"]
# The modules of the directory app: each may import what stands further down, and nothing else.
LAYERS = [
    {"apps", "management", "wagtail_hooks"},
    {"api", "editions", "views", "viewsets"},
    {"admin_views"},
    {"change_feeds"},
    {
        "conditional",
        "exports",
        "feeds",
        "files",
        "freshness",
        "history",
        "imports",
        "refusals",
        "worklists",
    },
    {"codebook", "listings", "imports", "files"},
    {"alternatives", "rows"},
    {"choosers", "comparisons", "controls", "referrers", "columns", "wording"},
    {"schedule"},
    {"queries", "snapshots", "submissions", "webhooks"},
    {"directories", "index"},
    {"sorts"},
    {"facets", "fulltext", "linked_data", "markdown"},
    {"upkeep"},
    {"facts", "links", "mail", "seeding", "spelling", "vocabulary"},
    {"jobs"},
    {"form_fields", "models", "text"},
    {"addresses", "peers", "problems", "signs"},
]
EXCEPTIONS: set[tuple[str, str]] = set()


def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if ".migrations." not in name:
                found[name] = path
    return found


MODULES = modules()


def imports_of(name: str, source: str) -> Iterator[str]:
    """The modules of this project that `name` imports, at its top or inside a function."""
    package = name.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if ours(alias.name))
        elif isinstance(node, ast.ImportFrom):
            start = resolve_name("." * node.level + (node.module or ""), package)
            for alias in node.names:
                inner = f"{start}.{alias.name}"
                if ours(start):
                    yield inner if is_module(inner) else start


def ours(name: str) -> bool:
    return name.partition(".")[0] in PACKAGES


def is_module(name: str) -> bool:
    return name in MODULES or f"{name}.__init__" in MODULES


def layer(name: str) -> int:
    part = name.split(".")[1]
    return next(depth for depth, parts in enumerate(LAYERS) if part in parts)


def points_back(importer: str, imported: str) -> bool:
    """Whether an import goes against the arrows between packages, or inside the directory app."""
    above, below = importer.split("."), imported.split(".")
    if above[0] != below[0]:
        return PACKAGES.index(above[0]) > PACKAGES.index(below[0])
    if above[0] != "directory" or below[1:2] in ([], above[1:2]):
        return False
    return layer(importer) >= layer(imported)


def backward_arrows() -> set[tuple[str, str]]:
    return {
        (importer, imported)
        for importer, path in MODULES.items()
        for imported in imports_of(importer, path.read_text())
        if points_back(importer, imported)
    }


def test_no_import_points_back():
    assert backward_arrows() - EXCEPTIONS == set()


def test_every_exception_is_still_needed():
    assert EXCEPTIONS - backward_arrows() == set()


def test_every_module_of_the_directory_has_a_layer():
    parts = {name.split(".")[1] for name in MODULES if name.startswith("directory.")}
    assert parts - {"__init__"} - set().union(*LAYERS) == set()


@pytest.mark.parametrize(
    ("importer", "source", "found"),
    [
        ("home.views", "from directory import exports", ["directory.listings.exports"]),
        ("home.views", "def f():\n  from directory.models import Place", ["directory.models"]),
        (
            "directory.listings.views",
            "from .listings import Listing",
            ["directory.listings.listing"],
        ),
        ("directory.listings.views", "import django.db, home.views", ["home.views"]),
    ],
)
def test_imports_are_found_wherever_they_are(importer, source, found):
    assert list(imports_of(importer, source)) == found


@pytest.mark.parametrize(
    ("importer", "imported", "back"),
    [
        ("cms.urls", "home.views", False),
        ("home.views", "cms.release", True),
        ("directory.models.places", "home.models", True),
        ("directory.listings.listing", "directory.search.index", False),
        ("directory.search.index", "directory.listings.listing", True),
        ("directory.catalog.facets", "directory.search.fulltext", True),
        ("directory.models.places", "directory.models.records", False),
        ("home.models.sections", "home.views", False),
    ],
)
def test_an_arrow_goes_one_way(importer, imported, back):
    assert points_back(importer, imported) is back
