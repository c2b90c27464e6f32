"""Tells as JSON what the database in DATABASE_URL answers: a process of its own."""

import json
import sys

import django
from django.test import Client

FILES = ("list.csv", "list.json", "list.atom", "changes.atom", "index.md")
ANNOUNCEMENT = "first-new-york-library-assistants-day"
DIPLOMA = "nova-scotia-community-college--library-and-information-technology-diploma"
PROGRAM = "mohawk-college--library-and-information-technician-diploma"


def answers() -> dict[str, int]:
    """The status of pages of every kind, an entry of each directory, and the files of a list."""
    from directory.catalog.directories import DIRECTORIES
    from tests.home.seeding.conftest import PAGES

    paths = [*PAGES, *(f"/programs/{name}" for name in FILES), f"/announcements/{ANNOUNCEMENT}/"]
    entries = [each.records().first() for each in DIRECTORIES.values()]
    paths += [each.get_absolute_url() for each in entries if hasattr(each, "get_absolute_url")]
    client = Client()
    return {path: client.get(path).status_code for path in paths}


def touched() -> dict[str, object]:
    """What tests/data/make_old_database.py did as editors, as it stands now."""
    from directory.models import Association, CertificationRequirement, Program, Resource
    from home.models import AnnouncementPage

    rules = CertificationRequirement.objects
    draft = rules.get(slug="texas-public-library-directors")
    return {
        "edited": rules.get(slug="montana-public-library-staff").summary,
        "draft": draft.get_latest_revision_as_object().summary,
        "is the draft public": draft.summary == draft.get_latest_revision_as_object().summary,
        "verified by": rules.get(
            slug="ohio-public-library-staff-without-an-mlis"
        ).verified_by.username,
        "is the program public": Program.objects.get(slug=PROGRAM).is_published,
        "is the resource there": Resource.objects.filter(slug="able").exists(),
        "merged into": Association.objects.get(slug="us-or-ssd").merged_into.slug,
        "announcement": AnnouncementPage.objects.get(slug=ANNOUNCEMENT).title,
    }


def untouched() -> dict[str, object]:
    """What nobody touched, and the files say otherwise than those of the old commit."""
    from directory.models import Association, CertificationRequirement, Occupation, Program
    from home.seeding import pages
    from home.seeding.following import digest

    # Of the pages, nobody touched one.
    files = pages.WrittenPages()
    found = files.present(set(files.keys))
    diploma = Program.objects.get(slug=DIPLOMA)
    rule = CertificationRequirement.objects.get(slug="arkansas-public-library-directors")
    gone = Association.objects.get(slug="us-sc-paraprofessional")
    return {
        "the rule of Arkansas": [rule.summary, rule.source_url],
        "is the association public": gone.is_published,
        "pages that say otherwise than their files": [
            path for path in files.keys if digest(found[path]) != digest(files.written(path))
        ],
        "the rule was gathered": str(rule.gathered_on),
        "the tuition of the diploma": [str(diploma.tuition), diploma.tuition_year],
        "facts of the diploma": [each.about for each in diploma.facts.all()],
        "figures": sum(each.figures.count() for each in Occupation.objects.published()),
    }


if __name__ == "__main__":
    django.setup()
    told = {"answers": answers(), "touched": touched(), "untouched": untouched()}
    json.dump(told, sys.stdout)
