"""Who gets what at every address of the editor: permissions.txt says it, this walks all of them."""

from pathlib import Path

import pytest

from tests.site.admin_walk.addresses import Address, addresses
from tests.site.admin_walk.visitors import METHODS, ROLES, Visitor
from tests.site.admin_walk.world import make_world

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("permissions.txt")
ADDRESSES = addresses()
WIDTH = 118  # of the first column


def table() -> dict[str, list[str]]:
    """Key -> the outcomes for GET in the order of the roles, then those for POST."""
    found = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        key, outcomes = line[:WIDTH].strip(), line[WIDTH:].replace("|", " ").split()
        assert len(outcomes) == len(ROLES) * len(METHODS), line
        assert key not in found, f"twice: {key}"
        found[key] = outcomes
    return found


EXPECTED = table()


def line(key: str, outcomes: list[str]) -> str:
    half = len(ROLES)
    halves = outcomes[:half], outcomes[half:]
    return f"{key:<{WIDTH}}" + "  |  ".join(" ".join(f"{each:>3}" for each in h) for h in halves)


def key_of(address: Address) -> str | None:
    return next((key for key in (address.key, address.family_key) if key in EXPECTED), None)


def test_every_address_of_the_editor_is_in_the_table(monkeypatch):
    # The test below draws what is in the table.
    monkeypatch.setattr("tests.site.admin_walk.visitors.DRAWN", ())
    missing = [address for address in ADDRESSES if key_of(address) is None]
    if not missing:
        return
    world = make_world()
    visitors = [Visitor(role, world) for role in ROLES]
    found: dict[str, list[str]] = {}
    for address in missing:
        outcomes = [visitor.ask(method, address) for method in METHODS for visitor in visitors]
        family = address.family_key
        found[family if found.get(family, outcomes) == outcomes else address.key] = outcomes
    lines = "\n".join(line(key, outcomes) for key, outcomes in sorted(found.items()))
    pytest.fail(f"Judge these, then add them to {TABLE.name}:\n{lines}")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(role):
    visitor = Visitor(role, make_world())
    column = ROLES.index(role)
    wrong = []
    for address in ADDRESSES:
        key = key_of(address)
        if key is None:
            continue  # the test above says so
        for method, offset in zip(METHODS, (0, len(ROLES)), strict=True):
            outcome, expected = visitor.ask(method, address), EXPECTED[key][offset + column]
            if outcome != expected:
                wrong.append(f"{method} {address.key}: {outcome}, expected {expected}")
    assert not wrong, "\n".join(wrong)


def test_the_table_names_no_address_that_is_gone():
    named = {key for address in ADDRESSES for key in (address.key, address.family_key)}
    assert set(EXPECTED) - named == set()
