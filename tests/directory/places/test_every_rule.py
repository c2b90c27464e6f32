"""No recorded fact of any rule is missing where its place is shown, whatever form that has."""

from collections.abc import Iterator
from html import unescape

import pytest
from django.utils.formats import date_format
from django.utils.html import strip_tags

from directory.catalog.directories import facts_of
from directory.catalog.rules import BASES
from directory.catalog.sources import partial_date
from directory.models import CertificationRequirement, Place
from tests.starting_content import count

pytestmark = pytest.mark.django_db

# Told in the words of a heading or a sentence, and held below by themselves.
TOLD_OTHERWISE = {
    "State or province", "Requirement", "Applies to", "Who it is for", "Basis", "Status",
    "Renewal", "Period", "Fee", "Web address", "Source", "Levels",
}  # fmt: skip


def facts(rule: CertificationRequirement) -> Iterator[str]:
    """Every recorded fact of a rule in words that a reader must find."""
    yield str(rule.get_requirement_display())
    yield rule.applies_to[1:]
    yield rule.summary
    yield from (str(audience)[1:] for audience in rule.audiences.all())
    yield from (level.name for level in rule.levels.all())
    yield str(BASES.get(rule.basis, ""))
    if rule.status:
        yield str(rule.get_status_display())[1:]
    if rule.levels_run and rule.levels.count() > 1:
        yield str(rule.get_levels_run_display())[1:]
    if rule.renewal_years is not None:
        yield "year" if rule.renewal_years == 1 else f"{rule.renewal_years} years"
    if rule.renewal == "does-not-expire":
        yield "Does not expire"
    if rule.ce_hours is not None:
        yield f"{rule.ce_hours} {rule.ce_unit}".strip()
    yield rule.fee_note.rstrip(".")
    if rule.fee_usd is not None and not rule.fee_note:
        yield "Free" if not rule.fee_usd else f"${rule.fee_usd.normalize():f}"
    yield rule.authority
    yield rule.statute_citation
    for fact in facts_of(rule):
        if fact.parts and fact.label not in TOLD_OTHERWISE:
            yield fact.text
    # The day and the source stand with every requirement.
    looked_at = rule.verified_on or rule.gathered_on
    assert looked_at
    yield date_format(looked_at, "j F Y")
    yield partial_date(rule.source_date) if rule.source_date else ""


def addresses(rule: CertificationRequirement) -> Iterator[str]:
    yield from filter(None, (rule.url, rule.authority_url, rule.statute_url))


def words(text: str) -> str:
    """A text by its letters alone: marks, spaces and what Markdown escapes are no matter."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


def of_html(html: str) -> tuple[str, str]:
    """What a page says, by its letters, and its HTML."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return words(unescape(strip_tags(main))), unescape(main)


def test_no_fact_of_any_rule_is_missing_from_its_place(client):
    seen = 0
    rules = CertificationRequirement.objects.published().prefetch_related("audiences", "levels")
    for place in Place.objects.published():
        path = f"/places/{place.slug}/"
        page, html = of_html(client.get(path).content.decode())
        frame, frame_html = of_html(client.get(f"/embed{path}").content.decode())
        twin = client.get(f"{path}index.md").content.decode()
        api = client.get(f"/api/directory/v1{path[:-1]}").json()["answers"]
        said = str(api["rules"])
        forms = {
            "page": (page, html),
            "embed": (frame, frame_html),
            "twin": (words(twin), twin),
            "API": (words(said), said),
        }
        for rule in rules.filter(jurisdiction=place):
            seen += 1
            for form, (text, source) in forms.items():
                for fact in filter(None, facts(rule)):
                    assert words(fact) in text, (rule.slug, form, fact)
                for address in addresses(rule):
                    assert address in source, (rule.slug, form, address)
    assert seen == count("certification")


def test_no_page_says_that_old_facts_are_of_today(client):
    for slug in ("ohio", "quebec"):
        assert "as of today" not in client.get(f"/embed/places/{slug}/").content.decode().lower()


@pytest.mark.parametrize(
    ("place", "slug", "host", "note"),
    [
        ("hawaii", "us-hi-la", "ala.org", "its source"),
        ("ohio", "belmont-college--library-paraprofessional-associate-degree",
         "belmontcollege.edu", "the school's site"),
        ("ohio", "us-oh-la", "olc.org", None),
    ],
)  # fmt: skip
def test_every_form_of_a_place_says_where_a_row_leads_and_whose_address_that_is(
    client, place, slug, host, note
):
    api = client.get(f"/api/directory/v1/places/{place}").json()["answers"]
    groups = (group for part in api["parts"] for group in part["groups"])
    (entry,) = (each for group in groups for each in group["entries"] if each["slug"] == slug)
    assert host in entry["way_out"]
    assert (entry["way_out_note"] or "").replace("’", "'") == (note or "")
    page = unescape(client.get(f"/places/{place}/").content.decode()).replace("’", "'")
    twin = client.get(f"/places/{place}/index.md").content.decode().replace("’", "'")
    behind = f" ({note})" if note else ""
    assert f'<a href="{entry["way_out"]}" rel="external">{host}</a>{behind}' in page
    # The end of its sentence, then the link.
    assert f". [{host}](<{entry['way_out']}>){behind}\n" in twin
    assert ".; " not in twin
