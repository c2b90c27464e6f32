"""The pages of the site as Markdown: the same words, lists and facts as their HTML shows."""

from collections.abc import Callable, Iterable
from urllib.parse import urljoin

from django.http import HttpRequest
from django.utils.translation import gettext as _
from markdownify import ATX, MarkdownConverter
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from directory.api import reference
from directory.catalog.directories import DIRECTORIES
from directory.catalog.quantities import days, percent
from directory.catalog.text import clean_query
from directory.listings import markdown
from directory.listings.listing import Listing
from directory.listings.markdown import (
    Absolute,
    briefs,
    front_matter,
    heading,
    joined,
    link,
    listed,
    plain,
    table,
)
from directory.listings.refusals import listing_for_program, refuse_unknown, search_of_program
from directory.listings.wording import words_told
from directory.models import Place
from directory.reports.freshness import freshness as freshness_now
from home.formats.data_pages import files_in_markdown
from home.formats.fixed_pages import DATA, REFERENCE, FixedPage
from home.formats.targets import Subject
from home.models import (
    AnnouncementPage,
    FreshnessPage,
    ListingPage,
    PlacesPage,
    SearchPage,
    SectionPage,
    WelcomePage,
)
from home.pages import freshness as freshness_of
from home.pages import places as places_of
from home.pages.search import corrected_in, groups_for
from home.pages.welcome import welcome


class _Converter(MarkdownConverter):
    """HTML of the site's own blocks as Markdown, with whole addresses."""

    def __init__(self, absolute: Absolute) -> None:
        super().__init__(
            heading_style=ATX, bullets="-", escape_misc=True, newline_style="backslash"
        )
        self.absolute = absolute

    def convert_a(self, el, text, parent_tags):
        if href := el.get("href"):
            el["href"] = href if href.startswith("#") else urljoin(self.absolute("/"), href)
        return super().convert_a(el, text, parent_tags)

    def convert_img(self, el, text, parent_tags):
        el["src"] = urljoin(self.absolute("/"), el.get("src", ""))
        return super().convert_img(el, text, parent_tags)


def of_html(html: str, absolute: Absolute) -> str:
    """HTML that the site drew, as Markdown."""
    return _Converter(absolute).convert(html).strip()


def rich(text: str, absolute: Absolute) -> str:
    """A field of rich text."""
    return of_html(expand_db_html(text), absolute) if text else ""


def of_subject(subject: Subject, request: HttpRequest) -> str:
    """What stands at a public address, as Markdown."""
    absolute = request.build_absolute_uri
    if subject.record is not None or not isinstance(subject.page, ASKED):
        refuse_unknown(request.GET, ())
    if isinstance(subject.record, Place):
        return place(subject.record, subject.page, absolute)
    if subject.record is not None:
        return markdown.entry(subject.record, absolute) + "\n"
    draw = next(draw for kind, draw in DRAWN.items() if isinstance(subject.page, kind))
    return draw(subject, request)


def _head(page: Page, path: str, absolute: Absolute, **more: object) -> str:
    values = {"title": page.title, "url": absolute(path), "updated": page.last_published_at, **more}
    headed = page.headline if isinstance(page, WelcomePage) else page.title
    return joined(front_matter(values), heading(1, headed), plain(page.lede))


def section(subject: Subject, request: HttpRequest) -> str:
    page, absolute = subject.page, request.build_absolute_uri
    body = of_html(str(page.body.render_as_block()), absolute)
    return joined(_head(page, subject.path, absolute), body) + "\n"


def listing(subject: Subject, request: HttpRequest) -> str:
    """A directory as filtered: the page that the address asks for, as the HTML shows it."""
    page, absolute = subject.page, request.build_absolute_uri
    shown = listing_for_program(
        page.directory_shown(), request.GET, path=subject.path, stamps=request.stamps
    )
    head = _head(page, subject.path + shown.query.string, absolute, entries=shown.total)
    return (
        joined(
            head,
            rich(page.caution, absolute),
            of_html(str(page.body.render_as_block()), absolute),
            heading(2, shown.title),
            *map(plain, shown.told),
            briefs(shown.records, absolute),
            _next(shown, absolute),
            link(_("All of it as a spreadsheet"), absolute(shown.file_url("csv"))),
        )
        + "\n"
    )


def _next(shown: Listing, absolute: Absolute) -> str:
    if not shown.next_url:
        return ""
    query = shown.query.with_page(shown.query.page + 1).string
    return link(_("Next page"), absolute(f"{shown.path}index.md{query}"))


def place(record: Place, page: PlacesPage, absolute: Absolute) -> str:
    """Everything about one place."""
    asked = places_of.asked(record)
    name = {"place": record.local_name}
    head = {"title": record.local_name, "url": absolute(record.get_absolute_url()),
            "code": record.code}  # fmt: skip
    # What the place asks was verified when the last of it was; not while a part never was.
    days = [each.verified_on for each in asked.requirements]
    verified = min(days) if days and all(days) else None
    parts = [
        joined(
            heading(2, part.title),
            plain(part.note) if part.listing.total else plain(part.absent),
            briefs(part.listing.records, absolute),
            link(part.listing.counted, absolute(part.listing.url())) if part.listing.total else "",
        )
        for part in places_of.parts(record)
    ]
    unrecorded = ", ".join(str(audience) for audience in asked.unrecorded)
    return (
        joined(
            front_matter({**head, "verified_on": verified}),
            heading(1, record.local_name),
            heading(2, _("What %(place)s asks") % name),
            rich(page.caution, absolute),
            briefs(asked.requirements, absolute)
            or plain(_("Nothing is recorded: that does not mean that nothing is asked.")),
            plain(_("Not recorded for: %(audiences)s.") % {"audiences": unrecorded})
            if asked.requirements and unrecorded
            else "",
            *parts,
        )
        + "\n"
    )


def all_places(subject: Subject, request: HttpRequest) -> str:
    absolute = request.build_absolute_uri
    shown = listing_for_program(DIRECTORIES["places"], request.GET, path=subject.path, per_page=100)
    parts = [
        joined(
            heading(2, country.name),
            *(joined(heading(3, kind), briefs(places, absolute)) for kind, places in country.kinds),
        )
        for country in places_of.by_country(shown.records)
    ]
    head = _head(subject.page, subject.path, absolute)
    return joined(head, *map(plain, shown.told), *parts) + "\n"


def announcement(subject: Subject, request: HttpRequest) -> str:
    page, absolute = subject.page, request.build_absolute_uri
    values = {
        "title": page.title, "url": absolute(subject.path), "updated": page.last_published_at,
        "kind": page.kind, "date": page.date_text, "current_until": page.current_until,
        "source": page.source_url,
    }  # fmt: skip
    return (
        joined(
            front_matter(values),
            heading(1, page.title),
            plain(f"{page.get_kind_display()}, {page.date_words}"),
            plain(page.summary),
            of_html(str(page.body.render_as_block()), absolute),
            link(_("Read more"), page.url) if page.url else "",
            markdown.facts(page, absolute),
        )
        + "\n"
    )


def welcome_page(subject: Subject, request: HttpRequest) -> str:
    page, absolute = subject.page, request.build_absolute_uri
    shown = welcome()
    cards = (
        f"{link(card.title, absolute(card.path))} ({plain(card.figure)}): {plain(card.text)}"
        for card in shown["cards"]
    )
    return (
        joined(
            _head(page, subject.path, absolute),
            heading(2, _("The center's sections")),
            listed(cards),
            heading(2, _("Announcements from HRDR")),
            briefs(shown["announcements"], absolute)
            or plain(_("Nothing is announced at the moment.")),
            heading(2, _("New to library work?")),
            rich(page.newcomers, absolute),
            heading(2, _("Suggest a resource")),
            rich(page.suggest, absolute),
            rich(page.thanks, absolute),
        )
        + "\n"
    )


def freshness(subject: Subject, request: HttpRequest) -> str:
    """The numbers of the freshness page, in the same tables."""
    page, absolute = subject.page, request.build_absolute_uri
    found = freshness_now(request.stamps)
    by_directory = [
        [plain(row.title), row.standing.entries, *(number for _state, number in row.cells),
         days(row.standing.median_age)]
        for row in freshness_of.rows(found)
    ]  # fmt: skip
    by_place = [
        [link(place.local_name, absolute(place.get_absolute_url())), standing.entries,
         standing.verified.part, days(standing.median_age)]
        for place, standing in found.places
    ]  # fmt: skip
    states = [str(state.label) for state in freshness_of.ORDER]
    median = _("Median age")
    return (
        joined(
            _head(page, subject.path, absolute, date=found.day),
            listed(
                [
                    f"{_('Verified and in date')}: {percent(found.all.verified)}",
                    f"{_('Links that work')}: {percent(found.links_ok)}",
                    f"{_('Median age of a verification')}: {days(found.all.median_age)}",
                ]
            ),
            heading(2, _("By directory")),
            table([_("Directory"), _("Entries"), *states, median], by_directory),
            heading(2, _("By place")),
            table([_("State or province"), _("Entries"), states[0], median], by_place),
            rich(page.explanation, absolute),
        )
        + "\n"
    )


def search(subject: Subject, request: HttpRequest) -> str:
    """The search page, with what it finds for the words of the address."""
    absolute = request.build_absolute_uri
    typed = search_of_program(request.GET)
    groups = groups_for(typed, {}, request.stamps)
    parts = [_head(subject.page, subject.path, absolute)]
    parts += map(plain, words_told(clean_query(typed), corrected_in(groups), ""))
    for group in groups:
        told = map(plain, words_told("", "", group.dropped))
        found = briefs(group.listing.records, absolute)
        parts += [heading(2, group.directory.title), *told, found]
    return joined(*parts) + "\n"


def fixed(subject: Subject, request: HttpRequest) -> str:
    """A page that no editor writes, with the files or the parameters that it lists."""
    page, absolute = subject.page, request.build_absolute_uri
    more: Iterable[str] = ()
    if page == DATA:
        more = files_in_markdown(absolute)
    elif page == REFERENCE:
        more = reference.in_markdown(absolute, request.stamps)
    return joined(_head(page, page.path, absolute), *more) + "\n"


# The pages whose address may ask for something.
ASKED = (ListingPage, PlacesPage, SearchPage)
DRAWN: dict[type, Callable[[Subject, HttpRequest], str]] = {
    AnnouncementPage: announcement,
    FreshnessPage: freshness,
    WelcomePage: welcome_page,
    SectionPage: section,
    ListingPage: listing,
    PlacesPage: all_places,
    SearchPage: search,
    FixedPage: fixed,
}
