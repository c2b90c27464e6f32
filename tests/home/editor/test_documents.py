"""A document is given out as what its name says, whatever is in it, and never as a page."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

from tests.factories import make_document, sign_in

pytestmark = pytest.mark.django_db

PAGE = b"<!DOCTYPE html><script>alert(document.domain)</script>"


@pytest.mark.parametrize(
    "name", ["page.html", "page.xhtml", "page.svg", "page.js", "page", "a.pdf.htm"]
)
def test_a_page_is_no_document(client, name):
    sign_in(client, "Moderators")
    form = {"title": "A page", "file": SimpleUploadedFile(name, PAGE, "application/pdf")}
    assert client.post(reverse("wagtaildocs:add"), form).status_code == 200
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize(
    ("name", "kind", "how"),
    [("a.txt", "text/plain", "attachment"), ("a.csv", "text/csv", "attachment"),
     ("a.pdf", "application/pdf", "inline")],
)  # fmt: skip
def test_a_page_by_another_name_is_given_out_as_what_its_name_says(client, name, kind, how):
    sign_in(client, "Moderators")
    answer = client.get(make_document(file=ContentFile(PAGE, name=name)).url)
    assert answer.status_code == 200
    assert answer["Content-Type"].partition(";")[0] == kind
    assert answer["Content-Disposition"].startswith(how)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
