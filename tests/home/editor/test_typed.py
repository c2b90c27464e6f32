"""Every form leaves out the signs that nobody sees, as imports do."""

import json
import re

import pytest
from django import forms
from wagtail.admin.panels import get_edit_handler
from wagtail.models import Page

from directory.editing.form_fields import ReadableField
from directory.models import CertificationLevel, CertificationRequirement, Program
from home.models import AnnouncementPage, ContactSettings
from home.submissions.forms import ReportForm, SuggestionForm
from tests.directory.models.test_signs import UNSEEN
from tests.home.editor.conftest import ALL, address, form_data
from tests.import_files import as_csv, planned, program

pytestmark = pytest.mark.django_db

HIDDEN = UNSEEN.replace("\ud800", "")  # which no browser and no CSV file can send


def forms_of(model) -> list[type[forms.Form]]:
    viewset = getattr(model, "snippet_viewset", None)
    handler = viewset.get_edit_handler() if viewset else get_edit_handler(model)
    form = handler.get_form_class()
    return [form, *(formset.form for formset in getattr(form, "formsets", {}).values())]


def fields_of(form: type[forms.Form]) -> dict[str, forms.Field]:
    """Those into which somebody types a text."""
    return {
        name: field
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not isinstance(field, forms.JSONField)
    }


@pytest.mark.parametrize("model", [*ALL, AnnouncementPage, Page, ContactSettings])
def test_every_text_of_every_form_is_taken_without_them(model):
    found = [field for form in forms_of(model) for field in fields_of(form).values()]
    assert found
    assert [field for field in found if not isinstance(field, ReadableField)] == []


@pytest.mark.parametrize("form", [SuggestionForm, ReportForm])
def test_every_text_of_the_forms_of_the_public_is_too(form):
    found = {
        name for name, field in fields_of(form).items() if not isinstance(field, ReadableField)
    }
    assert found == {"fax"}


def test_an_import_a_form_and_the_public_make_the_same_of_what_is_pasted(boss):
    name = f"\u00a0{HIDDEN}Library\v{HIDDEN}Work {HIDDEN}"
    summary = f"One{HIDDEN}\vtwo\r\n\u00a0three{HIDDEN}\u00a0"
    url = f"{HIDDEN}https://example.org/a{HIDDEN}"
    (planned_row,) = planned(as_csv([program("one", name=name, summary=summary, url=url)])).rows
    record = planned_row.record

    entry = Program.objects.first()
    page = boss.get(address(Program, "edit", entry.pk))
    data = form_data(page.context["form"]) | {"name": name, "summary": summary, "url": url}
    answer = boss.post(address(Program, "edit", entry.pk), data)
    assert answer.status_code == 302, answer.context["form"].errors
    draft = Program.objects.get(pk=entry.pk).get_latest_revision_as_object()

    sent = SuggestionForm({"kind": "programs", "name": name, "text": summary, "url": url})
    assert sent.is_valid(), sent.errors
    found = [
        (record.name, record.summary, record.url),
        (draft.name, draft.summary, draft.url),
        (sent.cleaned_data["name"], sent.cleaned_data["text"], sent.cleaned_data["url"]),
    ]
    wanted = ("Library Work", "One\ntwo\n\u00a0three", "https://example.org/a")
    assert found == [wanted] * 3


def test_a_name_of_nothing_that_is_seen_is_no_name(boss):
    answer = boss.post(address(Program, "add"), {"name": f" {HIDDEN}\u00a0"})
    assert "required" in str(answer.context["form"].errors["name"])


def test_blocks_of_pages_are_cleaned_too():
    blocks = AnnouncementPage._meta.get_field("body").stream_block.child_blocks
    prose, button = blocks["text"], blocks["button"].child_blocks
    block = {"key": "k", "text": f"a{UNSEEN}b", "type": "unstyled", "depth": 0,
             "inlineStyleRanges": [], "entityRanges": []}  # fmt: skip
    sent = {"body": json.dumps({"blocks": [block], "entityMap": {}})}
    typed = prose.value_from_datadict(sent, {}, "body").source
    assert re.sub(' data-block-key="[^"]*"', "", typed) == "<p>ab</p>"
    assert button["text"].value_from_form(f"a{HIDDEN}\vb") == "a b"
    assert button["url"].value_from_form(f"https://a.org/{HIDDEN}") == "https://a.org/"
    assert (
        blocks["table"].child_blocks["table"].child_blocks["text"].value_from_form("a\vb") == "a\nb"
    )


def test_the_name_of_a_level_has_no_semicolon_which_parts_levels_in_files(boss):
    level = CertificationLevel.objects.first()
    where = address(CertificationRequirement, "edit", level.requirement_id)
    data = form_data(boss.get(where).context["form"])
    (name,) = [key for key, value in data.items() if value == level.name and "levels" in key]
    answer = boss.post(where, data | {name: "Level I; staff under 20 hours"})
    assert answer.status_code == 200
    assert "a semicolon parts two levels" in answer.content.decode()
