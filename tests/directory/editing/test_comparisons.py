"""Two versions are compared in words, whatever kind of field changed."""

import re
from datetime import date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils.timezone import make_aware

from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
    Topic,
)
from directory.models.certification import CertificationLevel
from home.models import (
    AnnouncementPage,
    DirectoryPage,
    SectionPage,
    WelcomePage,
)
from tests.factories import make_announcement, make_image, make_superuser, sign_in
from tests.home.editor.conftest import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.force_login(make_superuser())
    return client


def versions(thing, **changes):
    """Two versions of something: as it is, and with these fields changed."""
    old = thing.save_revision()
    for name, value in changes.items():
        if hasattr(getattr(thing, name), "set"):
            getattr(thing, name).set(value)
        else:
            setattr(thing, name, value)
    new = thing.save_revision()
    return old, new


def compared(client, thing, old, new) -> dict[str, str]:
    """What the comparison says: label -> words, with what went in [-] and what came in {+}."""
    if hasattr(thing, "title"):
        url = reverse("wagtailadmin_pages:revisions_compare", args=[thing.pk, old.pk, new.pk])
    else:
        url = address(type(thing), "revisions_compare", thing.pk, old.pk, new.pk)
    answer = client.get(url)
    assert answer.status_code == 200
    said = {}
    for comparison in answer.context["comparison"]:
        if comparison.is_field:
            html = str(comparison.htmldiff())
        else:
            html = " ".join(
                str(field.htmldiff())
                for child in comparison.get_child_comparisons()
                for field in child.get_field_comparisons()
            )
        html = re.sub(r'(?:<del>)?<span class="deletion">(.*?)</span>(?:</del>)?', r"[-\1]", html)
        html = re.sub(r'(?:<ins>)?<span class="addition">(.*?)</span>(?:</ins>)?', r"{+\1}", html)
        said[str(comparison.field_label())] = unescape(" ".join(html.split()))
    return said


def test_choices_are_said_by_their_labels_and_what_is_empty_is_not_recorded(boss):
    program = Program.objects.first()
    program.credential, program.delivery, program.ala_accredited = "certificate", "", "no"
    program.institution, other = Institution.objects.all()[:2]
    said = compared(
        boss, program,
        *versions(program, credential="associate", delivery="online", ala_accredited="",
                  institution=other, review_months=18),
    )  # fmt: skip
    assert said["Credential"] == "[-Certificate] {+Associate degree}"
    assert said["How it is taught"] == "[-Not recorded] {+Online}"
    assert said["Accredited by ALA"] == "[-No] {+Not recorded}"
    assert said["Institution"] == f"[-{Institution.objects.first()}] {{+{other}}}"
    assert said["Months between reviews"] == "[-Not recorded] {+18}"
    assert len(said) == 5


def test_places_topics_audiences_and_levels_are_said_by_name(boss):
    ohio, texas = Place.objects.get(slug="ohio"), Place.objects.get(slug="texas")
    resource = Resource.objects.first()
    first, second, third = Topic.objects.all()[:3]
    resource.places.set([])
    resource.topics.set([first, second])
    said = compared(
        boss, resource, *versions(resource, places=[texas, ohio], topics=[second, third])
    )
    assert said == {
        "Topics": f"{second}, [-{first}], {{+{third}}}",
        "States and provinces": "[-Not recorded] {+Ohio, Texas}",
    }

    rule = CertificationRequirement.objects.get(slug="ohio-county-district-librarians")
    audiences = list(Audience.objects.all()[:2])
    rule.audiences.set(audiences[:1])
    rule.fee_usd, rule.ce_hours = Decimal("1025.50"), None
    old = rule.save_revision()
    rule.audiences.set(audiences)
    rule.fee_usd, rule.ce_hours = None, 30
    rule.levels.add(CertificationLevel(name="Level Zebra"))
    said = compared(boss, rule, old, rule.save_revision())
    assert said["Audiences"] == f"{audiences[0]}, {{+{audiences[1]}}}"
    assert said["Fee in US dollars"] in (
        "[-1,025.50] {+Not recorded}", "[-1025.50] {+Not recorded}",
    )  # fmt: skip
    assert said["Continuing education hours"] == "[-Not recorded] {+30}"
    assert "Level Zebra" in said["Level"]

    association = Association.objects.filter(parent=None).first()
    other = Association.objects.exclude(pk=association.pk).first()
    said = compared(boss, association, *versions(association, parent=other))
    assert said == {"Part of": f"[-Not recorded] {{+{other}}}"}


def test_words_are_compared_word_by_word_and_dates_are_dates(boss):
    program = Program.objects.first()
    program.summary, program.source_note = "Two years of evenings.", ""
    said = compared(
        boss, program,
        *versions(
            program, summary="Three years of evenings.", source_note="By phone",
            go_live_at=make_aware(datetime(2099, 5, 3, 9)),
        ),
    )  # fmt: skip
    assert said["Summary"] == "[-Two]{+Three} years of evenings."
    assert said["Note on the source"] == "[-Not recorded] {+By phone}"
    assert said["Go live date/time"] == "[-Not recorded] {+3 May 2099, 09:00 +14}"


def test_the_comparison_says_which_versions_it_is_of(boss):
    program = Program.objects.first()
    old, new = versions(program, name="Another name")
    moment = make_aware(datetime(2026, 3, 4, 11, 30))
    type(old).objects.filter(pk=old.pk).update(created_at=moment)
    for part in ("latest", "live", new.pk):
        answer = boss.get(address(Program, "revisions_compare", program.pk, old.pk, part))
        page = " ".join(answer.content.decode().split())
        assert "From 4 March 2026, 11:30 +14 to" in page
        assert "+00:00" not in page


def test_announcements_are_compared_in_words_down_to_their_blocks(boss):
    image = make_image(title="Zebras")
    table = {
        "columns": [{"type": "text", "heading": "Day"}],
        "rows": [{"values": ["Monday"]}],
        "caption": "The days",
    }
    body = [
        ("text", '<p>See <a href="https://one.example/">this</a>.</p>'),
        ("entries", {"directory": "resources", "filters": "cost=free", "limit": 3}),
        ("table", {"table": table, "names_rows": True}),
        ("button", {"text": "Go", "page": None, "url": "https://one.example/"}),
        ("figure", {"image": None, "caption": "Old"}),
        ("figure", {"image": None, "caption": "Shown"}),
    ]
    page = make_announcement(date=date(2026, 5, 3), body=body)
    old = page.save_revision()
    page.kind, page.date, page.image = "event", date(2026, 6, 4), image
    page.image_is_decorative, page.places = True, [Place.objects.get(slug="ohio")]
    page.body[0].value.source = '<p>See <a href="https://two.example/">this</a>.</p>'
    page.body[1].value["directory"] = "programs"
    page.body[2].value["names_rows"] = False
    page.body[2].value["table"].row_data[0]["values"][0] = "Tuesday"
    page.body[3].value["url"] = "https://two.example/"
    page.body[4].value["caption"] = "New"
    image.contextual_alt_text, image.decorative = "Two zebras", False
    page.body[5].value["image"] = image
    said = compared(boss, page, old, page.save_revision())
    assert said["Kind"] == "[-News] {+Event}"
    assert said["Date"] == "[-3 May 2026] {+4 June 2026}"
    assert said["The picture only decorates"] == "[-No] {+Yes}"
    assert said["Picture"] == "[-Nothing] {+Zebras}"
    assert said["States and provinces"] == "[-Nothing] {+Ohio}"
    body = said["Body"]
    assert "See this (https://[-one]{+two}.example/)" in body
    assert "[-Resources] {+Programs}" in body
    assert "[-Yes] {+No}" in body
    assert "[-Monday]{+Tuesday}" in body
    assert "[-Old]{+New}" in body
    assert "[-Nothing] {+Zebras: Two zebras}" in body
    assert not {"None", "True", "False"} & set(re.findall(r"\w+", body))


def test_rich_text_of_pages_tells_a_new_target_and_a_new_form(boss):
    page = DirectoryPage.objects.first()
    page.caution = '<p>Ask <a href="https://one.example/">them</a>.</p>'
    said = compared(
        boss, page,
        *versions(page, caution='<p>Ask <a href="https://two.example/">them</a>.</p>'),
    )  # fmt: skip
    assert said == {"Caution": "Ask them (https://[-one]{+two}.example/) ."}
    said = compared(
        boss, page,
        *versions(page, caution='<p><b>Ask</b> <a href="https://two.example/">them</a>.</p>'),
    )  # fmt: skip
    assert "only how it is set out changed" in said["Caution"]
    said = compared(boss, page, *versions(page, show_in_menus=not page.show_in_menus))
    assert said["Show in menus"] in ("[-Yes] {+No}", "[-No] {+Yes}")


@pytest.mark.parametrize("model", [SectionPage, WelcomePage, DirectoryPage, AnnouncementPage])
def test_every_kind_of_page_is_compared(boss, model):
    page = model.objects.first()
    assert compared(boss, page, *versions(page, title="Another title"))["Title"]


def test_who_only_reads_an_entry_reads_it_in_words(client):
    sign_in(client, "HRDR")
    rule = CertificationRequirement.objects.get(slug="ohio-county-district-librarians")
    answer = client.get(address(CertificationRequirement, "inspect", rule.pk))
    said = {str(each["label"]): each["value"] for each in answer.context["fields"]}
    assert said["State or province"] == "Ohio"
    assert said["Requirement"] == rule.get_requirement_display()
    assert said["Fee in words"] == (rule.fee_note or "Not recorded")
    assert said["Levels"] == ", ".join(str(level) for level in rule.levels.all())
    assert said["Verified"] == "By nobody yet"
    assert said["Trust"] == str(rule.trust)
    assert f'href="{rule.get_absolute_url()}"' in said["On the site"]
    assert f'href="{rule.source_url}"' in said["Source"]
    assert list(said)[:2] == ["Name", "State or province"], "in the order of the form"
    assert "Go live date/time" not in said
    assert not {"Live", "Latest revision", "ID"} & set(said)
    assert not {"None", "True", "False"} & set(said.values())
