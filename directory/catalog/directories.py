"""Directory: a list of entries with its filters, declared once; and the declarations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.db.models.expressions import Expression
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.catalog.facets import (
    BoundFacet,
    Facet,
    Flags,
    Recorded,
    Words,
)
from directory.catalog.sorts import Sort, by_choice, by_place
from directory.models import (
    PUBLIC_PARENT_NAME,
    Association,
    CertificationRequirement,
    Entry,
    FormerAddress,
    Institution,
    Place,
    Program,
    Resource,
    stamp_name,
    stamps_on,
)


@dataclass(frozen=True)
class Directory:
    """A list of entries: what is in it, how it is asked, and what a file of it holds.

    `search` names the searched paths or expressions, best first, and `nouns` what each entry is, so
    that a rule need not call itself one; `named` the searched paths with names, which a question
    leaves out last; `columns` the columns of a file, each a path or attribute; `sorts` the orders,
    the first of which is the usual one.
    """

    slug: str
    model: type[models.Model]
    title: Words
    count: Words  # ngettext_lazy with %(number)s
    search: Sequence[str | Expression]
    nouns: Words = ""
    named: Sequence[str] = ()
    columns: Sequence[str] = ()
    facets: Sequence[Facet] = ()
    related: Sequence[str] = ()
    prefetch: Sequence[str] = ()
    sorts: Mapping[str, Sort] = field(default_factory=lambda: {"name": Sort(_("name"), ["name"])})
    # Entries that are not records of the directory app say themselves what is published.
    published: Callable[[], models.QuerySet] | None = None
    # What to offer when a place has nothing: facet -> value, "online" where nothing is near.
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def records(self) -> models.QuerySet:
        """The entries that the public may see now: the one question that every list asks."""
        if self.published is not None:
            return self.published()
        return self.model.objects.published()

    def kept_for(self, slug: str) -> models.Model | None:
        """The public entry to which the address with this slug leads, since it had that before, or
        since the one that has it was merged into it."""
        if "\x00" in slug:
            return None
        former = FormerAddress.entry_at(self.slug, slug)
        ways = [] if former is None else [{"pk": former}]
        if issubclass(self.model, Entry):
            ways += [{"merged": former}] * bool(ways) + [{"merged__slug": slug}]
        found = (self.records().filter(**way).first() for way in ways)
        return next(filter(None, found), None)

    @cached_property
    def bound(self) -> Mapping[str, BoundFacet]:
        """The facets by name, bound to the model."""
        return {facet.name: facet.bind(self.model) for facet in self.facets}

    @cached_property
    def usual_sort(self) -> str:
        return next(iter(self.sorts))

    @cached_property
    def sources(self) -> frozenset[str]:
        """The stamps that an index of this directory depends on."""
        labels = {stamp_name(self.model)}
        searched = [path for path in self.search if isinstance(path, str)]
        paths = [facet.path for facet in self.facets] + searched + list(self.related)
        for path in filter(None, paths):
            labels |= stamps_on(self.model, path)
        # Rows show whether the source of an entry is down or changed.
        return frozenset(labels | {"directory.synonyms", "directory.link"})

    def counted(self, number: int) -> str:
        """ "12 programs"."""
        return self.count % {"number": number}


DIRECTORIES: dict[str, Directory] = {}


def register(directory: Directory) -> Directory:
    """Make a directory known by its slug; raises ValueError for a slug that is taken."""
    if directory.slug in DIRECTORIES:
        raise ValueError(f"There is already a directory called {directory.slug!r}.")
    DIRECTORIES[directory.slug] = directory
    return directory


def entry_directories() -> list[Directory]:
    """The directories of entries, which have a trust state."""
    return [each for each in DIRECTORIES.values() if issubclass(each.model, Entry)]


_COUNTRIES = {"US": _("the United States"), "CA": _("Canada")}

CERTIFICATION = register(
    Directory(
        slug="certification",
        model=CertificationRequirement,
        title=_("Certification"), nouns=_("certification requirement rule"),
        count=ngettext_lazy("%(number)d requirement", "%(number)d requirements", "number"),
        related=["jurisdiction", "verified_by"],
        prefetch=["levels", "audiences"],
        facets=[
            Facet("place", _("State or province"), "jurisdiction", blank=None,
                  help=_("The place that sets the rule."), phrase=_("in %s")),
            Facet("requirement", _("Requirement"), "requirement", blank=None,
                  help=_("“No certificate found” means that somebody looked.")),
            Facet("audience", _("Who it is for"), "audiences", phrase=_("for %s"),
                  help=_("One place often asks different things of different people.")),
            Facet("basis", _("Basis"), "basis", help=_("What the rule rests on.")),
            Facet("renewal", _("Renewal"), "renewal", help=_("Whether the certificate runs out.")),
            Recorded("ce_hours", _("Continuing education hours"), "ce_hours",
                     recorded=_("Hours are set"), help=_("Whether a number of hours is recorded.")),
        ],
        search=["name", "jurisdiction__name", "applies_to", "authority", "summary",
                "jurisdiction__name_es", "jurisdiction__name_fr"],
        sorts={
            "place": Sort(_("place"), [*by_place("jurisdiction"), "pk"],
                          group=lambda rule: rule.jurisdiction.local_name),
            "requirement": Sort(
                _("requirement"),
                [by_choice("requirement", CertificationRequirement.Requirement),
                 "jurisdiction__name"],
                group=lambda rule: rule.get_requirement_display(),
            ),
            "verified": Sort(_("last verified"), ["-verified_on", "jurisdiction__name"]),
        },
        columns=[
            "slug", "name", "place", "place_code", "requirement", "applies_to", "audience", "basis",
            "status", "levels", "levels_run", "summary", "renewal", "renewal_years", "ce_hours",
            "ce_unit", "fee_usd", "fee_note", "authority", "authority_url", "statute_citation",
            "statute_url", "url",
        ],
    )
)  # fmt: skip

PROGRAMS = register(
    Directory(
        slug="programs",
        model=Program,
        title=_("Programs"), nouns=_("program"),
        count=ngettext_lazy("%(number)d program", "%(number)d programs", "number"),
        related=["institution__place", "verified_by"],
        elsewhere={"delivery": "online"},
        facets=[
            Facet("place", _("State or province"), "institution__place", blank=None,
                  help=_("Where the school is. Online programs reach you anywhere."),
                  phrase=_("in %s")),
            Facet("credential", _("Credential"), "credential", blank=None,
                  help=_("What you hold at the end.")),
            Facet("delivery", _("How it is taught"), "delivery",
                  help=_("Online means wholly online.")),
            Flags("recognition", _("Recognition"), help=_("By ALA, or by the national LSSC."),
                  flags={
                      "ala-accredited": ("ala_accredited", "yes", _("ALA-accredited")),
                      "lssc": ("lssc_approved", "yes", _("LSSC: was recognized")),
                  }),
            Facet("level", _("Level"), "level", help=_("Of a certificate.")),
            Facet("country", _("Country"), "institution__place__country", blank=None,
                  help=_("Where the school is."), phrase=_("in %s"), names=_COUNTRIES),
            Facet("control", _("Public or private"), "institution__control",
                  help=_("Who runs the school.")),
            Facet("status", _("Status"), "status", blank=None,
                  help=_("Whether it takes students now.")),
        ],
        search=["name", "institution__name", "institution__city", "institution__place__name",
                "summary", "institution__place__name_es", "institution__place__name_fr"],
        sorts={
            "place": Sort(_("place"),
                          [*by_place("institution__place"), "institution__name", "name"],
                          group=lambda program: program.institution.place.local_name),
            "name": Sort(_("name"), ["name"]),
            "institution": Sort(_("institution"), ["institution__name", "name"]),
            "verified": Sort(_("last verified"), ["-verified_on", "name"]),
        },
        columns=[
            "slug", "name", "institution", "institution_slug", "city", "place", "place_code",
            "country", "credential", "level", "delivery", "recognition", "ala_accredited",
            "lssc_approved", "control", "status", "summary", "url",
        ],
    )
)  # fmt: skip

INSTITUTIONS = register(
    Directory(
        slug="institutions",
        model=Institution,
        title=_("Institutions"), nouns=_("institution"),
        count=ngettext_lazy("%(number)d institution", "%(number)d institutions", "number"),
        related=["place", "verified_by"],
        facets=[
            Facet("place", _("State or province"), "place", blank=None,
                  help=_("Where it stands."), phrase=_("in %s")),
            Facet("country", _("Country"), "place__country", blank=None, help=_("Where it stands."),
                  phrase=_("in %s"), names=_COUNTRIES),
            Facet("control", _("Public or private"), "control", help=_("Who runs it.")),
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
    )
)  # fmt: skip

ASSOCIATIONS = register(
    Directory(
        slug="associations",
        model=Association,
        title=_("Associations"), nouns=_("association"),
        count=ngettext_lazy("%(number)d association", "%(number)d associations", "number"),
        related=["parent", "verified_by"],
        prefetch=["places"],
        elsewhere={"scope": "national"},
        facets=[
            Facet("place", _("State or province"), "places", phrase=_("in %s"),
                  help=_("A state, province or territory."), blank=_("Not tied to one place")),
            Facet("scope", _("Scope"), "scope", blank=None, help=_("How far it reaches.")),
            Facet("focus", _("Focus"), "focus", blank=None, help=_("Whose work it is about.")),
            Facet("status", _("Status"), "status", blank=None,
                  help=_("Associations come and go: check before you join.")),
        ],
        search=["acronym", "name", "parent_name", PUBLIC_PARENT_NAME, "summary"],
        sorts={
            "name": Sort(_("name"), ["name"]),
            "scope": Sort(_("scope"), [by_choice("scope", Association.Scope), "name"],
                          group=lambda association: association.get_scope_display()),
            "verified": Sort(_("last verified"), ["-verified_on", "name"]),
        },
        columns=[
            "slug", "name", "acronym", "scope", "place", "place_code", "parent", "parent_slug",
            "focus", "status", "summary", "url",
        ],
    )
)  # fmt: skip

RESOURCES = register(
    Directory(
        slug="resources",
        model=Resource,
        title=_("Resources"), nouns=_("resource"),
        count=ngettext_lazy("%(number)d resource", "%(number)d resources", "number"),
        related=["verified_by"],
        prefetch=["places", "topics"],
        elsewhere={"place": "not-recorded"},
        facets=[
            Facet("section", _("Section"), "section", blank=None, help=_("What it helps with.")),
            Facet("format", _("Format"), "format", blank=None, help=_("What kind of thing it is.")),
            Facet("cost", _("Cost"), "cost", help=_("To the reader.")),
            Facet("topic", _("Topic"), "topics", help=_("What it is about."), phrase=_("about %s"),
                  blank=None),
            Facet("place", _("State or province"), "places", help=_("Where it is meant for."),
                  phrase=_("for %s"), blank=_("Not tied to one place")),
        ],
        search=["name", "publisher", "summary"],
        sorts={
            "name": Sort(_("name"), ["name"]),
            "publisher": Sort(_("publisher"), ["publisher", "name"]),
            "verified": Sort(_("last verified"), ["-verified_on", "name"]),
        },
        columns=["slug", "name", "publisher", "section", "format", "cost", "topic", "place",
                 "place_code", "summary", "url"],
    )
)  # fmt: skip

PLACES = register(
    Directory(
        slug="places",
        model=Place, title=_("States and provinces"), named=["name", "name_es", "name_fr"],
        count=ngettext_lazy("%(number)d place", "%(number)d places", "number"),
        facets=[
            Facet("country", _("Country"), "country", blank=None, help=_("The US or Canada."),
                  phrase=_("in %s"), names=_COUNTRIES),
            Facet("kind", _("Kind"), "kind", blank=None, help=_("State, province or territory.")),
        ],
        search=["name", "name_es", "name_fr", "code", "region", "division"],
        columns=["slug", "name", "code", "country", "kind", "region", "division", "name_es",
                 "name_fr"],
    )
)  # fmt: skip
