"""What the page of a place answers: order, words, choices, and nothing that nobody knows."""

import re
from datetime import date
from html import unescape

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import escape

from directory.catalog.directories import DIRECTORIES
from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Place,
    Program,
    Resource,
    Stamp,
    Topic,
)
from directory.places.choices import Choices
from directory.places.parts import MOST
from directory.places.sheets import PlaceSheet, sheet_of
from directory.search.snapshots import snapshot_cache
from home.models import AnnouncementPage

pytestmark = pytest.mark.django_db


def sheet(slug: str, query: str = "") -> PlaceSheet:
    stamps = Stamp.read()
    choices = Choices.read(QueryDict(query), stamps)
    return sheet_of(Place.objects.get(slug=slug), choices, stamps)


def part(found: PlaceSheet, anchor: str):
    return next(part for part in found.parts if part.anchor == anchor)


def named(found: PlaceSheet, anchor: str) -> list[str]:
    return [record.slug for row in part(found, anchor).rows for record in row.records]


def test_support_staff_come_first_and_then_the_others_in_their_order():
    order = list(Audience.objects.values_list("slug", flat=True))
    assert order == [
        "support-staff", "part-time", "school", "department-heads", "librarians", "directors",
        "trustees", "volunteers",
    ]  # fmt: skip
    for place in Place.objects.filter(slug__in=["ohio", "kentucky", "indiana", "west-virginia"]):
        firsts = [
            min(order.index(each.slug) for each in rule.audiences.all())
            for rule in sheet(place.slug).rules.records
        ]
        assert firsts == sorted(firsts), place


def test_of_people_for_whom_nothing_is_recorded_it_says_so_first_with_who_can_say():
    found = sheet("guam")
    first = found.rules.asks[0]
    assert (first.rule, first.heading, first.verdict) == (None, "Support staff", "Not recorded")
    assert "does not mean that nothing is asked" in first.sentence
    assert found.agency.name in first.sentence
    assert "support staff" not in found.rules.unrecorded
    assert "volunteers" in found.rules.unrecorded


def test_a_status_stands_with_the_requirement_that_it_qualifies():
    (ask,) = [ask for ask in sheet("ohio").rules.asks if "county" in ask.exactly.lower()]
    assert ask.verdict == "Required, perhaps dormant: ask first"
    assert ask.basis == "By law or regulation."


def test_only_what_is_recorded_is_a_fact_and_the_rest_is_one_line():
    rule = CertificationRequirement.objects.get(slug="ohio-public-library-staff-without-an-mlis")
    (ask,) = [ask for ask in sheet("ohio").rules.asks if ask.rule == rule]
    facts = {fact.label: fact.text for fact in ask.facts}
    assert facts["Renewal"] == "every 5 years"
    assert facts["Hours"] == "50 contact hours"
    assert "Fee" not in facts
    assert ask.missing_words == "fee"


def test_where_no_certificate_was_found_nobody_misses_its_fee():
    for rule in CertificationRequirement.objects.filter(requirement__in=["none", "unknown"]):
        (ask,) = [ask for ask in sheet(rule.jurisdiction.slug).rules.asks if ask.rule == rule]
        assert not ask.missing, rule


def test_the_library_agency_is_what_editors_filed_as_one():
    assert sheet("ohio").agency.url == "https://library.ohio.gov"
    assert sheet("nunavut").agency is None
    Topic.objects.filter(slug="state-library").delete()
    assert sheet("ohio").agency is None


def test_what_an_agency_publishes_is_not_taken_for_it():
    agencies = [sheet(place.slug).agency for place in Place.objects.published()]
    found = [agency for agency in agencies if agency]
    assert len(found) > 50
    assert [agency.name for agency in found if agency.name != agency.publisher] == []
    assert sheet("new-jersey").agency.name == "New Jersey State Library"


def test_where_no_agency_is_recorded_bodies_of_the_place_or_else_of_its_country_can_say():
    without = [place for place in Place.objects.all() if sheet(place.slug).agency is None]
    assert without
    for place in without:
        asked = sheet(place.slug).who_can_say
        own = Association.objects.published().exclude(status="defunct").filter(places=place)
        assert asked, place
        assert all(body.scope == "national" for body in asked) or own.exists(), place
        assert {*asked} <= {*own} or not own.exists(), place
    assert [body.scope for body in sheet("yukon").who_can_say] == ["national"]


def test_every_form_of_the_page_leads_to_who_can_say(client):
    for slug in ("quebec", "yukon", "ohio"):
        names = [body.name for body in sheet(slug).who_can_say]
        answers = client.get(f"/api/directory/v1/places/{slug}").json()["answers"]
        assert [body["name"] for body in answers["who_can_say"]] == names
        for path in (f"/places/{slug}/", f"/places/{slug}/index.md", f"/embed/places/{slug}/"):
            text = unescape(client.get(path).content.decode())
            head = text.partition("Who can say:")[2][:1500]
            assert all(name in head for name in names), path
            assert ("not recorded" in head.partition(names[0])[0]) == (slug != "ohio"), path
    school = sheet("quebec", "audience=part-time").rules.asks[0]
    assert all(body.name in school.sentence for body in sheet("quebec").who_can_say)


def test_study_for_staff_comes_before_masters_and_what_is_near_before_what_is_far():
    for slug in ("ohio", "california", "texas", "ontario", "guam", "wyoming"):
        groups = part(sheet(slug), "study").groups
        for group in groups:
            tiers = [DIRECTORIES["programs"].sorts["level"].group(row.record) for row in group.rows]
            masters = [number for number, tier in enumerate(tiers) if "Master" in tier]
            staff = [number for number, tier in enumerate(tiers) if "Certificates, dip" in tier]
            assert not masters or not staff or max(staff) < min(masters), slug


def test_two_programs_of_one_school_with_like_names_are_one_row():
    rows = part(sheet("illinois"), "study").rows
    several = [row for row in rows if row.others]
    assert several
    for row in several:
        assert len({record.institution_id for record in row.records}) == 1
        assert len({record.credential for record in row.records}) > 1
    schools = [row.record.institution_id for row in rows]
    assert len(schools) == len(set(schools))


def test_online_programs_are_of_the_same_country_and_those_that_do_not_say_are_counted():
    study = part(sheet("wyoming"), "study")
    online = study.groups[-1]
    assert {row.record.institution.place.country for row in online.rows} == {"US"}
    silent = Program.objects.published().filter(institution__place__country="US", delivery="")
    (told,) = study.unknown
    assert str(silent.count()) in told.text
    canadian = part(sheet("quebec"), "study").groups[-1]
    assert {row.record.institution.place.country for row in canadian.rows} <= {"CA"}


def test_a_group_for_support_staff_comes_first_and_that_none_is_recorded_is_said():
    people = part(sheet("ohio"), "people").rows
    assert people[0].record.focus == "support-staff"
    assert people[0].record.parent is None
    assert people[0].record.scope == "state"
    assert part(sheet("wyoming"), "people").rows[0].record.scope == "state"
    assert part(sheet("wyoming"), "people").missing == [
        "No group for support staff of Wyoming is recorded here."
    ]


def test_nobody_is_sent_to_an_association_that_no_longer_exists():
    gone = set(Association.objects.filter(status="defunct").values_list("slug", flat=True))
    assert gone
    for place in Place.objects.all():
        assert not gone & set(named(sheet(place.slug), "people")), place


def test_news_is_of_the_last_two_years_and_older_ones_are_behind_a_link():
    ohio = Place.objects.get(slug="ohio")
    old = AnnouncementPage.objects.published().filter(places=ohio)
    assert old.exists()
    old.update(date=date(2012, 1, 1))
    found = part(sheet("ohio"), "news")
    assert not found.rows
    assert found.missing == ["Nothing of the last two years about Ohio is recorded."]
    assert [link.url for link in found.onward] == ["/announcements/?place=ohio"]
    news = AnnouncementPage.objects.published().filter(places__slug="guam").get()
    assert (timezone.localdate() - news.date).days < 2 * 365
    assert [row.record for row in part(sheet("guam"), "news").rows] == [news]


@pytest.mark.parametrize(("slug", "words"), [("ohio", "(May 2024)"), ("alberta", "hourly")])
def test_pay_is_that_of_the_place_or_of_its_country_with_period_and_source(slug, words):
    pay = part(sheet(slug), "pay")
    (row,) = pay.rows
    assert row.record.country == ("US" if slug == "ohio" else "CA")
    assert (row.record.place is not None) == (slug == "alberta")
    assert words in row.words
    assert "Source: " in row.words


def test_an_occupation_without_pay_is_no_answer_to_what_is_paid():
    pay = part(sheet("quebec"), "pay")
    assert not pay.rows
    assert pay.missing == ["No pay is recorded, neither for Quebec nor for all of Canada."]


def test_eight_rows_at_most_stand_beside_the_rules():
    for place in Place.objects.all():
        found = sheet(place.slug)
        rows = [row for part in found.parts if not part.declared.is_figure for row in part.rows]
        assert len(rows) <= MOST
        shown = [record for part in found.parts for row in part.rows for record in row.records]
        assert len(shown) == len(set(shown)), place


def test_what_somebody_is_narrows_the_rules_and_the_others_are_counted():
    found = sheet("ohio", "audience=school")
    assert {each.slug for rule in found.rules.records for each in rule.audiences.all()} == {
        "school"
    }
    every = sheet("ohio").rules.records
    assert found.rules.others.startswith(f"{len(every) - len(found.rules.records)} other rules")
    assert "directors" in found.rules.others
    focus = [row.record.focus for row in part(found, "people").rows]
    assert focus[0] == "school"


def test_of_librarians_and_aides_in_schools_it_is_said_that_a_rule_may_be_for_one_alone(client):
    """An aide in Alabama, where a rule is for librarians, and a librarian in Ohio: for aides."""
    for name in ("alabama", "ohio"):
        for form in (f"/places/{name}/", f"/places/{name}/index.md", f"/embed/places/{name}/",
                     f"/api/directory/v1/places/{name}"):  # fmt: skip
            said = client.get(form, {"audience": "school"}).content.decode()
            assert f"none of {name.title()} is recorded for the other" in said, form
            assert "ask the school district" in said
            assert "for librarians or for aides alone" in client.get(form).content.decode(), form
    # Where there is no rule for schools at all, that is said instead.
    said = client.get("/places/guam/", {"audience": "directors"}).content.decode()
    assert "librarians and aides" not in said


def test_what_somebody_would_study_narrows_the_programs():
    for row in part(sheet("ohio", "credential=certificate"), "study").rows:
        assert {record.credential for record in row.records} == {"certificate"}
    for row in part(sheet("ohio", "how=online"), "study").rows:
        assert {record.delivery for record in row.records} == {"online"}
    near = {"OH", "IL", "IN", "MI", "WI"}
    for row in part(sheet("ohio", "how=near"), "study").rows:
        assert row.record.institution.place.letters in near


def test_each_list_that_a_part_leads_to_holds_what_it_shows(client):
    for slug in ("ohio", "puerto-rico", "ontario", "guam"):
        for part_ in sheet(slug).parts:
            for group in part_.groups:
                if not group.rows:
                    continue
                path, _, query = group.listing.url().partition("?")
                answer = client.get(f"{path}list.json?{query}&per_page=500").json()
                assert answer["total"] == group.listing.total
                listed = {item["slug"] for item in answer["items"]}
                assert {r.slug for row in group.rows for r in row.records} <= listed


def test_a_draft_of_anything_is_nowhere_on_the_page(client):
    before = client.get("/places/ohio/").content.decode()
    for model, slug in (
        (Program, named(sheet("ohio"), "study")[0]),
        (Association, named(sheet("ohio"), "people")[0]),
        (Resource, sheet("ohio").agency.slug),
        (CertificationRequirement, sheet("ohio").rules.records[0].slug),
    ):
        record = model.objects.get(slug=slug)
        assert escape(record.name) in before or record.slug in before
        record.unpublish()
        after = client.get("/places/ohio/").content.decode()
        assert f"/{record.slug}/" not in after


@pytest.mark.parametrize("query", ["", "?audience=school&how=online"])
def test_a_page_asks_the_same_number_of_times_for_a_large_place_and_a_small_one(
    client, django_assert_max_num_queries, query
):
    numbers = set()
    for slug in ("ohio", "california", "guam", "ontario", "wyoming", "puerto-rico"):
        client.get(f"/places/{slug}/{query}")
        snapshot_cache.snapshot(DIRECTORIES["places"]).rows.clear()
        with django_assert_max_num_queries(22) as asked:
            assert client.get(f"/places/{slug}/{query}").status_code == 200
        numbers.add(len(asked))
    assert max(numbers) - min(numbers) <= 3, numbers


def test_a_place_is_read_once_until_something_changes(client, django_assert_max_num_queries):
    client.get("/places/ohio/")
    with django_assert_max_num_queries(6):
        client.get("/places/ohio/")
    rule = CertificationRequirement.objects.get(slug="ohio-public-library-staff-without-an-mlis")
    rule.summary = "Quagga."
    rule.save()
    assert "Quagga." in client.get("/places/ohio/").content.decode()


HOSTILE = [
    "audience=%00", "audience=%F0%9F%92%A9", "how=" + "x" * 5000, "credential=a&credential=b",
    "audience[]=x", "audience=school&audience=school",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_what_no_choice_knows_is_told_and_left_out(client, query):
    response = client.get(f"/places/ohio/?{query}", follow=True)
    assert response.status_code == 200
    html = response.content.decode()
    assert "Nonteaching staff who directly assist a teacher" in html
    if query.startswith(("audience=%", "how", "credential")):
        assert re.search(r'class="note">“.*stays open', html)
    for path in ("/places/ohio/index.md", "/embed/places/ohio/", "/api/directory/v1/places/ohio"):
        assert client.get(f"{path}?{query}").status_code == 400, path
