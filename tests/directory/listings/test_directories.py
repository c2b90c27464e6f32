"""The directories as a reader's browser or a program gets them, on the starting content."""

import csv
import io
import random
import re
from xml.etree import ElementTree

import pytest
from django.db.models import Q

from directory.catalog.directories import DIRECTORIES
from directory.models import (
    Association,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
)
from tests.starting_content import count, rows

pytestmark = pytest.mark.django_db

PATHS = {
    "certification": "/certification/",
    "programs": "/programs/",
    "institutions": "/institutions/",
    "associations": "/colleague-connection/",
    "resources": "/other-resources/",
    "occupations": "/occupations/",
    "announcements": "/announcements/",
    "places": "/places/",
}
LISTED = [slug for slug in PATHS if slug != "places"]  # with a form and a fragment
SCHOOLS_OF_THE_US = {
    row["slug"] for row in rows("institutions") if row["place_code"].startswith("US-")
}
OF_THE_US = sum(row["institution_slug"] in SCHOOLS_OF_THE_US for row in rows("programs"))
TERRITORIES = {row["slug"] for row in rows("places") if row["kind"] == "territory"}
SHARED = {slug: count(slug) for slug in PATHS}


def as_json(client, path: str, **params) -> dict:
    return client.get(f"{path}list.json", params).json()


def as_rows(client, path: str, **params) -> list[dict]:
    body = client.get(f"{path}list.csv", params).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


@pytest.mark.parametrize("slug", SHARED)
def test_all_rows_of_the_starting_content_can_be_counted(client, slug):
    answer = as_json(client, PATHS[slug])
    assert answer["total"] == SHARED[slug]
    assert set(answer) >= {"total", "page", "per_page", "facets", "items"}
    assert len(as_rows(client, PATHS[slug])) == SHARED[slug]
    assert Place.objects.published().count() == count("places")


NAIVE = [
    ("programs", {"place": ["ohio"]}, Q(institution__place__slug="ohio")),
    ("programs", {"delivery": ["online", "hybrid"]}, Q(delivery__in=["online", "hybrid"])),
    ("programs", {"delivery": ["not-recorded"]}, Q(delivery="")),
    (
        "programs",
        {"credential": ["associate"], "country": ["US"], "recognition": ["lssc"]},
        Q(credential="associate", institution__place__country="US", lssc_approved="yes"),
    ),
    ("programs", {"recognition": ["ala-accredited"]}, Q(ala_accredited="yes")),
    ("programs", {"control": ["private"]}, Q(institution__control="private")),
    ("certification", {"requirement": ["mandatory"]}, Q(requirement="mandatory")),
    ("certification", {"audience": ["support-staff"]}, Q(audiences__slug="support-staff")),
    ("certification", {"ce_hours": ["recorded"]}, Q(ce_hours__isnull=False)),
    ("certification", {"ce_hours": ["not-recorded"]}, Q(ce_hours__isnull=True)),
    ("associations", {"place": ["maine", "ohio"]}, Q(places__slug__in=["maine", "ohio"])),
    ("associations", {"place": ["not-recorded"]}, Q(places__isnull=True)),
    ("associations", {"scope": ["national"], "focus": ["law"]}, Q(scope="national", focus="law")),
    ("associations", {"status": ["defunct"]}, Q(status="defunct")),
    ("resources", {"section": ["financial-assistance"]},
     Q(section="financial-assistance", is_over="")),
    ("resources", {"topic": ["lssc"], "cost": ["free"]},
     Q(topics__slug="lssc", cost="free", is_over="")),
    ("resources", {"section": ["certification"], "cost": ["not-recorded"]},
     Q(section="certification", cost="")),
    ("institutions", {"control": ["public"], "country": ["CA"]},
     Q(control="public", place__country="CA")),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "params", "wanted"), NAIVE)
def test_a_filter_finds_what_the_database_finds(client, slug, params, wanted):
    model = DIRECTORIES[slug].model
    expected = set(model.objects.filter(wanted).distinct().values_list("slug", flat=True))
    assert expected, "a filter that finds nothing proves nothing"
    answer = as_json(client, PATHS[slug], per_page=500, **params)
    assert {item["slug"] for item in answer["items"]} == expected
    assert answer["total"] == len(expected)
    assert {row["slug"] for row in as_rows(client, PATHS[slug], **params)} == expected


def random_questions(number: int) -> list[tuple[str, dict]]:
    chance = random.Random(7)
    questions = []
    for _ in range(number):
        slug = chance.choice(list(PATHS))
        params = {}
        for facet in chance.sample(list(DIRECTORIES[slug].bound.values()), 2):
            values = list(facet.labels())
            params[facet.name] = chance.sample(values, min(chance.randint(1, 3), len(values)))
        if chance.random() < 0.4:
            params["q"] = chance.choice(["library", "ohio", "certif", "online", "assoc"])
        questions.append((slug, params))
    return questions


def test_each_count_is_the_total_one_gets_by_choosing_it(client):
    """Rule 8, on random questions: a facet's counts stand against all other choices."""
    checked = 0
    for slug, params in random_questions(12):
        answer = as_json(client, PATHS[slug], **params)
        for name, options in answer["facets"].items():
            for option in random.Random(1).sample(options, min(2, len(options))):
                alone = {**params, name: [option["value"]]}
                assert as_json(client, PATHS[slug], **alone)["total"] == option["count"]
                checked += 1
    assert checked > 50


@pytest.mark.parametrize("slug", PATHS)
def test_pages_of_a_list_neither_repeat_nor_leave_out(client, slug):
    seen, page = [], 1
    while True:
        answer = as_json(client, PATHS[slug], page=page, sort=list(DIRECTORIES[slug].sorts)[-1])
        seen += [item["slug"] for item in answer["items"]]
        if page == answer["pages"]:
            break
        page += 1
    assert len(seen) == len(set(seen)) == SHARED[slug]


@pytest.mark.parametrize("slug", LISTED)
def test_fragment_and_page_show_the_same_results(client, slug):
    """Rule 14, for ordinary and for odd questions; the tiles of a map stay in a swap."""
    for params in ({}, {"q": "library"}, {"q": "zzzzqq"}, {"page": 2}, {"place": "ohio"}):
        page = client.get(PATHS[slug], params)
        fragment = client.get(PATHS[slug], params, headers={"HX-Request": "true"})
        assert results_of(page) == results_of(fragment)
        assert b"<!DOCTYPE" in page.content
        assert b"<!DOCTYPE" not in fragment.content


def results_of(response) -> str:
    html = response.content.decode()
    start = html.index('<section id="results"')
    html = html[start : html.index("</section>", start)]
    return re.sub(r' data-tiles="[^"]*"|<ul class="tiles".*?</ul>', "", html, flags=re.DOTALL)


@pytest.mark.parametrize("slug", LISTED)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_queries_do_not_grow_with_the_list(client, slug, headers, django_assert_num_queries):
    client.get(PATHS[slug], headers=headers)
    with django_assert_num_queries(1):  # the stamps: while they stand, all is in memory
        client.get(PATHS[slug], headers=headers)


@pytest.mark.parametrize("slug", ["certification", "programs", "institutions"])
def test_states_come_first_then_territories_then_canada(client, slug):
    sort = "" if slug != "institutions" else "place"
    params = {"per_page": 500, **({"sort": sort} if sort else {})}
    items = client.get(f"{PATHS[slug]}list.json", params).json()["items"]
    names = list(dict.fromkeys(item["place"][0] for item in items))
    countries = {item["place"][0]: item["place_code"][0][:2] for item in items}
    states = [name for name in names if countries[name] == "US" and name not in TERRITORIES]
    territories = [name for name in names if countries[name] == "US" and name in TERRITORIES]
    canada = [name for name in names if countries[name] == "CA"]
    assert names == sorted(states) + sorted(territories) + sorted(canada)
    assert "puerto-rico" in territories
    page = client.get(PATHS[slug], {"sort": sort} if sort else {}).content.decode()
    headings = re.findall(r'class="group-head">([^<]+)<', page)
    on_page = list(dict.fromkeys(item["place"][0] for item in items[:20]))
    assert headings == [Place.objects.get(slug=place).name for place in on_page]


@pytest.mark.parametrize(
    ("path", "sort", "headings"),
    [
        ("/colleague-connection/", "scope", ["National", "Regional", "State", "Provincial"]),
        ("/certification/", "requirement",
         ["Required", "Voluntary", "No certificate found", "Not known"]),
    ],
)  # fmt: skip
def test_an_order_by_kind_goes_as_people_count_and_has_headings(client, path, sort, headings):
    shown = []
    for page in range(1, as_json(client, path)["pages"] + 1):
        params = {"page": page, "sort": sort} if page > 1 else {"sort": sort}
        html = client.get(path, params).content.decode()
        shown += re.findall(r'class="group-head">([^<]+)<', html)
    assert list(dict.fromkeys(shown)) == headings


def test_what_a_heading_says_is_not_said_again_beneath_it(client):
    """In no order of any list: neither beside an entry nor as the beginning of its name."""
    seen = 0
    for slug in LISTED:
        for sort in DIRECTORIES[slug].sorts:
            html = client.get(PATHS[slug], {"sort": sort}).content.decode()
            for heading, drawn in re.findall(
                r'class="group-head">([^<]+)<.*?<ol class="entries">(.*?)</ol>', html, re.DOTALL
            ):
                beside = re.findall(r'<div class="spine">(.*?)</div>', drawn)
                names = re.findall(r"<h4><a[^>]*>([^<]+)</a>", drawn)
                assert names, (slug, sort)
                assert not [said for said in beside if f">{heading}<" in said], (slug, sort)
                assert not [name for name in names if name.startswith(f"{heading}:")], (slug, sort)
                seen += len(names)
    assert seen >= 100
    assert "<abbr" not in client.get("/certification/").content.decode()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/programs/?country=US", f"Programs in the United States, {OF_THE_US} results"),
        ("/programs/?country=CA&delivery=online", "Online programs in Canada, "),
        ("/institutions/?country=US&place=ohio", "Institutions in Ohio in the United States, "),
    ],
)
def test_a_country_keeps_its_capitals_in_a_sentence(client, path, words):
    title = client.get(path).content.decode().partition("<title>")[2].partition("</title>")[0]
    assert words in title


def test_atom_is_a_feed_of_the_same_entries(client):
    body = client.get("/programs/list.atom", {"place": "ohio"}).content
    feed = ElementTree.fromstring(body)  # noqa: S314 - our own answer
    atom = "{http://www.w3.org/2005/Atom}"
    links = [entry.find(f"{atom}link").get("href") for entry in feed.findall(f"{atom}entry")]
    slugs = [item["slug"] for item in as_json(client, "/programs/", place="ohio")["items"]]
    assert [link.rstrip("/").split("/")[-1] for link in links] == slugs
    assert slugs


def test_a_cell_is_never_a_formula(client):
    program = Program.objects.first()
    program.name = "=HYPERLINK(1)"
    program.save()
    names = {row["name"] for row in as_rows(client, "/programs/")}
    assert "'=HYPERLINK(1)" in names
    assert not [name for name in names if name.startswith("=")]


def test_what_is_not_recorded_is_null_and_never_no(client):
    items = as_json(client, "/programs/", per_page=500)["items"]
    unrecorded = [item for item in items if item["delivery"] is None]
    assert len(unrecorded) == Program.objects.filter(delivery="").count() > 0
    assert {item["lssc_approved"] for item in items} == {"yes", None}
    html = client.get(f"/programs/{unrecorded[0]['slug']}/").content.decode()
    assert "Not recorded" in html


@pytest.mark.parametrize("model", [CertificationRequirement, Program, Institution, Association,
                                   Resource])  # fmt: skip
def test_every_entry_has_a_page(client, model):
    for record in model.objects.all()[::7]:
        response = client.get(record.get_absolute_url())
        assert response.status_code == 200
        assert str(record.trust) in response.content.decode()


def test_a_record_leads_back_to_the_list_it_was_opened_from(client):
    """Rule 20: the exact list with a referrer of ours, and never anywhere else."""
    url = Program.objects.first().get_absolute_url()
    for referrer, shown in [
        (
            "http://testserver/programs/?place=ohio&q=kent",
            'href="/programs/?place=ohio&amp;q=kent"',
        ),
        ("http://testserver/programs/", 'href="/programs/">Back'),
        ("http://testserver/search/?q=kent&x=1", 'href="/search/?q=kent">Back'),
        ("http://testserver/search/", None),
        ("http://evil.example/programs/?place=ohio", None),
        ("http://testserver//evil.example/", None),
        ("http://[broken", None),
        (None, None),
    ]:
        headers = {"Referer": referrer} if referrer else {}
        html = client.get(url, headers=headers).content.decode()
        assert ("Back to results" in html) == (shown is not None), referrer
        assert shown is None or shown in html


def test_a_directory_answers_to_its_own_name_too(client):
    for slug in ("associations", "resources"):
        response = client.get(f"/{slug}/", {"q": "a b"})
        assert response["Location"] == f"{PATHS[slug]}?q=a+b"
        assert client.get(f"/{slug}/list.json", follow=True).json()["total"] == SHARED[slug]


def test_the_page_of_a_program_says_whose_it_is(client):
    html = client.get("/programs/kent-state-university--mlis/").content.decode()
    heading = re.search(r"<h1>(.*?)</h1>", html)[1]
    assert "MLIS" in heading
    assert "Kent State University" in heading
