"""A page has an address though nobody gave it one, and keeps the one that readers know."""

import pytest
from django.urls import reverse
from wagtail.blocks.stream_block import StreamValue
from wagtail.test.utils.form_data import rich_text

from home.admin.rich_text import RichTextEditor
from home.models import QuestionIndexPage, QuestionPage
from tests.factories import make_question
from tests.home.editor.conftest import form_data

pytestmark = pytest.mark.django_db


def page_data(form) -> dict[str, object]:
    """What a browser would post of the form of a page, whose lists of blocks are empty."""
    data = form_data(form)
    lists = [name for name, value in data.items() if isinstance(value, StreamValue)]
    texts = [name for name in form.fields if isinstance(form.fields[name].widget, RichTextEditor)]
    empty = {f"{name}-count": 0 for name in lists} | {name: rich_text("") for name in texts}
    return data | empty


def begun(client, **typed: str):
    """Send the form of a new question as it is begun from a search, whose address is empty."""
    address = f"{reverse('missed_searches:question')}?words=parapro+fee"
    data = page_data(client.get(address).context["form"])
    parent = QuestionIndexPage.objects.get()
    add = reverse("wagtailadmin_pages:add", args=["home", "questionpage", parent.pk])
    return client.post(add, {**data, "short_answer": "Some do.", **typed})


def test_a_question_begun_from_a_search_is_saved_though_its_address_is_empty(moderator):
    answer = begun(moderator)
    assert answer.status_code == 302, answer.context["form"].errors
    assert QuestionPage.objects.get(title="Parapro fee").slug == "parapro-fee"
    assert begun(moderator).status_code == 302
    assert QuestionPage.objects.filter(title="Parapro fee", slug="parapro-fee-2").exists()


def test_an_address_that_is_taken_is_said_so_without_words_of_developers(moderator):
    page = make_question()
    answer = begun(moderator, slug=page.slug)
    assert answer.context["form"].errors == {
        "slug": ["Another page beside this one has the address “zebras”."]
    }


def test_a_title_without_letters_asks_for_an_address(moderator):
    answer = begun(moderator, title="???")
    assert answer.context["form"].errors == {"slug": ["Give one: the title has no letters for it."]}


def test_an_address_that_was_emptied_stays(moderator):
    page = make_question()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = moderator.get(url).context["form"]
    bound = type(form)({**page_data(form), "slug": "", "title": "Another"}, instance=page,
                       parent_page=page.get_parent(), for_user=form.for_user)  # fmt: skip
    bound.is_valid()
    assert bound.cleaned_data["slug"] == "zebras"
