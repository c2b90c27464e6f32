"""Associations and groups that library staff can join."""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.catalog.directory import COUNTRIES, Directory
from directory.catalog.facets import Facet
from directory.catalog.facts import Fact, applicable, named, places_fact, said
from directory.catalog.leads import Lead, Tables, national_associations, pks_by_place, to_list
from directory.catalog.place_parts import PlaceGroup, PlacePart, Reach
from directory.catalog.schema_org import Absolute, Node, node, place
from directory.catalog.sorts import Sort, by_choice
from directory.catalog.values import in_lower_case
from directory.models import (
    PUBLIC_PARENT_NAME,
    Association,
    Place,
)


def _facts(record: Association) -> list[Fact]:
    parent = record.public_parent
    part_of = named(_t("Part of"), parent) if parent else said(_t("Part of"), record.parent_name)
    facts = [
        said(_t("Acronym"), record.acronym),
        said(_t("Scope"), record.get_scope_display(), in_brief=True),
        places_fact(_t("States and provinces"), record.places.all(), _t("Not tied to one place")),
        part_of,
        said(_t("Country"), record.get_country_display()) if record.scope == "national" else None,
        said(_t("Focus"), record.get_focus_display(), in_brief=True),
        said(_t("Status"), record.get_status_display(), in_brief=True),
        said(_t("Language"), record.get_language_display()),
        said(_t("Web address"), record.url, record.url),
    ]
    return applicable(facts)


def _sentence(record: Association) -> str:
    """Return "State association in Ohio; support staff; part of Ohio Library Council."."""
    scopes = {
        Association.Scope.NATIONAL: _t("National association"),
        Association.Scope.REGIONAL: _t("Regional association"),
        Association.Scope.STATE: _t("State association"),
        Association.Scope.PROVINCIAL: _t("Provincial association"),
    }
    what = scopes.get(record.scope, record.get_scope_display())
    if where := ", ".join(place.local_name for place in record.places.all()):
        what = _t("%(association)s in %(where)s") % {"association": what, "where": where}
    parts = [what, in_lower_case(record.get_focus_display())]
    parent = record.public_parent.name if record.public_parent else record.parent_name
    if parent:
        parts.append(_t("part of %(parent)s") % {"parent": parent})
    said = f"{'; '.join(parts)}."
    asks = record.status == Association.Status.UNKNOWN
    return f"{said} {_t('Ask whether it is still active.')}" if asks else said


def _of_places() -> Mapping[int, set[int]]:
    """Return the public associations of each place. A table."""
    return pks_by_place(Association.objects.published(), "places")


def _akin(record: Association, tables: Tables) -> Iterable[Lead]:
    """Yield the larger body, the others of the place, and those that are open to
    everybody, or near."""
    if parent := record.public_parent:
        said = _t("The larger body, of which this is a part.")
        yield Lead(parent.name, parent.get_absolute_url(), said)
    for home in list(record.places.all())[:1]:
        if tables.once(_of_places)[home.pk] - {record.pk}:
            yield to_list(
                "associations",
                _t("Associations in %(place)s") % {"place": home.local_name},
                _t("Others to join there."),
                place=home.slug,
            )
    yield national_associations()
    if record.scope == Association.Scope.NATIONAL:
        is_canadian = record.country == Place.Country.CA
        title = _t("Provincial associations") if is_canadian else _t("State associations")
        scope = Association.Scope.PROVINCIAL if is_canadian else Association.Scope.STATE
        yield to_list("associations", title, _t("Nearer to where you work."), scope=scope)


def _node(record: Association, absolute: Absolute) -> Node:
    parent = record.public_parent.name if record.public_parent else record.parent_name
    return node(
        "Organization",
        name=record.name,
        alternateName=record.acronym,
        url=record.url,
        areaServed=[place(each) for each in record.places.all()],
        parentOrganization=node("Organization", name=parent) if parent else None,
    )


def _narrowness(record: Association) -> tuple[bool, bool, bool]:
    """Return what puts first one of the place alone, then one that is known to be active, and one
    for every kind of library before the group inside another body."""
    is_wide = record.scope == Association.Scope.REGIONAL
    return is_wide, record.status != Association.Status.ACTIVE, record.parent_id is not None


JOINABLE = "status=active&status=unknown"
ASSOCIATIONS = Directory(
    slug="associations",
    model=Association,
    title=_("Associations"), nouns=_("association"),
    count=ngettext_lazy("%(number)d association", "%(number)d associations", "number"),
    facts=_facts, sentence=_sentence, akin=_akin, node=_node, api_name="associations",
    search_order=5, has_alias=True,
    named=["acronym", "name"], is_tied=True, past=lambda: models.Q(status="defunct"),
    suggestion=_("An association or group to join"), suggestion_order=3,
    related=["parent", "verified_by"],
    prefetch=["places"],
    elsewhere={"scope": "national"},
    facets=[
        Facet("place", _("State or province"), "places", phrase=_("in %s"),
              help=_("A state, province or territory."), blank=_("Not tied to one place")),
        Facet("country", _("Country"), "country", help=_("Of a national body."),
              phrase=_("in %s"), names=COUNTRIES),
        Facet("scope", _("Scope"), "scope", leads=True, blank=None, help=_("How far it reaches.")),
        Facet("focus", _("Focus"), "focus", blank=None, help=_("Whose work it is about."),
              phrase=_("for %s")),
        Facet("status", _("Status"), "status", blank=None,
              help=_("Associations come and go: check before you join."),
              leads=["active"], names={"unknown": _("not known to be active"),
                                        "defunct": _("that no longer exist")}),
    ],
    place_parts=[
        PlacePart(
            "people", 3, _("People"), _("Whom can you join?"),
            _("No association is recorded that you could join."), rank=_narrowness, can_say=True,
            groups=[
                PlaceGroup(asked=f"focus=school&{JOINABLE}", most=1, audience="school",
                           onward=_("%(counted)s for school libraries in %(place)s")),
                PlaceGroup(asked=f"focus=support-staff&{JOINABLE}", most=1, onward="",
                           absent=_("No group for support staff of %(place)s is recorded here.")),
                PlaceGroup(asked=f"focus=general&{JOINABLE}", most=1, onward="",
                           absent=_("No general library association of %(place)s is recorded.")),
                PlaceGroup(Reach.COUNTRY, asked=f"focus=school&scope=national&{JOINABLE}", most=1,
                           audience="school", onward=""),
                # Not those that no longer exist: nobody can join them.
                PlaceGroup(Reach.COUNTRY, asked=f"focus=support-staff&scope=national&{JOINABLE}",
                           most=1, onward="",
                           absent=_("No national group for support staff is recorded.")),
                PlaceGroup(Reach.COUNTRY, asked=f"focus=general&scope=national&{JOINABLE}", most=1,
                           onward=""),
                PlaceGroup(most=0, onward=_("%(counted)s of %(place)s")),
            ],
        ),
    ],
    search=[("acronym", "name"), "parent_name", PUBLIC_PARENT_NAME, "summary"],
    sorts={
        "name": Sort(_("name"), ["name"]),
        "scope": Sort(_("scope"), [by_choice("scope", Association.Scope), "name"],
                      group=lambda association: association.get_scope_display()),
        "verified": Sort(_("last verified"), ["-verified_on", "name"]),
    },
    columns=[
        "slug", "name", "acronym", "scope", "country", "place", "place_code", "parent",
        "parent_slug", "focus", "status", "summary", "url",
    ],
)  # fmt: skip
