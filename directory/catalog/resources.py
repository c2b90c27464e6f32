"""Anything else worth an address: courses, scholarships, articles, tools."""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.catalog import quantities
from directory.catalog.directory import COUNTRIES, Directory
from directory.catalog.facets import Ended, Facet
from directory.catalog.facts import Fact, applicable, places_fact, said
from directory.catalog.leads import Lead, Tables, to_list
from directory.catalog.place_parts import PlaceGroup, PlacePart, Reach
from directory.catalog.schema_org import Absolute, Node, node, place
from directory.catalog.sorts import Sort
from directory.catalog.text import by_name
from directory.catalog.values import in_lower_case
from directory.models import (
    Place,
    Resource,
    Topic,
)

KINDS_OF_RESOURCE = {
    "article": "Article",
    "course": "Course",
    "journal": "Periodical",
    "newsletter": "Periodical",
    "scholarship": "MonetaryGrant",
    "website": "WebSite",
}


def topics_of(record: Resource) -> list[Topic]:
    """Return what a resource is about, in the order of names."""
    return by_name(record.topics.all())


def applications_of(record: Resource) -> str:
    """Return whether one can apply for it today; "" when no day is recorded."""
    return quantities.applications(record.applies_from, record.applies_until, timezone.localdate())


def _facts(record: Resource) -> list[Fact]:
    topics = ", ".join(str(topic) for topic in topics_of(record))
    applications = applications_of(record)
    takes_applications = bool(applications) or (record.gives_money and not record.status)
    facts = [
        said(_t("Status"), record.get_status_display(), in_brief=True) if record.status else None,
        said(_t("Publisher"), record.publisher, in_brief=True),
        said(_t("Section"), record.get_section_display(), in_brief=True),
        said(_t("Format"), record.get_format_display(), in_brief=True),
        said(_t("Applications"), applications, in_brief=True) if takes_applications else None,
        None if record.gives_money else said(_t("Cost"), record.get_cost_display(), in_brief=True),
        said(_t("Language"), record.get_language_display()),
        said(_t("Topics"), topics),
        places_fact(_t("States and provinces"), record.places.all(), _t("Not tied to one place")),
        said(_t("Country"), record.get_country_display())
        if record.country or _is_of_no_country(record)
        else None,
        said(_t("Web address"), record.url, record.url),
    ]
    return applicable(facts)


def _sentence(record: Resource) -> str:
    """Return "Course of WebJunction, about customer service; for Ohio."."""
    said = record.get_format_display()
    if record.publisher:
        said = _t("%(format)s of %(publisher)s") % {"format": said, "publisher": record.publisher}
    if topics := ", ".join(in_lower_case(str(topic)) for topic in topics_of(record)):
        said = _t("%(resource)s, about %(topics)s") % {"resource": said, "topics": topics}
    if where := ", ".join(place.local_name for place in record.places.all()):
        said = _t("%(resource)s; for %(where)s") % {"resource": said, "where": where}
    return f"{said}."


def _akin(record: Resource, tables: Tables) -> Iterable[Lead]:
    """Yield the resources of its section, and those about its first two topics."""
    section = record.get_section_display()
    yield to_list(
        "resources", section, _t("All resources of the same section."), section=record.section
    )
    for topic in topics_of(record)[:2]:
        said = _t("All resources about %(topic)s.") % {"topic": in_lower_case(str(topic))}
        yield Lead(str(topic), topic.get_absolute_url(), said)


def _closed(record: Resource) -> tuple[bool]:
    """Return what puts first what one can apply for today, or at any time."""
    today = timezone.localdate()
    is_early = record.applies_from is not None and today < record.applies_from
    return (is_early or (record.applies_until is not None and record.applies_until < today),)


def _publisher_of_scholarships(record: Resource) -> tuple[str, str] | None:
    """Return what the scholarships share that are one body's; None for anything else."""
    is_one = record.format == Resource.Format.SCHOLARSHIP and record.publisher
    return (record.format, record.publisher) if is_one else None


def _doubt(where: Place, records: Iterable[Resource]) -> str:
    """Return what is said where money of no recorded country stands on the page of a place outside
    the United States, whose bodies give it."""
    if where.country == Place.Country.US or not any(map(_is_of_no_country, records)):
        return ""
    return _t(
        "Whether people in %(country)s may apply for aid that is not tied to one place is not "
        "recorded: ask whoever gives it."
    ) % {"country": COUNTRIES[where.country]}


def _is_of_no_country(record: Resource) -> bool:
    return record.gives_money and not record.country and not record.places.all()


def _node(record: Resource, absolute: Absolute) -> Node:
    kind = KINDS_OF_RESOURCE.get(record.format, "CreativeWork")
    publisher = node("Organization", name=record.publisher) if record.publisher else None
    values: Mapping[str, object] = {
        "name": record.name, "url": record.url,
    }  # fmt: skip
    if kind == "MonetaryGrant":
        return node(kind, **values, funder=publisher)
    return node(
        kind,
        **values,
        headline=record.name if kind == "Article" else None,
        # Search engines know a course by its provider, whatever publishes it.
        provider=publisher if kind == "Course" else None,
        publisher=publisher,
        about=[str(topic) for topic in topics_of(record)],
        spatialCoverage=[place(each) for each in record.places.all()],
        isAccessibleForFree={"free": True, "paid": False}.get(record.cost),
    )


def _over() -> models.Q:
    """Return which resources are over, or are about what is, as of today."""
    ended = ~models.Q(is_over="") | models.Q(ends_on__lt=timezone.localdate())
    return ended | models.Q(topics__slug__in=["past-award", "defunct"])


AID = "section=financial-assistance"
STAFF = "q=support+staff"
RESOURCES = Directory(
    slug="resources",
    model=Resource,
    title=_("Resources"), nouns=_("resource"),
    count=ngettext_lazy("%(number)d resource", "%(number)d resources", "number"),
    facts=_facts, sentence=_sentence, akin=_akin, node=_node, api_name="resources",
    search_order=6, has_alias=True,
    is_tied=True, past=_over,
    suggestion=_("A resource: a course, scholarship, article, tool ..."), suggestion_order=1,
    related=["verified_by"],
    prefetch=["places", "topics"],
    elsewhere={"place": "not-recorded"},
    facets=[
        Facet("section", _("Section"), "section", blank=None, spoken=True,
              help=_("What it helps with."),
              phrase=_("in the section %s")),
        Facet("format", _("Format"), "format", blank=None, spoken=True,
              help=_("What kind of thing it is."),
              phrase=_("of the format %s")),
        Facet("cost", _("Cost"), "cost", help=_("To the reader."), spoken=True,
              leads=True, names={"mixed": _("partly free")}),
        Facet("topic", _("Topic"), "topics", help=_("What it is about."), phrase=_("about %s"),
              blank=None, spoken=True, is_subject=True),
        Facet("country", _("Country"), "country", help=_("What is of use in one country alone."),
              phrase=_("in %s"), names=COUNTRIES, blank=_("Not tied to one country")),
        Facet("place", _("State or province"), "places", help=_("Where it is meant for."),
              phrase=_("for %s"), blank=_("Not tied to one place")),
        Ended("over", _("Over"), "ends_on", flag="is_over", blank=None,
             help=_("What is over is shown only when you ask for it."),
              names={"current": _("not known to be over"),
                     "over": _("that are over")}),
    ],
    usually={"over": ("current",)},
    place_parts=[
        PlacePart(
            "money", 4, _("Money"), _("Who helps with the cost?"),
            _("No help with the cost is recorded. Ask your employer and the school."),
            most=3, alike=_publisher_of_scholarships, rank=_closed, doubt=_doubt,
            groups=[
                PlaceGroup(asked=AID, first=STAFF, most=1,
                           absent=_("No aid of %(place)s's own is recorded: ask your employer and "
                                    "the school."),
                           onward=_("Aid of %(place)s: %(counted)s")),
                PlaceGroup(Reach.COUNTRY, asked=f"{AID}&place=not-recorded&format=scholarship",
                           first=STAFF, most=1, onward=""),
                PlaceGroup(Reach.COUNTRY, asked=f"{AID}&place=not-recorded&format=tool", most=1,
                           onward=""),
                PlaceGroup(Reach.COUNTRY, asked=f"{AID}&place=not-recorded", most=0,
                           onward=_("Aid that is not tied to one place: %(counted)s")),
            ],
        ),
        PlacePart(
            "resources", 7, _("Resources"), _("Resources for %(place)s"),
            _("No resource made for %(place)s is recorded."), most=0,
        ),
    ],
    search=["name", "publisher", "summary"],
    sorts={
        "name": Sort(_("name"), ["name"]),
        "publisher": Sort(_("publisher"), ["publisher", "name"]),
        "verified": Sort(_("last verified"), ["-verified_on", "name"]),
    },
    columns=["slug", "name", "publisher", "section", "format", "cost", "topic", "country", "place",
             "place_code", "ends_on", "is_over", "over", "applies_from", "applies_until", "summary",
             "url"],
)  # fmt: skip
