"""What stands in a column of a file: an attribute of the entry, or one of the few computed here."""

from collections.abc import Callable

from django.db import models
from django.db.models.manager import BaseManager


def _places(record) -> list:
    if hasattr(record, "places"):
        return list(record.places.all())
    if hasattr(record, "institution"):
        return [record.institution.place]
    return [getattr(record, "jurisdiction", None) or record.place]


def _recognition(record) -> list[str]:
    flags = {"ala-accredited": record.ala_accredited, "lssc": record.lssc_approved}
    return [name for name, answer in flags.items() if answer == "yes"]


def _country(record) -> str:
    return record.country if hasattr(record, "country") else _places(record)[0].country


COMPUTED: dict[str, Callable[[models.Model], object]] = {
    "place": lambda record: [place.slug for place in _places(record)],
    "place_code": lambda record: [place.code for place in _places(record)],
    "country": _country,
    "audience": lambda record: [audience.slug for audience in record.audiences.all()],
    "topic": lambda record: [topic.slug for topic in record.topics.all()],
    "levels": lambda record: [level.name for level in record.levels.all()],
    "institution": lambda record: record.institution.name,
    "institution_slug": lambda record: record.institution.slug,
    "city": lambda record: record.city if hasattr(record, "city") else record.institution.city,
    "control": lambda record: (
        record.control if hasattr(record, "control") else record.institution.control
    ),
    "parent": lambda record: record.parent.name if record.parent else record.parent_name,
    "recognition": _recognition,
    "trust": lambda record: record.trust.state.value,
    "date": lambda record: record.date_text,
}


def value_of(record: models.Model, column: str) -> object:
    """The value of one column: a text, a number, a date as ISO text, a list of texts, or None."""
    value = COMPUTED[column](record) if column in COMPUTED else getattr(record, column)
    if isinstance(value, BaseManager):
        return [str(item) for item in value.all()]
    return value.isoformat() if hasattr(value, "isoformat") else value
