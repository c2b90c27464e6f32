"""Schools that teach library work."""

from collections.abc import Iterable, Mapping

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.catalog.directory import COUNTRIES, Directory
from directory.catalog.facets import Facet
from directory.catalog.facts import Fact, FactPart, applicable, named, said, status_of
from directory.catalog.leads import Lead, Tables, pks_by_place, to_list
from directory.catalog.schema_org import Absolute, Node, school
from directory.catalog.sorts import Sort, by_place
from directory.models import (
    Institution,
    Place,
    Program,
)


def _programs(record: Institution) -> tuple[FactPart, ...]:
    # As values: to read all that is known of each takes most of the time of the page.
    taught = record.published_programs.values("name", "slug", "credential", "status")
    return tuple(
        FactPart(
            program.name,
            program.get_absolute_url(),
            note=", ".join(filter(None, [program.get_credential_display(), status_of(program)])),
        )
        for program in (Program(**values) for values in taught)
    )


def _facts(record: Institution) -> list[Fact]:
    is_american = record.place.country == Place.Country.US
    facts = [
        said(_t("City"), record.city, in_brief=True),
        named(_t("State or province"), record.place, in_brief=True),
        said(_t("Country"), record.place.get_country_display()),
        said(_t("Public or private"), record.get_control_display(), in_brief=True),
        said(_t("IPEDS number"), record.ipeds_unitid) if is_american else None,
        said(_t("Web address"), record.url, record.url),
        # Read where they are shown: a list shows the facts in brief of many schools.
        Fact(_t("Programs"), SimpleLazyObject(lambda: _programs(record)), shape="list"),
    ]
    return applicable(facts)


def _sentence(record: Institution) -> str:
    """Return "Public institution in Columbus, Ohio, that teaches library work."."""
    where = ", ".join(filter(None, [record.city, record.place.local_name]))
    kinds = {
        Institution.Control.PUBLIC: _t(
            "Public institution in %(where)s, that teaches library work."
        ),
        Institution.Control.PRIVATE: _t(
            "Private institution in %(where)s, that teaches library work."
        ),
    }
    said = kinds.get(record.control, _t("Institution in %(where)s, that teaches library work."))
    return said % {"where": where}


def _of_places() -> Mapping[int, set[int]]:
    """Return the public schools of each place. A table."""
    return pks_by_place(Institution.objects.published(), "place")


def _akin(record: Institution, tables: Tables) -> Iterable[Lead]:
    """Yield the other schools of the place."""
    place = record.place
    if tables.once(_of_places)[place.pk] - {record.pk}:
        yield to_list(
            "institutions",
            _t("All institutions in %(place)s") % {"place": place.local_name},
            _t("Other schools there that teach library work."),
            place=place.slug,
        )
        yield to_list(
            "programs",
            _t("Programs in %(place)s") % {"place": place.local_name},
            _t("What all of them teach."),
            place=place.slug,
        )
    yield to_list(
        "programs", _t("Online programs"), _t("From schools anywhere."), delivery="online"
    )


def _node(record: Institution, absolute: Absolute) -> Node:
    return school(record)


INSTITUTIONS = Directory(
    slug="institutions",
    model=Institution,
    title=_("Institutions"), nouns=_("institution"),
    count=ngettext_lazy("%(number)d institution", "%(number)d institutions", "number"),
    facts=_facts, sentence=_sentence, akin=_akin, node=_node, api_name="institutions",
    search_order=7,
    related=["place", "verified_by"],
    facets=[
        Facet("place", _("State or province"), "place", blank=None,
              help=_("Where it stands."), phrase=_("in %s")),
        Facet("country", _("Country"), "place__country", blank=None, help=_("Where it stands."),
              phrase=_("in %s"), names=COUNTRIES),
        Facet("control", _("Public or private"), "control", leads=True, help=_("Who runs it.")),
    ],
    search=["name", "city", "place__name", "summary", "place__name_es", "place__name_fr"],
    sorts={
        "name": Sort(_("name"), ["name"]),
        "place": Sort(_("place"), [*by_place("place"), "name"],
                      group=lambda school: school.place.local_name),
    },
    columns=[
        "slug", "name", "place", "place_code", "country", "city", "control", "ipeds_unitid",
        "summary", "url",
    ],
)  # fmt: skip
