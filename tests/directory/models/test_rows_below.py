"""Rows below an entry: however one is changed, what readers were given is made anew."""

import pytest
from wagtail.models import Orderable

from directory.catalog.directories import DIRECTORIES
from directory.models import CertificationLevel, OccupationFigure, ProgramFact, Stamp

pytestmark = pytest.mark.django_db
FIELDS = {CertificationLevel: "name", OccupationFigure: "period", ProgramFact: "period"}


def rows_below(model) -> set[type]:
    """The models of the rows below an entry."""
    related = (each.related_model for each in model._meta.related_objects)
    return {each for each in related if issubclass(each, Orderable)}


def test_every_kind_of_row_is_tried():
    found = [rows_below(each.model) for each in DIRECTORIES.values()]
    assert set().union(*found) == set(FIELDS)


@pytest.mark.parametrize("model", FIELDS)
def test_a_row_that_is_changed_alone_moves_the_stamp_of_its_entry(model):
    (entry,) = [each.model for each in DIRECTORIES.values() if model in rows_below(each.model)]
    name = entry._meta.label_lower
    row = model.objects.first()

    def moved_by(change) -> bool:
        before = Stamp.read().get(name, 0)
        change()
        return Stamp.read().get(name, 0) > before

    assert moved_by(row.save)
    assert moved_by(lambda: model.objects.filter(pk=row.pk).update(**{FIELDS[model]: "2025"}))
    assert moved_by(row.delete)
    assert moved_by(lambda: model.objects.all().delete())
    row.pk = None
    assert moved_by(lambda: model.objects.bulk_create([row]))


def test_a_reader_sees_a_fact_that_was_changed_alone(client):
    row = ProgramFact.objects.filter(program__live=True).exclude(value="").first()
    path = row.program.get_absolute_url()
    assert client.get(path).status_code == 200
    row.value = "Zebras by the dozen"
    row.save()
    assert "Zebras by the dozen" in client.get(path).content.decode()
