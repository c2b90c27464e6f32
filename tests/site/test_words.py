"""The words of the code: a class name means one thing, and a docstring begins with a verb."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cms", "directory", "home")

# What a framework calls so, or what is nested in a class that tells it apart: Import.State.
CALLED_SO = {"Command"}

NO_VERBS = {
    "a", "all", "an", "another", "any", "as", "at", "both", "by", "each", "either", "every",
    "everything", "for", "from", "here", "how", "if", "in", "it", "its", "many", "more",
    "none", "nothing", "of", "on", "once", "one", "other", "our", "some", "somebody",
    "something", "such", "that", "the", "their", "these", "they", "this", "those", "to",
    "two", "under", "what", "when", "where", "whether", "which", "who", "whoever", "whose",
    "why", "with", "without",
}  # fmt: skip
VERBS_IN_S = {"pass", "press", "process", "address", "discuss", "guess", "bypass"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                name = path.relative_to(ROOT).as_posix()
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """The functions and methods that others may call; properties are named for what they are."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from functions(node)
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            decorators = {ast.unparse(each).split("(")[0] for each in node.decorator_list}
            if not any(each.endswith("property") for each in decorators):
                yield node


def begins_with_a_verb(docstring: str) -> bool:
    first = docstring.split()[0].rstrip(",:;")
    is_word = first.isalpha() and first.istitle()
    is_plural_or_third_person = first.endswith("s") and first.lower() not in VERBS_IN_S
    return is_word and first.lower() not in NO_VERBS and not is_plural_or_third_person


def test_a_class_name_means_one_thing():
    places = defaultdict(list)
    for name, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name not in CALLED_SO:
                places[node.name].append(name)
    shared = {name: found for name, found in places.items() if len(found) > 1}
    assert shared == {}


@pytest.mark.parametrize("package", ["cms", "directory", "home"])
def test_a_docstring_says_first_what_the_function_does(package):
    nouns = [
        f"{name}:{function.lineno} {function.name}: {docstring}"
        for name, tree in modules()
        if name.startswith(f"{package}/")
        for function in functions(tree)
        if (docstring := ast.get_docstring(function)) and not begins_with_a_verb(docstring)
    ]
    assert nouns == []


@pytest.mark.parametrize(
    ("docstring", "is_good"),
    [
        ("Return the rows.", True),
        ("Pass it on.", True),
        ("The rows.", False),
        ("Whether it is one.", False),
        ("Returns the rows.", False),
        ("Rows, in order.", False),
        ('"Ohio, Kentucky or Indiana".', False),
    ],
)
def test_what_counts_as_a_verb(docstring, is_good):
    assert begins_with_a_verb(docstring) is is_good
