"""Occupations: what people who work in libraries earn, how many they are, what they need."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directory.catalog import quantities
from directory.catalog.directory import COUNTRIES, Directory
from directory.catalog.facets import Facet
from directory.catalog.facts import Fact, FactPart, applicable, named, said
from directory.catalog.leads import Lead, Tables, to_list
from directory.catalog.pay import PayPlot, PayRange, pay_plots
from directory.catalog.place_parts import PlaceGroup, PlacePart, Reach
from directory.catalog.schema_org import Absolute, Node, node
from directory.catalog.sorts import Sort, by_choice
from directory.catalog.sources import SourceLine, host_of, source_line
from directory.models import NOT_RECORDED, Occupation, OccupationFigure, Place, Resource

# What a list or a place shows of an occupation: the first that is recorded, an hour before a year.
PAY = ("median pay, hourly", "median pay, yearly", "average pay, hourly", "starting pay, hourly")
OUTLOOK = ("outlook", "change in jobs", "openings a year")
# The words of schema.org for points of the distribution of a pay.
PERCENTILES = {
    "lowest tenth earns less than": "percentile10",
    "median pay": "median",
    "highest tenth earns more than": "percentile90",
}
MEDIAN = "median pay"
CURRENCIES = {Place.Country.US: "USD", Place.Country.CA: "CAD"}
PAY_TITLES = {"USD": _("Pay an hour, in US dollars"), "CAD": _("Pay an hour, in Canadian dollars")}
DURATIONS = {"hourly": "PT1H", "yearly": "P1Y"}


# What a figure measures, and whether it is a share: a change of jobs is told as both.
Key = tuple[str, bool]
Figures = Mapping[Key, Sequence[OccupationFigure]]
Points = Mapping[str, OccupationFigure]


def figures_of(record: Occupation) -> Figures:
    """Return the figures that readers may see by what they measure, each with the most certain
    first: that of the office itself before that of somebody who gives it again."""
    found: dict[Key, list[OccupationFigure]] = {}
    for figure in record.figures.all():
        if figure.is_public:
            key = (figure.measure, figure.unit == figure.Unit.PERCENT)
            found.setdefault(key, []).append(figure)
    return {key: sorted(rows, key=_uncertainty) for key, rows in found.items()}


def _uncertainty(figure: OccupationFigure) -> int:
    return {"high": 0, "": 1}.get(figure.confidence, 2)


def words_of(figure: OccupationFigure) -> str:
    """Return a figure in words: "$19.22", "-7 %", "25,800"."""
    number = figure.number
    if number is None:
        return capfirst(figure.value)
    if figure.unit in (figure.Unit.USD, figure.Unit.CAD):
        return quantities.amount(number, figure.unit)
    if figure.unit == figure.Unit.PERCENT:
        return _t("%(number)s\u00a0%%") % {"number": quantities.plain(number)}
    return quantities.plain(number)


def in_brief(figures: Figures) -> list[Key]:
    """Return what is told of an occupation where there is no room for all: its pay and its outlook,
    as far as they are recorded."""
    first = (
        next((key for measure in measures for key in figures if key[0] == measure), None)
        for measures in (PAY, OUTLOOK)
    )
    return [key for key in first if key]


def _part(figure: OccupationFigure) -> FactPart:
    """Return a figure with its period; of a number without one that is said."""
    period = quantities.period(figure.period)
    if not period and figure.number is not None:
        period = _t("period not recorded")
    return FactPart(words_of(figure), note=period)


def _figure_fact(record: Occupation, rows: Sequence[OccupationFigure]) -> Fact:
    first, *others = rows
    lines = tuple(dict.fromkeys(_source(record, row) for row in rows))
    after = ""
    if others:
        also = ", ".join(_part(other).words for other in others)
        after = _t("Given elsewhere, with less certainty: %(figures)s.") % {"figures": also}
    return Fact(capfirst(first.measure), (_part(first),), after=after, sources=lines)


def _source(record: Occupation, figure: OccupationFigure) -> SourceLine:
    """The source of a figure, by its host alone where it is that of the whole page."""
    line = source_line(figure)
    is_of_page = figure.source_url and figure.source_url == record.source_url
    return replace(line, text=host_of(figure.source_url)) if is_of_page else line


def _facts(record: Occupation) -> list[Fact]:
    place, figures = record.place, figures_of(record)
    brief = in_brief(figures)
    return applicable([
        said(_t("Code"), f"{record.code}, {record.get_code_system_display()}"),
        named(_t("State or province"), place, in_brief=True) if place else None,
        said(_t("Country"), record.get_country_display(), in_brief=not place),
        said(_t("Who they are"), record.get_staff_display()),
        *(
            replace(_figure_fact(record, rows), in_brief=key in brief)
            for key, rows in figures.items()
        ),
        said(_t("Web address"), record.url, record.url),
    ])  # fmt: skip


def _sentence(record: Occupation) -> str:
    """Return "Library technicians in the United States: median pay, hourly $19.22 (May 2024)." """
    where = record.place.local_name if record.place else str(COUNTRIES[record.country])
    sentence = _t("%(occupation)s in %(where)s") % {"occupation": record.name, "where": where}
    pay = next((each for each in _told(record) if each[0] in PAY), None)
    return f"{sentence}: {pay[0]} {_part(pay[1]).words}." if pay else f"{sentence}."


def _told(record: Occupation) -> list[tuple[str, OccupationFigure]]:
    """Its pay and its outlook, as far as readers may see them, each with what it measures."""
    figures = figures_of(record)
    return [(key[0], figures[key][0]) for key in in_brief(figures)]


def has_pay(record: Occupation) -> bool:
    """Return whether readers see what people of an occupation earn."""
    return any(measure in PAY for measure, _is_share in figures_of(record))


def _in_brief(record: Occupation) -> str:
    """Return its pay and its outlook, each with its period, and where and when they were read."""
    told = _told(record)
    said = "; ".join(f"{measure} {_part(figure).words}" for measure, figure in told)
    sources = dict.fromkeys(_source(record, figure).words for _measure, figure in told)
    source = _t("Source: %(source)s.") % {"source": "; ".join(sources)}
    return f"{capfirst(said)}. {source}"


def _breadth(record: Occupation) -> tuple[bool]:
    """Return what puts first an occupation that is several of a list together."""
    return ("+" not in record.code,)


def _akin(record: Occupation, tables: Tables) -> Iterable[Lead]:
    """Yield the occupations of its country, and what else is said of pay and outlook."""
    title = _t("Occupations, %(country)s") % {"country": record.get_country_display()}
    words = _t("What others who work in libraries there earn.")
    yield to_list("occupations", title, words, country=record.country)
    section = Resource.Section.CAREER_OUTLOOK
    words = _t("Tools, tables and studies of pay and of the years to come.")
    yield to_list("resources", str(section.label), words, section=section.value)


def _points_of_pay(record: Occupation) -> Mapping[tuple[str, str, str], Points]:
    """Return the points of the distribution of pay, by the time in which it is earned, its unit and
    the period for which it holds."""
    found: dict[tuple[str, str, str], dict[str, OccupationFigure]] = {}
    for (measure, _is_share), (figure, *_others) in figures_of(record).items():
        what, _comma, per = measure.partition(", ")
        if what in PERCENTILES and per in DURATIONS and figure.number is not None:
            found.setdefault((per, figure.unit, figure.period), {})[what] = figure
    return found


def _pay(record: Occupation) -> PayRange:
    """Return what an occupation is paid an hour, as far as its median is recorded."""
    points = next(
        (each for (per, *_rest), each in _points_of_pay(record).items()
         if per == "hourly" and MEDIAN in each), {},
    )  # fmt: skip
    low, median, high = (points.get(what) for what in PERCENTILES)
    where = record.place.local_name if record.place else ""
    return PayRange(
        name=", ".join(filter(None, [record.name, where])),
        path=record.get_absolute_url(),
        unit=median.unit if median else CURRENCIES[record.country],
        low=low and low.number,
        median=median and median.number,
        high=high and high.number,
        period=quantities.period(median.period) if median else "",
        source=_source(record, median) if median else None,
    )


def _pay_plots(records: Iterable[Occupation]) -> list[PayPlot]:
    return pay_plots(map(_pay, records), PAY_TITLES)


def _node(record: Occupation, absolute: Absolute) -> Node:
    salaries = [
        node(
            "MonetaryAmountDistribution",
            name=_t("Base pay"), currency=unit, duration=DURATIONS[per],
            **{PERCENTILES[what]: float(figure.number) for what, figure in points.items()},
        )
        for (per, unit, _period), points in _points_of_pay(record).items()
        if MEDIAN in points
    ]  # fmt: skip
    where = record.place.name if record.place else str(record.get_country_display())
    kind = "AdministrativeArea" if record.place else "Country"
    return node(
        "Occupation",
        name=record.name,
        url=record.url,
        occupationalCategory=f"{record.code} {record.get_code_system_display()}",
        occupationLocation=node(kind, name=where),
        estimatedSalary=salaries,
    )


OCCUPATIONS = Directory(
    slug="occupations",
    model=Occupation,
    title=_("Occupations"),
    nouns=_("occupation job pay wage salary earnings outlook duties career"),
    count=ngettext_lazy("%(number)d occupation", "%(number)d occupations", "number"),
    facts=_facts, sentence=_sentence, akin=_akin, node=_node, plots=_pay_plots,
    api_name="occupations", search_order=9, is_tied=True,
    related=["place", "verified_by"],
    prefetch=["figures"],
    elsewhere={"place": "not-recorded"},
    place_parts=[
        PlacePart(
            "pay", 5, _("Pay"), _("What is paid?"),
            _("No pay is recorded, neither for %(place)s nor for all of %(country)s."), most=1,
            rank=_breadth, fits=has_pay, told=_in_brief, is_figure=True,
            groups=[
                PlaceGroup(Reach.PLACE, _("In %(place)s"), "staff=support-staff", most=1,
                           onward=_("%(counted)s in %(place)s")),
                PlaceGroup(Reach.COUNTRY, _("In %(country)s"),
                           "staff=support-staff&place=not-recorded", most=1,
                           onward=_("%(counted)s in %(country)s")),
            ],
        ),
    ],
    usually={"staff": ("support-staff", "librarians")},
    facets=[
        Facet("country", _("Country"), "country", blank=None, help=_("Whose figures they are."),
              phrase=_("in %s"), names=COUNTRIES),
        Facet("place", _("State or province"), "place", help=_("Whose figures they are."),
              phrase=_("in %s"), blank=_("The whole country"),
              names={NOT_RECORDED: _("the whole country")}),
        Facet("staff", _("Who they are"), "staff", blank=None,
              help=_("Others are recorded for comparison, and shown only when you ask for them."),
              phrase=_("of %s"), names={"for-comparison": _("others for comparison")}),
        Facet("code_system", _("Code system"), "code_system", blank=None,
              help=_("The official list of occupations."),
              phrase=_("in %s")),
    ],
    search=["name", "code", "place__name", "summary", "place__name_es", "place__name_fr"],
    sorts={
        "country": Sort(_("country"),
                        ["-country", Coalesce("place__name", Value("")),
                         by_choice("staff", Occupation.Staff), "name"],
                        group=lambda occupation: occupation.jurisdiction_name),
        "name": Sort(_("name"), ["name"]),
    },
    columns=["slug", "name", "code", "code_system", "country", "place", "place_code", "staff",
             "figures", "summary", "url"],
)  # fmt: skip
