"""The address that shows a reader without scripts all options of a facet."""

import re

import pytest

from directory.catalog.directories import DIRECTORIES
from directory.listings.controls import SHOWN_OPTIONS

pytestmark = pytest.mark.django_db


def body(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def options(html: str, facet: str = "place") -> list[str]:
    return re.findall(rf'<input type="checkbox" name="{facet}" value="([^"]+)"', html)


def more(html: str) -> str:
    """Of which facet there is a button that shows all options; "" where there is none."""
    buttons = re.findall(
        r'<button class="more-plain" type="submit" name="more" value="([^"]+)"'
        r' formaction="/programs/#facet-\1">',
        html,
    )
    assert len(buttons) == html.count("more-plain") <= 1
    return "".join(buttons)


def test_a_long_facet_sends_its_first_options_and_a_button_for_all(client):
    html = body(client, "/programs/?credential=certificate&place=wisconsin")
    every = [each["value"] for each in client.get("/programs/list.json").json()["facets"]["place"]]
    assert options(html) == [*every[:SHOWN_OPTIONS], "wisconsin"]
    assert html.count("data-rest=") == 1
    assert more(html) == "place"
    opened = body(client, "/programs/?credential=certificate&place=wisconsin&more=place")
    assert options(opened) == every
    assert more(opened) == ""
    assert "data-rest=" not in opened


def test_it_is_no_part_of_the_list(client):
    html = body(client, "/programs/?credential=certificate&more=place")
    canonical = "http://testserver/programs/?credential=certificate"
    assert f'<link id="canonical" rel="canonical" href="{canonical}">' in html
    assert 'href="/programs/list.csv?credential=certificate"' in html
    _head, _form, results = html.partition('<section id="results"')
    assert "more=" not in results
    for address in ("list.csv", "list.json", "list.atom", "index.md"):
        assert client.get(f"/programs/{address}?more=place").status_code == 400


def test_the_address_keeps_it_when_it_is_put_in_order(client):
    response = client.get("/programs/?q=&place=Ohio&more=place")
    assert response["Location"] == "/programs/?place=ohio&more=place"


@pytest.mark.parametrize("value", ["delivery", "", "nothing", "%00", "<b>"])
def test_what_is_no_long_facet_opens_nothing(client, value):
    html = body(client, f"/programs/?more={value}")
    assert len(options(html)) == SHOWN_OPTIONS
    assert more(html) == "place"


def test_enter_in_the_box_of_words_sends_the_form_by_a_button_that_says_nothing(client):
    html = body(client, "/programs/")
    form = html[html.index('<form class="facets"') :]
    first = re.search(r"<button[^>]*type=\"submit\"[^>]*>", form)
    assert first[0] == '<button class="button" type="submit">'


def test_no_facet_is_called_as_the_parameter():
    assert not any("more" in directory.bound for directory in DIRECTORIES.values())
