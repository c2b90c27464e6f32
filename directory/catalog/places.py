"""States, provinces, districts and territories."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.catalog.compared import Compared, Pick
from directory.catalog.directory import COUNTRIES, Directory
from directory.catalog.facets import Facet
from directory.catalog.facts import Fact, said
from directory.catalog.place_cells import cells_of_places
from directory.catalog.schema_org import Absolute, Node, place
from directory.models import (
    Place,
)


def _facts(record: Place) -> list[Fact]:
    return [
        said(_t("Code"), record.code),
        said(_t("Kind"), record.get_kind_display(), in_brief=True),
        said(_t("Country"), record.get_country_display(), in_brief=True),
        said(_t("Region"), record.region),
        said(_t("Division"), record.division),
    ]


def _sentence(record: Place) -> str:
    said = _t(
        "Library work in %(place)s: certification, programs, associations, resources and "
        "financial aid."
    )
    return said % {"place": record.local_name}


def _node(record: Place, absolute: Absolute) -> Node:
    return place(record)


PLACES = Directory(
    slug="places",
    model=Place, title=_("States and provinces"), named=["name", "name_es", "name_fr", "code"],
    count=ngettext_lazy("%(number)d place", "%(number)d places", "number"),
    facts=_facts, sentence=_sentence, node=_node, api_name="places", search_order=1,
    facets=[
        Facet("country", _("Country"), "country", blank=None, help=_("The US or Canada."),
              phrase=_("in %s"), names=COUNTRIES, spoken=True),
        Facet("kind", _("Kind"), "kind", blank=None, help=_("State, province or territory."),
              phrase=_("of the kind %s")),
    ],
    search=["name", "name_es", "name_fr", "region", "division"],
    compared=Compared(
        "place", _("Compare places"),
        _("What two to six states or provinces ask of library staff, side by side: where they "
          "differ comes first."),
        _("Compare the places ticked"), lambda place: place.local_name, cells_of_places,
        ("places", "certification", "programs", "associations"),
    ),
    pick=Pick("places", lambda place: place),
    columns=["slug", "name", "code", "country", "kind", "region", "division", "name_es",
             "name_fr"],
)  # fmt: skip
