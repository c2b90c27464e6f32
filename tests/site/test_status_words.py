"""What qualifies a rule goes wherever the rule goes, and no date stands where nobody has looked."""

import json
import re
from html import unescape

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from directory.catalog.facts import status_of
from directory.changes import history
from directory.editions import build
from directory.models import Association, CertificationRequirement, Program

pytestmark = pytest.mark.django_db

API = "/api/directory/v1/certification-requirements"
# Everything that shows what a place asks, in words and as data.
WORDS = [
    "{page}", "{page}index.md", "/certification/?place={place}", "/places/{place}/",
    "/certification/index.md?place={place}", "/places/{place}/index.md", "/embed/places/{place}/",
    "/embed/certification/?place={place}", "/certification/list.atom?place={place}",
    "/certification/list.feed.json?place={place}", "/search/?q={name}", "/search/index.md?q={name}",
]  # fmt: skip
DATA = [
    "/certification/list.json?place={place}", "/certification/list.csv?place={place}",
    f"{API}?place={{place}}", f"{API}.ndjson?place={{place}}", f"{API}/{{slug}}",
    "/data/latest/certification.csv", "/data/latest/certification.ndjson",
]  # fmt: skip


@pytest.fixture
def rule():
    found = CertificationRequirement.objects.published().filter(status="dormant")
    rule = found.filter(requirement="mandatory").first()
    # The only one of its place, so that what is said is said of it.
    rule.jurisdiction.certification_requirements.exclude(pk=rule.pk).delete()
    rule.summary = "A certificate is asked for."
    rule.save()
    return rule


def texts(client, rule, addresses):
    for address in addresses:
        asked = address.format(
            page=rule.get_absolute_url(), place=rule.jurisdiction.slug, slug=rule.slug,
            name=rule.name,
        )  # fmt: skip
        response = client.get(asked, follow=True)
        assert response.status_code == 200, asked
        content = b"".join(response) if response.streaming else response.content
        yield asked, unescape(content.decode())


@pytest.mark.parametrize(
    ("status", "words"), [("dormant", "Perhaps dormant: ask first"), ("ended", "Ended")]
)
def test_a_rule_is_nowhere_required_without_what_qualifies_it(
    client, rule, settings, tmp_path, status, words
):
    rule.status = status
    rule.save()
    assert status_of(rule) == words
    for address, text in texts(client, rule, WORDS):
        required = len(re.findall(r"\bRequired\b", text))
        qualified = rf"(?<!\w){re.escape(words)}\b"
        said = len(re.findall(qualified, text.replace("\\", ""), re.IGNORECASE))
        assert said, address
        assert said >= required or "<form" in text, address
    settings.DATA_ROOT = tmp_path
    build()
    for address, text in texts(client, rule, DATA):
        assert status in text, address
        assert (
            text.count("mandatory") <= text.count(status)
            or "/data/" in address
            or (
                "list.json" in address  # which counts the values of each facet as well
            )
        )


def test_a_rule_in_force_is_said_without_a_warning(client, rule):
    rule.status = "in-force"
    rule.save()
    for address, text in texts(client, rule, WORDS):
        assert "perhaps dormant" not in text.lower(), address


def test_a_feed_of_changes_says_it_beside_what_changed(client, rule):
    history.begin()
    rule.requirement = "voluntary"
    rule.save()
    path = f"/certification/changes.feed.json?place={rule.jurisdiction.slug}"
    told = client.get(path).json()["items"][0]["content_text"]
    assert "is now “Voluntary”" in told
    assert told.endswith("\nPerhaps dormant: ask first")


def test_machines_are_told_in_the_words_of_schema_org_and_in_previews(client, rule):
    html = unescape(client.get(rule.get_absolute_url()).content.decode())
    graph = json.loads(re.search(r'ld\+json">(.+?)</script>', html)[1])["@graph"]
    certificate = next(
        each for each in graph if each["@type"] == "EducationalOccupationalCredential"
    )
    assert certificate["creativeWorkStatus"] == "Perhaps dormant: ask first"
    page = next(each for each in graph if each["@type"] == "WebPage")
    told = "Perhaps dormant: ask first. A certificate is asked for."
    assert certificate["description"] == page["description"] == told
    assert f'<meta name="description" content="{told}">' in html


def test_what_has_ended_says_so_in_each_directory(client):
    program = Program.objects.published().first()
    Program.objects.filter(pk=program.pk).update(status="ended")
    association = Association.objects.published().filter(status="defunct").first()
    for record, words in ((program, "Ended"), (association, "No longer exists")):
        path = record.get_absolute_url()
        list_path = path.rsplit("/", 2)[0]
        for address in (path, f"{path}index.md", f"{list_path}/?q={record.slug}"):
            assert words in client.get(address, follow=True).content.decode(), address
        feed = client.get(f"{list_path}/list.feed.json").json()["items"]
        item = next(each for each in feed if each["url"].endswith(path))
        assert item["content_text"].startswith(f"{words}.")
    school = client.get(program.institution.get_absolute_url()).content.decode()
    assert f"({program.get_credential_display()}, Ended)" in school


def test_no_output_says_today_of_facts_that_nobody_has_checked(client, rule):
    today = timezone.localdate()
    CertificationRequirement.objects.filter(pk=rule.pk).update(
        verified_on=None, updated_at="2020-02-02T12:00Z"
    )
    days = {date_format(today, "j F Y"), today.isoformat()}
    addresses = [each for each in WORDS if "/embed/" in each or "index.md" in each]
    for address, text in texts(client, rule, addresses):
        facts = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        assert not [day for day in days if day in facts], address
        assert "not yet verified by an editor" in facts.lower() or "/search/" in address, address


def test_a_feed_says_how_far_each_entry_can_be_trusted(client, rule):
    path = f"/certification/list.feed.json?place={rule.jurisdiction.slug}"
    CertificationRequirement.objects.filter(pk=rule.pk).update(verified_on=None)
    told = client.get(path).json()["items"][0]["content_text"]
    assert "not yet verified by an editor" in told
    today = timezone.localdate()
    CertificationRequirement.objects.filter(pk=rule.pk).update(verified_on=today)
    told = client.get(path).json()["items"][0]["content_text"]
    assert f"\nVerified {date_format(today, 'j F Y')}\n" in told
