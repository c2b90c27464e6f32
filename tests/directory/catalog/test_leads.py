"""Where an entry leads on: few ways, each of them public and right, at a constant cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.catalog.directories import entry_directories, leads_of
from directory.catalog.leads import FEWEST, MOST, Tables
from directory.models import Association, Institution, Place, Program
from directory.models.addresses import directory_path
from tests.factories import make_program

pytestmark = pytest.mark.django_db


def records_of(directory):
    records = directory.records().select_related(*directory.related)
    return list(records.prefetch_related(*directory.prefetch))


def titles(record) -> list[str]:
    return [lead.title for lead in leads_of(record)]


@pytest.mark.parametrize("directory", entry_directories(), ids=lambda each: each.slug)
def test_each_entry_leads_on_to_a_few_other_pages_at_a_constant_cost(directory):
    tables = Tables()
    directory_path("places")  # the routes are read once for all
    entries = records_of(directory)
    with CaptureQueriesContext(connection) as queries:
        found = [leads_of(record, tables) for record in entries]
    assert len(queries) <= 5
    for record, leads in zip(entries, found, strict=True):
        urls = [lead.url for lead in leads]
        assert FEWEST <= len(leads) <= MOST, record
        assert len(set(urls)) == len(urls)
        assert record.get_absolute_url() not in urls
        assert all(lead.title and lead.words.endswith(".") for lead in leads)


@pytest.mark.parametrize("directory", entry_directories(), ids=lambda each: each.slug)
def test_every_way_on_leads_somewhere(client, directory):
    record = records_of(directory)[0]
    html = client.get(record.get_absolute_url()).content.decode()
    for lead in leads_of(record):
        assert client.get(lead.url).status_code == 200, lead
        assert lead.title in html or lead.title.replace("'", "&#x27;") in html


def test_a_program_leads_to_its_school_to_the_same_credential_and_back_to_its_place():
    program = make_program(credential="associate")
    other = make_program(name="Zebras two", slug="zebras-2", institution=program.institution)
    ohio = program.institution.place
    leads = leads_of(program)
    siblings = program.institution.published_programs.exclude(pk=program.pk)
    first = leads[0]
    assert first.url in {other.get_absolute_url(), program.institution.get_absolute_url()}
    assert siblings.count() > 1 or first.title == other.name
    assert f"What {ohio.name} asks of support staff" in titles(program)
    alike = [lead for lead in leads if lead.words.startswith("The same credential")]
    for lead in alike:
        found = Program.objects.get(slug=lead.url.strip("/").rpartition("/")[2])
        assert found.credential == "associate"
        assert found.institution_id != program.institution_id
        assert found.institution.place.country == "US"


def test_nothing_ended_and_nothing_that_is_not_public_is_led_to():
    program = make_program(credential="diploma")
    ended = make_program(name="E", slug="e", institution=program.institution, status="ended")
    draft = make_program(name="D", slug="d", institution=program.institution, live=False)
    words = " ".join(f"{lead.title} {lead.url} {lead.words}" for lead in leads_of(program))
    assert ended.get_absolute_url() not in words
    assert draft.get_absolute_url() not in words


def test_the_association_of_support_staff_comes_before_the_others_of_the_place():
    guam = Place.objects.get(slug="guam")
    for name, focus in (("A general one", "general"), ("Support", "support-staff")):
        made = Association(name=name, slug=focus, scope="state", focus=focus, status="active")
        made.places = [guam]
        made.save()
    school = Institution(name="Zebra College", slug="zebra-college", place=guam)
    school.save()
    assert "Support" in titles(school)
    assert "A general one" not in titles(school)
    Association.objects.filter(slug="support-staff").update(status="defunct")
    assert "A general one" in titles(school)


def test_the_page_follows_what_changes_where_it_leads(client):
    guam = Place.objects.get(slug="guam")
    school = Institution(name="Zebra College", slug="zebra-college", place=guam)
    school.save()
    made = Association(name="Zebra people", slug="z", scope="state", focus="support-staff")
    made.places = [guam]
    made.save()
    path = school.get_absolute_url()
    assert "Zebra people" in client.get(path).content.decode()
    assert "Zebra people" in client.get(path).content.decode()
    Association.objects.filter(slug="z").update(name="Zebra folk")
    assert "Zebra folk" in client.get(path).content.decode()
    Association.objects.filter(slug="z").update(live=False)
    assert "Zebra folk" not in client.get(path).content.decode()
