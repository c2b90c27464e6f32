"""The editor: every directory can be listed, searched, filtered, edited, previewed and locked."""

import csv
import io
import re
from datetime import date

import openpyxl
import pytest
from django.contrib.auth.models import Group, User
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
from home.models import DirectoryPage, WelcomePage

pytestmark = pytest.mark.django_db

ENTRIES = [CertificationRequirement, Program, Institution, Association, Resource]
RECORDS = [*ENTRIES, Place]
ALL = [*RECORDS, Audience, Topic, Synonyms]


@pytest.fixture
def boss(client):
    user = User.objects.create_superuser("boss", "boss@example.org", "correct horse battery")
    client.force_login(user)
    return client


@pytest.fixture
def editor(client):
    user = User.objects.create_user("ed", "ed@example.org", "correct horse battery")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def address(model, view: str, *arguments) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=arguments)


@pytest.mark.parametrize("model", ALL)
def test_every_list_is_a_file_too_as_it_is_filtered(boss, model):
    """The first of its kind, found by its words, and nothing that a spreadsheet would run."""
    first = model.objects.first()
    word = str(getattr(first, "name", None) or first.words()[0])
    if model in (Place, Audience, Topic, Synonyms):
        name = "phrases" if model is Synonyms else "name"
        model.objects.filter(pk=first.pk).update(**{name: f"={word}"})
        word = f"={word}"
    page = boss.get(address(model, "list"), {"q": word})
    for kind in ("csv", "xlsx"):
        assert f"export={kind}" in page.content.decode()
        answer = boss.get(address(model, "list"), {"q": word, "export": kind})
        content = b"".join(answer) if answer.streaming else answer.content
        if kind == "csv":
            cells = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        else:
            sheet = openpyxl.load_workbook(io.BytesIO(content)).active
            cells = [[str(cell or "") for cell in row] for row in sheet.values]
        assert len(cells) - 1 == page.context["paginator"].count
        assert any(cell.lstrip("'").startswith(word) for row in cells[1:] for cell in row)
        assert not [cell for row in cells for cell in row if cell.startswith(("=", "@"))]


def test_who_verified_an_entry_and_when_stands_in_its_form_in_words(editor):
    program = Program.objects.published().first()

    def shown() -> list[str]:
        form = editor.get(address(Program, "edit", program.pk)).content.decode()
        return re.findall(r'w-field__textoutput"[^>]*>\s*(.*?)\s*</div>', form)

    assert shown() == ["Not recorded", "Not recorded"]
    mona = User.objects.create_user("mona", first_name="Mona", last_name="Moderator")
    Program.objects.filter(pk=program.pk).update(verified_on=date(2026, 5, 3), verified_by=mona)
    assert shown() == ["3 May 2026", "Mona Moderator"]


@pytest.mark.parametrize("model", ALL)
def test_every_kind_of_record_is_listed_and_searched(boss, model):
    assert boss.get(address(model, "list")).status_code == 200
    for nasty in ('"', "\x00", "a", "'", "%"):
        assert boss.get(address(model, "list"), {"q": nasty}).status_code == 200
    record = model.objects.first()
    word = str(getattr(record, "name", None) or record.words()[0])
    found = boss.get(address(model, "list"), {"q": word}).content.decode()
    assert address(model, "edit", record.pk) in found
    assert (
        address(model, "edit", record.pk)
        not in boss.get(address(model, "list"), {"q": "zzzzqqqq"}).content.decode()
    )


@pytest.mark.parametrize(
    ("model", "params", "expected"),
    [
        (Program, {"credential": "associate"}, 31),
        (CertificationRequirement, {"requirement": "unknown"}, 5),
        (Resource, {"cost": "paid"}, 14),
        (Association, {"status": "defunct"}, 5),
        (Institution, {"control": "private"}, 17),
        (Place, {"country": "CA"}, 13),
    ],
)
def test_every_directory_is_filtered(boss, model, params, expected):
    response = boss.get(address(model, "list"), params)
    assert response.context["paginator"].count == expected


@pytest.mark.parametrize("model", RECORDS)
@pytest.mark.parametrize("view", ["edit", "history", "inspect", "usage"])
def test_every_record_has_its_views(boss, model, view):
    assert boss.get(address(model, view, model.objects.first().pk)).status_code == 200


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


def form_data(form) -> dict[str, object]:
    """What a browser would post of a form as it stands."""
    data = {}
    for name in form.fields:
        value = form[name].value()
        data[name] = "" if value is None else value
    for formset in form.formsets.values():
        data |= {
            f"{formset.prefix}-{key}": value
            for key, value in formset.management_form.initial.items()
            if value is not None
        }
        for child in formset.forms:
            for name in child.fields:
                value = child[name].value()
                data[child.add_prefix(name)] = "" if value is None else value
    return data


def test_an_editor_adds_a_program_as_a_draft_which_nobody_sees(editor, client):
    data = {
        "name": "Library Canary Certificate",
        "institution": Institution.objects.first().pk,
        "credential": "certificate",
        "status": "active",
        "slug": "",
    }
    response = editor.post(address(Program, "add"), data)
    assert response.status_code == 302, response.context["form"].errors
    made = Program.objects.get(name="Library Canary Certificate")
    assert not made.live
    assert made.slug.endswith("library-canary-certificate")
    assert made.revisions.count() == 1
    assert client.get(made.get_absolute_url()).status_code == 404


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
    other = django_user_model.objects.create_superuser("other", "o@example.org", "x")
    boss.force_login(other)
    response = boss.get(address(Program, "edit", program.pk))
    assert "locked" in response.content.decode().lower()
    data = form_data(response.context["form"])
    boss.post(address(Program, "edit", program.pk), {**data, "name": "Stolen"})
    program.refresh_from_db()
    assert program.get_latest_revision_as_object().name != "Stolen"


def test_a_block_with_a_filter_that_does_not_exist_is_refused():
    from django.core.exceptions import ValidationError

    from home.blocks import EntriesBlock

    block = EntriesBlock()
    good = {"directory": "resources", "filters": "?section=financial-assistance", "limit": 5}
    assert block.clean(block.to_python(good))["limit"] == 5
    for filters in ("section=nope", "nope=1", "place=atlantis"):
        with pytest.raises(ValidationError):
            block.clean(block.to_python({**good, "filters": filters}))


def test_a_directory_is_shown_by_one_page_only(boss):
    from django.core.exceptions import ValidationError

    welcome = WelcomePage.objects.get()
    for directory in ("programs", "nonsense"):
        page = DirectoryPage(title="Again", slug="again", directory=directory)
        page.set_url_path(welcome)
        with pytest.raises(ValidationError):
            page.full_clean(exclude=["path", "depth"])


@pytest.mark.parametrize("path", ["/", "/programs/", "/places/ohio/", "/programs/?place=ohio"])
def test_a_signed_in_editor_reads_the_same_pages_with_the_userbar(boss, path):
    response = boss.get(path)
    assert response.status_code == 200
    assert "wagtail-userbar" in response.content.decode()
    assert "'unsafe-inline'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("kent sta", {"Kent State University"}),
        ("state kent", {"Kent State University"}),
        ("zzzz", set()),
    ],
)
def test_an_institution_is_found_by_part_of_its_name(boss, words, expected):
    chooser = Institution.snippet_viewset.chooser_viewset
    for view in ("choose", "choose_results"):
        response = boss.get(reverse(chooser.get_url_name(view)), {"q": words})
        assert {each.name for each in response.context["results"]} == expected


@pytest.mark.parametrize("nasty", ['"', "\x00", "%", "'", "x" * 5000])
def test_no_words_break_the_choice_of_an_institution(boss, nasty):
    url = reverse(Institution.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
    assert boss.get(url, {"q": nasty}).status_code == 200


def test_a_program_is_chosen_by_its_school_and_named_with_it(boss, django_assert_max_num_queries):
    url = reverse(Program.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
    with django_assert_max_num_queries(8):
        response = boss.get(url, {"q": "kent mlis"})
    assert [str(each) for each in response.context["results"]] == ["MLIS, Kent State University"]
    assert "MLIS, Kent State University" in response.content.decode()


def test_every_directory_has_a_chooser_that_is_searched(boss):
    for model in ALL:
        url = reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
        assert boss.get(url, {"q": "a b"}).status_code == 200, model
