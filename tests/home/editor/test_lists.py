"""Lists in the editor: every directory is listed, searched, filtered, and a file."""

import csv
import io

import openpyxl
import pytest

from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
    Synonyms,
    Topic,
)
from tests.home.editor.conftest import ALL, RECORDS, address
from tests.starting_content import rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", ALL)
def test_every_list_is_a_file_too_as_it_is_filtered(boss, model):
    """The first of its kind, found by its words, and nothing that a spreadsheet would run."""
    first = model.objects.first()
    word = str(getattr(first, "name", None) or first.words()[0])
    if model in (Place, Audience, Topic, Synonyms):
        name = "phrases" if model is Synonyms else "name"
        model.objects.filter(pk=first.pk).update(**{name: f"={word}"})
        word = f"={word}"
    page = boss.get(address(model, "list"), {"q": word})
    for kind in ("csv", "xlsx"):
        assert f"export={kind}" in page.content.decode()
        answer = boss.get(address(model, "list"), {"q": word, "export": kind})
        content = b"".join(answer) if answer.streaming else answer.content
        if kind == "csv":
            cells = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        else:
            sheet = openpyxl.load_workbook(io.BytesIO(content)).active
            cells = [[str(cell or "") for cell in row] for row in sheet.values]
        assert len(cells) - 1 == page.context["paginator"].count
        assert any(cell.lstrip("'").startswith(word) for row in cells[1:] for cell in row)
        assert not [cell for row in cells for cell in row if cell.startswith(("=", "@"))]


@pytest.mark.parametrize("model", ALL)
def test_every_kind_of_record_is_listed_and_searched(boss, model):
    assert boss.get(address(model, "list")).status_code == 200
    for nasty in ('"', "\x00", "a", "'", "%"):
        assert boss.get(address(model, "list"), {"q": nasty}).status_code == 200
    record = model.objects.first()
    word = str(getattr(record, "name", None) or record.words()[0])
    found = boss.get(address(model, "list"), {"q": word}).content.decode()
    assert address(model, "edit", record.pk) in found
    assert (
        address(model, "edit", record.pk)
        not in boss.get(address(model, "list"), {"q": "zzzzqqqq"}).content.decode()
    )


@pytest.mark.parametrize(
    ("model", "dataset", "field", "value"),
    [
        (Program, "programs", "credential", "associate"),
        (CertificationRequirement, "certifications", "requirement", "unknown"),
        (Resource, "resources", "cost", "paid"),
        (Association, "associations", "status", "defunct"),
        (Institution, "institutions", "control", "private"),
        (Place, "places", "country", "CA"),
    ],
)
def test_every_directory_is_filtered(boss, model, dataset, field, value):
    response = boss.get(address(model, "list"), {field: value})
    expected = sum(row[field] == value for row in rows(dataset))
    assert response.context["paginator"].count == expected > 0


@pytest.mark.parametrize("model", RECORDS)
@pytest.mark.parametrize("view", ["edit", "history", "inspect", "usage"])
def test_every_record_has_its_views(boss, model, view):
    assert boss.get(address(model, view, model.objects.first().pk)).status_code == 200
