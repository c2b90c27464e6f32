"""Forms in the editor: what is added, changed and locked, and the preview of it."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
    Synonyms,
    Topic,
)
from tests.factories import make_superuser, make_user
from tests.home.editor.conftest import RECORDS, address, form_data

pytestmark = pytest.mark.django_db


def test_who_verified_an_entry_and_when_stands_in_its_form_in_words(editor):
    program = Program.objects.published().first()

    def shown() -> list[str]:
        form = editor.get(address(Program, "edit", program.pk)).content.decode()
        return re.findall(r'w-field__textoutput"[^>]*>\s*(.*?)\s*</div>', form)

    assert shown() == ["Not recorded", "Not recorded"]
    mona = make_user(username="mona", first_name="Mona", last_name="Moderator")
    Program.objects.filter(pk=program.pk).update(verified_on=date(2026, 5, 3), verified_by=mona)
    assert shown() == ["3 May 2026", "Mona Moderator"]


@pytest.mark.parametrize("model", RECORDS)
def test_the_preview_is_the_real_public_page(boss, model):
    record = model.objects.first()
    url = address(model, "preview_on_edit", record.pk)
    form = boss.get(address(model, "edit", record.pk)).context["form"]
    posted = boss.post(url, form_data(form))
    assert posted.json()["is_valid"], posted.json()
    response = boss.get(url, {"mode": ""})
    html = response.content.decode()
    assert response.status_code == 200
    assert 'class="masthead"' in html
    assert f"<h1>{record.name}" in html.replace("&#x27;", "'").replace("&amp;", "&")
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_an_editor_adds_a_program_as_a_draft_which_nobody_sees(editor, client):
    data = {
        "name": "Library Canary Certificate",
        "institution": Institution.objects.first().pk,
        "credential": "certificate",
        "status": "active",
        "slug": "",
        "facts-TOTAL_FORMS": 0,
        "facts-INITIAL_FORMS": 0,
    }
    response = editor.post(address(Program, "add"), data)
    assert response.status_code == 302, response.context["form"].errors
    made = Program.objects.get(name="Library Canary Certificate")
    assert not made.live
    assert made.slug.endswith("library-canary-certificate")
    assert made.revisions.count() == 1
    assert client.get(made.get_absolute_url()).status_code == 404


def test_a_program_without_its_school_is_refused_in_words(boss):
    program = Program.objects.published().first()
    edit = address(Program, "edit", program.pk)
    data = {**form_data(boss.get(edit).context["form"]), "institution": ""}
    for url in (address(Program, "add"), edit):
        answer = boss.post(url, data)
        assert answer.status_code == 200
        assert answer.context["form"].errors["institution"] == ["This field is required."]
    for url in (
        address(Program, "preview_on_add"),
        address(Program, "preview_on_edit", program.pk),
    ):
        assert boss.post(url, data).json()["is_valid"] is False
    assert repr(Program(name="MLIS")) == "<Program: MLIS>"
    program.refresh_from_db()
    assert str(program) == f"{program.name}, {program.institution}"


def test_what_the_address_is_made_of_is_asked_for_in_drafts_too(boss):
    """The editor saves drafts by itself: two without it would have the same address or key."""
    url = address(CertificationRequirement, "add")
    place = Place.objects.get(slug="ohio")
    half = {**form_data(boss.get(url).context["form"]), "jurisdiction": place.pk, "name": "Rules"}
    del half["audiences"]
    for _try in range(2):
        answer = boss.post(url, half)
        assert answer.status_code == 200
        assert set(answer.context["form"].errors) == {"applies_to"}
    whole = {**half, "applies_to": "Keepers of zebras"}
    assert boss.post(url, whole).status_code == 302
    made = CertificationRequirement.objects.get(name="Rules")
    assert (made.live, made.slug) == (False, "ohio-keepers-of-zebras")
    for model, fields in ((Resource, {"name"}), (Place, {"name", "code"})):
        form = form_data(boss.get(address(model, "add")).context["form"])
        answer = boss.post(address(model, "add"), form)
        assert set(answer.context["form"].errors) >= fields


@pytest.mark.parametrize("model", [Topic, Audience])
def test_a_term_needs_no_more_than_its_name(editor, model):
    url = address(model, "add")
    assert (
        editor.post(url, {"name": "Care of Zebras", "slug": "", "sort_order": 9}).status_code == 302
    )
    assert model.objects.get(name="Care of Zebras").slug == "care-of-zebras"
    for name, slug in (("???", ""), ("Care of zebras!", "")):
        answer = editor.post(url, {"name": name, "slug": slug, "sort_order": 9})
        assert set(answer.context["form"].errors) == {"slug"}


def test_an_editor_changes_an_entry_and_the_public_sees_the_old_one_until_it_is_published(boss):
    program = Program.objects.first()
    url = address(Program, "edit", program.pk)
    data = form_data(boss.get(url).context["form"])
    data["name"] = "A Wholly New Name"
    assert boss.post(url, data).status_code == 302
    assert "A Wholly New Name" not in boss.get(program.get_absolute_url()).content.decode()
    assert boss.post(url, {**data, "action-publish": "1"}).status_code == 302
    assert "A Wholly New Name" in boss.get(program.get_absolute_url()).content.decode()
    program.refresh_from_db()
    assert program.verified_on is None, "saving an entry never verifies it"


def test_audiences_and_levels_survive_a_revision(boss):
    rule = CertificationRequirement.objects.get(slug="ohio-county-district-librarians")
    levels = [level.name for level in rule.levels.all()]
    audiences = set(rule.audiences.values_list("slug", flat=True))
    assert levels
    assert audiences
    rule.save_revision().publish()
    rule.refresh_from_db()
    assert [level.name for level in rule.levels.all()] == levels
    assert set(rule.audiences.values_list("slug", flat=True)) == audiences


def test_a_locked_entry_is_not_changed_by_another_editor(boss, django_user_model):
    program = Program.objects.first()
    program.locked = True
    program.locked_by = django_user_model.objects.get(username="boss")
    program.save()
    other = make_superuser(username="other")
    boss.force_login(other)
    response = boss.get(address(Program, "edit", program.pk))
    assert "locked" in response.content.decode().lower()
    data = form_data(response.context["form"])
    boss.post(address(Program, "edit", program.pk), {**data, "name": "Stolen"})
    program.refresh_from_db()
    assert program.get_latest_revision_as_object().name != "Stolen"


def test_an_association_is_no_part_of_its_own_parts():
    whole, section, part = Association.objects.filter(parent=None, sections=None)[:3]
    section.parent, part.parent = whole, section
    section.save()
    part.save()
    for larger in (whole, section, part):
        whole.parent = larger
        with pytest.raises(ValidationError, match="not part of itself"):
            whole.clean()
    # Where it is so already, others can be saved all the same.
    Association.objects.filter(pk=whole.pk).update(parent=section)
    Association.objects.get(pk=part.pk).clean()


@pytest.mark.parametrize(
    ("phrases", "words"),
    [
        ("library aide, library page", "each on a line of its own"),
        ("Page\r\n\r\npage ", "each on a line of its own"),
        ("\r\n".join(map(str, range(201))), "too many to mean the same"),
    ],
)
def test_synonyms_that_would_find_nothing_or_everything_are_refused(editor, phrases, words):
    add = Synonyms.snippet_viewset.get_url_name("add")
    refused = editor.post(reverse(add), {"phrases": phrases})
    assert words in refused.content.decode()
    assert editor.post(reverse(add), {"phrases": "aide\r\npage"}).status_code == 302
    assert Synonyms.objects.latest("pk").words() == ("aide", "page")


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [(Program, "review_months", 121), (CertificationRequirement, "fee_usd", "-0.01")],
)
def test_a_number_that_readers_could_not_be_told_is_refused(editor, model, field, value):
    url = address(model, "edit", model.objects.published().first().pk)
    data = form_data(editor.get(url).context["form"])
    answer = editor.post(url, {**data, field: value})
    assert list(answer.context["form"].errors) == [field]
