"""Choosers in the editor: how an entry is found that another points to."""

import pytest
from django.urls import reverse

from directory.models import Institution, Program
from tests.home.editor.conftest import ALL

pytestmark = pytest.mark.django_db


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
