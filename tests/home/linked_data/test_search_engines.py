"""What a search engine needs of the graph of a page, and finds."""

import json
import re
from datetime import date, datetime

import pytest

from directory.editions import build as build_edition
from directory.models import (
    Association,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
)
from home.formats.fixed_pages import FIXED
from home.models import AnnouncementPage, QuestionPage
from home.pages.routes import routes
from tests.home.linked_data.conftest import SCRIPT

pytestmark = pytest.mark.django_db

# What search engines ask of each kind before they show it (developers.google.com/search/docs).
NEEDED = {
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position"},
    "NewsArticle": {"headline", "image", "datePublished", "dateModified", "author", "publisher"},
    "Article": {"headline", "name"},
    "Course": {"name", "description", "provider"},
    "Dataset": {"name", "description", "creator", "license", "distribution"},
    "DataDownload": {"contentUrl", "encodingFormat"},
    "Organization": {"name"},
    "CollegeOrUniversity": {"name", "address"},
    "EducationalOccupationalProgram": {"name", "provider"},
    "EducationalOccupationalCredential": {"name"},
    "WebSite": {"name", "url"},
    "SearchAction": {"target", "query-input"},
    "ItemList": {"itemListElement", "numberOfItems"},
    "FAQPage": {"mainEntity"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "Person": {"name"},
    "State": {"name"},
}
ADDRESSES = {"url", "item", "contentUrl", "image", "license", "isBasedOn", "@id",
             "mainEntityOfPage"}  # fmt: skip
DATES = {"datePublished", "dateModified", "lastReviewed"}
ISO = re.compile(r"\d{4}(-\d{2}){0,2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?")


def as_a_search_engine(node: dict, where: str) -> None:
    """What it needs is there; addresses are whole, dates are ISO 8601; nothing is null or empty."""
    said = f"{node.get('@type')} at {where}"
    if set(node) != {"@id"}:
        assert NEEDED.get(node["@type"], set()) <= set(node), said
    for name, value in node.items():
        assert value not in (None, "", [], {}, "None", "null"), f"{said}: {name}"
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                as_a_search_engine(each, where)
            elif name in ADDRESSES:
                assert re.match(r"https?://[^/]+/?", each), f"{said}: {name} {each}"
            elif name in DATES:
                assert ISO.fullmatch(each), f"{said}: {name} {each}"
                datetime.fromisoformat(each + "-01" * (2 - each.count("-")) if len(each) < 10
                                       else each)  # fmt: skip
    if node.get("@type") == "Dataset":
        assert 50 <= len(node["description"]) <= 5000, said
    for number, step in enumerate(node.get("itemListElement", ()), 1):
        is_crumb = node["@type"] == "BreadcrumbList"
        assert not is_crumb or step["position"] == number
        assert ("name" if is_crumb else "url") in step, said


def one_of_each() -> list[str]:
    """The address of a page of every kind, of each kind of resource, rule and announcement."""
    asked = {
        Resource: "format", CertificationRequirement: "requirement", AnnouncementPage: "kind",
        Association: "scope", Program: "credential", Institution: "control", Place: "kind",
    }  # fmt: skip
    found = []
    for model, field in asked.items():
        public = model.objects.published()
        for value in public.order_by().values_list(field, flat=True).distinct():
            found.append(public.filter(**{field: value}).first().get_absolute_url())
    found.append(QuestionPage.objects.published().first().get_absolute_url())
    return [*routes().pages, *FIXED, *found, "/programs/?place=ohio&page=1", "/search/?q=ohio"]


def test_a_search_engine_finds_what_it_needs_on_a_page_of_each_kind(client, settings, tmp_path):
    settings.DATA_ROOT = tmp_path / "data"
    build_edition()
    Program.objects.update(verified_on=date(2026, 5, 4))
    seen = set()
    for path in one_of_each():
        html = client.get(path, follow=True).content.decode()
        scripts = SCRIPT.findall(html)
        assert scripts, path
        for script in scripts:
            content = json.loads(script)
            for node in content.get("@graph", [content]):
                as_a_search_engine({k: v for k, v in node.items() if k != "@context"}, path)
                seen.add(node["@type"])
    assert {"NewsArticle", "FAQPage", "Course", "Article", "DataCatalog", "CollegeOrUniversity",
            "EducationalOccupationalCredential", "Organization", "ItemList"} <= seen  # fmt: skip
