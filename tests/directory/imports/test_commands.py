"""`export_directory` and `import_directory`: the editors' road, typed."""

import io
import json

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from directory.models import Program
from tests.factories import make_user
from tests.import_files import as_csv, program
from tests.starting_content import count

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db) -> User:
    return make_user(username="ed")


def run(*arguments) -> tuple[str, int]:
    """What the command prints, and how it ends."""
    out = io.StringIO()
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_the_commands_take_the_same_road(tmp_path, editor):
    file = tmp_path / "programs.csv"
    run("export_directory", "programs", file)
    first = file.read_bytes()
    out, code = run("import_directory", "programs", file, "--json")
    assert code == 0
    unchanged = count("programs")
    assert json.loads(out) == {"new": 0, "changed": 0, "unchanged": unchanged, "errors": []}

    rows = [program("one"), program("two", credential="doctor")]
    file.write_bytes(as_csv(rows))
    out, code = run("import_directory", "programs", file, "--dry-run", "--json")
    assert code == 1
    answer = json.loads(out)
    assert set(answer) == {"new", "changed", "unchanged", "errors"}
    (fault,) = answer["errors"]
    assert set(fault) == {"line", "column", "value", "reason"}
    assert (fault["line"], fault["column"], fault["value"]) == (3, "credential", "doctor")
    assert fault["reason"].startswith("Value 'doctor' is not a valid choice. Allowed: ")
    assert "certificate, " in fault["reason"]
    out, code = run("import_directory", "programs", file)
    assert (code, Program.objects.filter(slug="one").count()) == (1, 0)
    assert "line 3, column credential: “doctor”" in out
    run("import_directory", "programs", file, "--skip-faulty", "--draft", "--user", "ed")
    assert Program.objects.get(slug="one").latest_revision.user == editor
    run("export_directory", "programs", file)
    assert file.read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export_directory", "programs", "f.pdf"), "must end in"),
        (("export_directory", "programs", "/nowhere/f.csv"), "No such file"),
        (("import_directory", "programs", "/nowhere/f.csv"), "No such file"),
        (("import_directory", "programs", "manage.py", "--user", "nobody"), "no user"),
        (("import_directory", "pages", "f.csv"), "invalid choice"),
    ],
)
def test_commands_say_what_is_wrong(arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command(*arguments)


def test_a_file_larger_than_the_limit_is_not_read_whole(tmp_path):
    file = tmp_path / "big.csv"
    with file.open("wb") as out:
        out.truncate(200 * 1024 * 1024)
    out, code = run("import_directory", "programs", file, "--dry-run", "--json")
    assert code == 1
    assert "10 MB" in json.loads(out)["errors"][0]["reason"]
