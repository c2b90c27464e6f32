"""The map: one answer for each place and audience; filters leave places out and change none."""

import csv
import json
import re
from collections import Counter
from html import unescape

import pytest
from django.http import QueryDict
from django.utils.html import strip_tags

from directory.catalog.directories import DIRECTORIES
from directory.catalog.place_answers import answers_by_place
from directory.listings.listing import Listing
from directory.listings.tilemap import FILE, positions, tile_map
from directory.models import Audience, CertificationRequirement, Place
from tests.starting_content import rows

pytestmark = pytest.mark.django_db

LIST = "/certification/"


def listing(query: str = "") -> Listing:
    return Listing(DIRECTORIES["certification"], QueryDict(query), path=LIST)


def states(found) -> dict[str, str]:
    return {tile.place.code: tile.state for tile in found.tiles}


def test_every_place_has_a_tile_of_its_own():
    """In the file of the tiles, on a grid of eleven columns."""
    with FILE.open(encoding="utf-8", newline="") as file:
        tiles = list(csv.DictReader(file))
    assert {tile["place_code"] for tile in tiles} == {row["code"] for row in rows("places")}
    where = Counter((tile["row"], tile["column"]) for tile in tiles)
    assert max(where.values()) == 1
    assert {int(tile["column"]) for tile in tiles} == set(range(1, 12))
    # The name of the tile in hand is said in the third row.
    assert [code for code, (row, column) in positions().items() if row == 3] == ["US-ME"]


def test_a_tile_says_the_answer_of_its_place_for_every_audience():
    rules = CertificationRequirement.objects.published().prefetch_related("audiences")
    for audience in Audience.objects.all():
        found = tile_map(listing(f"audience={audience.slug}"))
        assert found.audience == audience.slug
        answers = answers_by_place(rules, audience.slug)
        for tile in found.tiles:
            expected = answers[tile.place.pk].state if tile.place.pk in answers else "unknown"
            assert tile.state == expected
        assert sum(number for _state, _label, number in found.legend) == Place.objects.count()


def test_without_an_audience_the_map_is_about_support_staff_and_of_several_about_the_first():
    assert tile_map().audience == tile_map(listing()).audience == "support-staff"
    names = {slug: name for slug, name in Audience.objects.values_list("slug", "name")}
    found = tile_map(listing("audience=volunteers&audience=directors"))
    order = [*Audience.objects.values_list("slug", flat=True)]
    first, second = sorted(["volunteers", "directors"], key=order.index)
    assert found.audience == first
    assert found.others == [names[second]]


def test_filters_leave_places_out_and_change_no_answer():
    whole = states(tile_map(listing("audience=directors")))
    for query in ("requirement=mandatory", "place=ohio&place=kansas", "q=library", "basis=law"):
        narrowed = listing(f"audience=directors&{query}")
        found = states(tile_map(narrowed))
        places = {record.jurisdiction.code for record in narrowed.all_records()}
        for code, state in found.items():
            assert state == (whole[code] if code in places else "out"), (query, code)
        assert 0 < len(places) < len(found)
    # Kansas asks something of some directors: to filter by "required" makes it no stronger.
    found = states(tile_map(listing("audience=directors&requirement=mandatory")))
    assert found["US-KS"] == whole["US-KS"] == "some"


def test_the_map_follows_a_change(django_assert_num_queries):
    assert states(tile_map())["US-OH"] == "voluntary"
    with django_assert_num_queries(1):  # the stamps
        tile_map()
    CertificationRequirement.objects.filter(
        jurisdiction__slug="ohio", audiences__slug="support-staff"
    ).update(live=False)
    assert states(tile_map())["US-OH"] == "unknown"
    Place.objects.filter(slug="ohio").update(live=False)
    assert "US-OH" not in states(tile_map())


def test_a_place_without_a_tile_is_on_the_map_all_the_same():
    Place.objects.filter(code="US-OH").update(code="US-QQ")
    (tile,) = [tile for tile in tile_map().tiles if tile.place.code == "US-QQ"]
    assert "data-row" not in tile.html
    assert "Ohio" in tile.html


def words_of(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


@pytest.mark.parametrize("path", ["/", "/places/", LIST, f"{LIST}?audience=directors"])
def test_the_map_is_on_the_page_as_links_as_legend_and_as_a_table(client, path):
    html = client.get(path).content.decode()
    tiles = re.findall(r'<a class="tile" data-is="(\w+)" href="([^"]+)">(.*?)</a>', html)
    assert len(tiles) == Place.objects.published().count()
    places = Place.objects.published().order_by("name")
    assert [address for _state, address, _words in tiles] == [
        place.get_absolute_url() for place in places
    ]
    counts = Counter(state for state, _address, _words in tiles)
    legend = re.search(r'<ul class="tilekey".*?</ul>', html, re.DOTALL)[0]
    shown = dict(re.findall(r'data-is="(\w+)"></span>[^<]+<span class="n">(\d+)</span>', legend))
    assert shown == {state: str(number) for state, number in counts.items()}
    table = words_of(html.partition('class="about as-table"')[2].partition("</details>")[0])
    for place in places:
        assert place.name in table
    assert 'style="' not in html


def test_the_map_as_data_says_the_same(client):
    query = "?audience=directors&requirement=mandatory"
    found = tile_map(listing(query[1:]))
    data = client.get(f"{LIST}map.json{query}").json()
    text = client.get(f"{LIST}map.csv{query}").content.decode("utf-8-sig")
    lines = list(csv.DictReader(text.splitlines()))
    assert data["total"] == len(lines) == len(found.tiles)
    for tile, item, line in zip(found.tiles, data["items"], lines, strict=True):
        assert item["place_code"] == line["place_code"] == tile.place.code
        assert item["in_list"] is not tile.is_left_out
        answer = None if tile.answer.state == "unknown" else tile.answer.state
        assert item["answer"] == answer
        assert line["answer"] == (answer or "")
    for wrong in ("?audience=nobody", "?x=1", "?requirement=maybe"):
        assert client.get(f"{LIST}map.json{wrong}").status_code == 400
    assert client.get("/programs/map.json").status_code == 404


def test_the_fragment_of_a_list_tells_the_tiles_on_the_screen_what_to_say(client):
    query = "?audience=directors&requirement=mandatory"
    found = tile_map(listing(query[1:]))
    html = client.get(f"{LIST}{query}", headers={"HX-Request": "true"}).content.decode()
    assert "What each place asks of directors" in words_of(html)
    links = re.findall(r'<a id="map-([\w-]+)" href="([^"]+)"( aria-current="true")?', html)
    assert [slug for slug, _url, _current in links] == [
        *Audience.objects.values_list("slug", flat=True)
    ]
    assert [slug for slug, _url, current in links if current] == ["directors"]
    assert 'class="tile"' not in html
    told = json.loads(unescape(re.search(r'data-tiles="([^"]+)"', html)[1]))
    slugs = {slug: state for state, told in told.items() for slug in told["places"]}
    assert slugs == {tile.place.slug: tile.state for tile in found.tiles}
    whole = client.get(f"{LIST}{query}").content.decode()
    tiles = re.findall(r'<a class="tile" data-is="(\w+)" href="[^"]*/([\w-]+)/">(.*?)</a>', whole)
    assert {slug: state for state, slug, _words in tiles} == slugs
    for state, _slug, words in tiles:
        assert words_of(words).endswith(told[state]["word"])
