"""The page of a place, the finder, and the site search."""

import re
from html import unescape

import pytest

from directory.models import CertificationRequirement, Place, Program

pytestmark = pytest.mark.django_db


def test_every_place_has_a_page(client):
    for place in Place.objects.all():
        response = client.get(f"/places/{place.slug}/")
        assert response.status_code == 200
        assert place.name in response.content.decode()


def test_the_name_of_a_place_may_be_typed_with_capitals(client):
    response = client.get("/places/Ohio/")
    assert (response.status_code, response["Location"]) == (301, "/places/ohio/")
    assert client.get("/places/Atlantis/").status_code == 404


def test_each_place_stands_with_what_is_recorded_of_it_in_numbers(client):
    html = unescape(client.get("/places/").content.decode())
    told = dict(re.findall(r'<a href="/places/([\w-]+)/">[^<]+</a> <span class="n">([^<]+)<', html))
    assert len(told) == Place.objects.published().count()
    for slug in ("ohio", "guam", "quebec", "yukon"):
        rules = CertificationRequirement.objects.published().filter(jurisdiction__slug=slug).count()
        programs = Program.objects.published().filter(institution__place__slug=slug).count()
        parts = [f"{rules} requirement{'s' * (rules != 1)}"] if rules else []
        parts += [f"{programs} program{'s' * (programs != 1)}"] if programs else []
        assert told[slug] == (", ".join(parts) or "Nothing recorded yet")
    american = Place.objects.published().filter(country="US").count()
    assert f'<span class="n">{american} places</span>' in html


def test_places_stand_by_kind_and_by_name(client):
    # Below the map, whose tiles stand by name alone.
    html = client.get("/places/").content.decode().partition("</figure>")[2]
    html = html.partition("</main>")[0]
    found = re.findall(r'<h[23][^>]*>([^<]+)</h|<li><a href="/places/([\w-]+)/"', html)
    shown = [heading or slug for heading, slug in found]
    assert [heading for heading, _slug in found if heading] == [
        "United States", "States and the District of Columbia", "Territories",
        "Canada", "Provinces", "Territories",
    ]  # fmt: skip
    states = shown[shown.index("States and the District of Columbia") + 1 :][:51]
    assert states == sorted(states)
    assert {"ohio", "district-of-columbia"} < set(states)
    assert len([slug for _heading, slug in found if slug]) == Place.objects.count()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/search/", "Searched instead: library technician."),
        ("/programs/", "Searched instead: library technician."),
    ],
)
def test_who_listens_hears_which_words_were_searched_instead(client, path, said):
    response = client.get(
        path, {"q": "libary technision"},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"},
    )  # fmt: skip
    spoken = response.content.decode().partition('id="status"')[2].partition("</p>")[0]
    assert said in spoken


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Ohio", "ohio"), ("ohio ", "ohio"), ("virginia", "virginia"), ("OHIO", "ohio"),
        ("québec", "quebec"), ("Quebec", "quebec"), ("puerto rico", "puerto-rico"),
        ("US-OH", "ohio"), ("Nouveau-Brunswick", "new-brunswick"), ("pennsylv", "pennsylvania"),
    ],
)  # fmt: skip
def test_the_finder_leads_straight_to_a_place(client, typed, slug):
    response = client.get("/places/", {"q": typed})
    assert response.status_code == 302
    assert response["Location"] == f"/places/{slug}/"


def test_the_finder_helps_with_a_typo(client):
    html = client.get("/places/", {"q": "pennsilvanya"}).content.decode()
    assert "/places/pennsylvania/" in html
    assert "You typed" in html


def test_the_finder_shows_several_places_of_one_beginning(client):
    html = client.get("/places/", {"q": "new"}).content.decode()
    assert "/places/new-mexico/" in html
    assert "/places/ohio/" not in html


def groups(html: str) -> list[str]:
    return re.findall(r'<section id="in-([a-z]+)"', html)


def test_search_goes_over_everything_at_once(client):
    html = client.get("/search/", {"q": "ohio"}).content.decode()
    assert {"places", "programs", "associations", "resources"} <= set(groups(html))
    # All rules of Ohio are among the best matches, and come once.
    best = html.partition('<section id="best"')[2].partition("</section>")[0]
    rules = CertificationRequirement.objects.filter(jurisdiction__slug="ohio")
    assert all(html.count(f'<a href="{rule.get_absolute_url()}"') == 1 for rule in rules)
    assert best.count("/certification/ohio-") >= rules.count() > 1
    assert "announcements" in groups(client.get("/search/", {"q": "scholarship"}).content.decode())
    assert "pages" in groups(client.get("/search/", {"q": "competencies"}).content.decode())


def test_search_helps_with_typos_and_says_so(client):
    html = client.get("/search/", {"q": "libary technision"}).content.decode()
    assert "Showing results for <strong>library technician</strong>" in html
    assert "You typed <i>libary technision</i>" in html
    assert "Showing results" not in client.get("/search/", {"q": "library"}).content.decode()


def test_search_without_hits_leads_on(client):
    html = client.get("/search/", {"q": "qqqqzzzz"}).content.decode()
    assert "Nothing was found" in html
    assert groups(html) == []


def test_best_matches_come_first(client):
    items = client.get("/colleague-connection/list.json", {"q": "ohio library council"}).json()
    assert items["items"][0]["name"] == "Ohio Library Council"


@pytest.mark.parametrize("q", ["paraprofessional", "paralibrarian", "support staff"])
def test_synonyms_find_one_another(client, q):
    slugs = {
        item["slug"]
        for item in client.get("/colleague-connection/list.json", {"q": q, "per_page": 500}).json()[
            "items"
        ]
    }
    assert "lssirt" in slugs
