"""Who types a town is led to its place by the schools there, and is told that it is no place."""

import pytest

from directory.models import Institution, Place

pytestmark = pytest.mark.django_db

TOLD = "A school in a town of that name is in:"


@pytest.mark.parametrize("path", ["/places/?q=", "/what-do-i-need/?place="])
@pytest.mark.parametrize(
    ("typed", "slug"), [("Montréal", "quebec"), ("montreal", "quebec"), ("Chicago", "illinois")]
)
def test_a_town_leads_to_the_place_of_a_school_there(client, path, typed, slug):
    response = client.get(path + typed)
    assert response.status_code == 200
    html = response.content.decode()
    assert TOLD in html
    assert "0 places" not in html
    assert f'href="/places/{slug}/"' in html.partition(TOLD)[2]


def test_a_town_of_several_places_leads_to_each(client):
    ohio = Place.objects.get(slug="ohio")
    Institution.objects.filter(place=ohio).update(city="Portland")
    said = client.get("/places/?q=portland").content.decode().partition(TOLD)[2]
    assert 'href="/places/ohio/"' in said
    assert 'href="/places/oregon/"' in said


def test_the_name_of_a_place_is_that_place_though_a_town_has_it_too(client):
    Institution.objects.filter(place__slug="ohio").update(city="Washington")
    assert client.get("/places/?q=washington")["Location"] == "/places/washington/"
    assert TOLD not in client.get("/places/?q=virg").content.decode()


def test_a_town_of_no_public_school_is_told_to_be_no_place(client):
    Institution.objects.filter(city="Chicago").update(live=False)
    html = client.get("/places/?q=Chicago").content.decode()
    assert TOLD not in html
    assert "No place is called “Chicago”" in html
