"""Money on the page of a place: pay that is recorded is there, and unknown is not yes."""

import re

import pytest

from directory.models import Place, Resource
from tests.directory.places.test_sheets import part, sheet
from tests.starting_content import questions

pytestmark = pytest.mark.django_db

DOUBT = "Whether people in Canada may apply"
NO_COUNTRY = re.compile(r"Not recorded</dt>\s*<dd[^>]*>[^<]*\bcountry\b")


def test_the_pay_that_an_answer_gives_of_a_place_stands_on_the_page_of_that_place():
    answer = next(page for page in questions() if page["path"] == "/questions/what-they-earn/")
    said = str(answer["body"])
    told = [place for place in Place.objects.all() if re.search(rf"{place.name}.{{,99}}C\$", said)]
    assert "british-columbia" in {place.slug for place in told}
    for place in told:
        assert part(sheet(place.slug), "pay").rows, place


def test_whether_money_of_another_country_is_for_people_of_this_one_is_said_to_be_unknown():
    for place in Place.objects.all():
        said = part(sheet(place.slug), "money").missing
        assert any(DOUBT in words for words in said) == (place.country == Place.Country.CA), place
    Resource.objects.filter(format=Resource.Format.SCHOLARSHIP).update(country="CA")
    assert not any(DOUBT in words for words in part(sheet("yukon"), "money").missing)


def test_money_of_no_recorded_country_says_so_on_its_own_page(client):
    award = Resource.objects.get(slug="drewes")
    path = award.get_absolute_url()
    assert NO_COUNTRY.search(client.get(path).content.decode())
    Resource.objects.filter(pk=award.pk).update(country="CA")
    assert not NO_COUNTRY.search(client.get(path).content.decode())
