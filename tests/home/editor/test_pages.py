"""Pages in the editor: their blocks, which directory they show, and the bar of who is signed in."""

import pytest

from home.models import DirectoryPage, WelcomePage

pytestmark = pytest.mark.django_db


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
