"""Entries side by side: every fact is there, differences are told, unknown is no answer."""

from dataclasses import replace

import pytest

from directory.catalog.compared import ComparedRow, Side, SideLine, cells_of_facts, rows_of
from directory.catalog.directories import DIRECTORIES, facts_of
from directory.catalog.facts import FactPart, said
from directory.catalog.sources import SourceLine, source_line
from directory.listings.comparison import Comparison, difference, short_names
from directory.listings.selection import read_selection
from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Institution,
    Place,
    Program,
)
from directory.models.addresses import directory_path

NAMES = ["Ohio", "Indiana", "Texas", "Utah", "Maine", "Guam"]


def side(text: str | None, line: str = "") -> Side:
    lines = (SideLine((FactPart(line),)),) if line else ()
    return Side((FactPart(text),) if text else (), lines=lines)


DIFFERENCES = [
    (["Online", "Online"], ""),
    ([None, None, None], ""),
    (["Online", "In person"], "Differs"),
    (["Online", None], "Not recorded for Indiana"),
    (["Online", None, None], "Known for Ohio only"),
    (["Online", "Online", None], "Not recorded for Texas"),
    (["Online", "In person", None], "Differs; not recorded for Texas"),
    (["Online", None, None, "Online", None, None], "Known for Ohio and Utah only"),
    (["Online", None, "Online", None, "Online", None], "Not recorded for 3 of 6"),
    (["Voluntary", "Required", "Required"], "Differs: Ohio, voluntary"),
    (["Required", "Required", "Required", "Voluntary"], "Differs: Utah, voluntary"),
    (["Voluntary", "Required", "Voluntary", "Required"], "Differs"),
    (["A very long answer that nobody reads twice", "Required", "Required"], "Differs: Ohio"),
]


@pytest.mark.parametrize(("texts", "words"), DIFFERENCES)
def test_a_difference_is_said_in_words(texts, words):
    assert difference([side(text) for text in texts], NAMES[: len(texts)]) == words


def test_the_same_answer_with_other_details_is_no_full_match():
    sides = [side("Required", "75 hours."), side("Required", "100 hours.")]
    assert difference(sides, NAMES[:2]) == "The same answer, but not in everything"
    small = SideLine((FactPart("Source: a"),), is_small=True)
    sides = [Side((FactPart("Required"),), lines=(small,)), side("Required")]
    assert difference(sides, NAMES[:2]) == ""


def test_a_fact_that_one_of_them_does_not_have_does_not_apply():
    facts = [
        [said("Name", "A"), said("Level", "Graduate"), said("Fee", "")],
        [said("Name", "B"), said("Fee", "$5"), said("Place", "Ohio")],
    ]
    rows = {
        row.label: [each.short for each in row.sides]
        for row in rows_of([*map(cells_of_facts, facts)])
    }
    assert rows == {
        "Name": ["A", "B"],
        "Level": ["Graduate", "Does not apply"],
        "Fee": ["", "$5"],
        "Place": ["Does not apply", "Ohio"],
    }
    assert [*rows] == ["Name", "Level", "Fee", "Place"]


def test_facts_with_sources_of_their_own_are_not_recorded_where_they_are_missing():
    line = SourceLine("olc.org", "https://olc.org/fees", "of 2020")
    twice = [
        replace(said("Cost", "$5 a credit"), sources=(line,)),
        replace(said("Cost", "$9 for others"), sources=(line,)),
    ]
    (row,) = rows_of([*map(cells_of_facts, [twice, []])])
    first, second = row.sides
    assert first.text == (
        "$5 a credit, $9 for others. Source: olc.org, of 2020. Source: olc.org, of 2020."
    )
    assert not second.is_recorded
    assert difference(row.sides, NAMES[:2]) == "Not recorded for Indiana"


def comparison(slug: str, *records) -> Comparison:
    return Comparison(read_selection(DIRECTORIES[slug], [each.slug for each in records]))


def all_rows(found: Comparison) -> list[ComparedRow]:
    return [each.row for each in (*found.differing, *found.alike, *found.origins)]


@pytest.mark.django_db
def test_every_recorded_fact_of_a_program_is_in_the_table():
    programs = DIRECTORIES["programs"].records()
    for start in range(0, programs.count(), 4):
        records = list(programs.order_by("pk")[start : start + 4])
        if len(records) < 2:
            continue
        found = comparison("programs", *records)
        shown = " ".join([each.text for row in found.rows for each in row.sides] + found.addresses)
        labels = {row.label for row in found.rows} | set(found.unrecorded)
        for record in records:
            for fact in facts_of(record):
                for part in fact.parts:
                    # Of a country the state says enough.
                    assert part.text in shown or fact.label == "Country", (record, fact.label)
                assert fact.label in labels | {"City", "State or province", "Country"}
        assert len(all_rows(found)) + len(found.unrecorded) + 1 == len(found.rows)


@pytest.mark.django_db
def test_every_rule_of_a_place_is_told_once_with_its_answer_and_its_source():
    places = list(Place.objects.published())
    for start in range(0, len(places), 6):
        chosen = places[start : start + 6]
        found = comparison("places", *chosen)
        rules = DIRECTORIES["certification"].records().filter(jurisdiction__in=chosen)
        text = " ".join(each.text for row in found.rows for each in row.sides)
        for rule in rules:
            assert text.count(rule.summary) == 1, rule
            assert rule.get_requirement_display().lower() in text.lower()
            if source_line(rule).url:
                assert rule.source_url in found.addresses
            if rule.status == "dormant":
                assert "perhaps dormant: ask first" in text
        asked = {row.label for row in found.rows if row.kind == "fact"}
        assert {str(each) for each in Audience.objects.all()} <= asked


@pytest.mark.django_db
def test_a_place_without_rules_has_not_recorded_and_never_no():
    guam, ohio = Place.objects.get(slug="guam"), Place.objects.get(slug="ohio")
    CertificationRequirement.objects.filter(jurisdiction=guam).delete()
    found = comparison("places", guam, ohio)
    (staff,) = [row for row in found.rows if row.label == "Support staff"]
    assert not staff.sides[0].is_recorded
    assert staff.sides[1].short == "Voluntary"
    (told,) = [each.words for each in found.differing if each.row is staff]
    assert told == "Not recorded for Guam"


@pytest.mark.django_db
def test_what_is_no_longer_there_is_no_group_to_join():
    ohio, utah = Place.objects.get(slug="ohio"), Place.objects.get(slug="utah")
    groups = Association.objects.filter(places=ohio, focus="support-staff")
    assert groups
    row = comparison("places", ohio, utah).rows
    (before,) = [each for each in row if each.label == "Group of support staff"]
    assert {part.text for part in before.sides[0].parts} == {each.name for each in groups}
    groups.update(status="defunct")
    (after,) = [
        each for each in comparison("places", ohio, utah).rows
        if each.label == "Group of support staff"
    ]  # fmt: skip
    assert not after.sides[0].is_recorded


@pytest.mark.django_db
def test_columns_have_names_that_tell_them_apart():
    school = Institution.objects.published().first()
    made = [
        Program(name=name, slug=name.lower(), institution=school, credential="certificate")
        for name in ("Alpha", "Beta", "Beta")
    ]
    other = Program.objects.exclude(institution=school).first()
    programs = DIRECTORIES["programs"]
    assert short_names(programs, [made[0], made[1], other]) == [
        "Alpha", "Beta", other.institution.name,
    ]  # fmt: skip
    assert short_names(programs, made) == ["Alpha", *[f"Beta, {school.name}"] * 2]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["places", "programs"])
def test_six_need_no_more_queries_than_two(slug, django_assert_max_num_queries):
    records = list(DIRECTORIES[slug].records()[:6])
    counts = []
    directory_path(slug)  # where pages are is known to a process that has served one
    for number in (2, 6):
        with django_assert_max_num_queries(9) as asked:
            found = comparison(slug, *records[:number])
            assert found.differing
            assert found.origins
            assert found.columns
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_a_choice_is_read_by_slug_name_code_letters_and_former_address():
    places = DIRECTORIES["places"]

    def slugs(*typed):
        return [each.slug for each in read_selection(places, typed).records]

    assert slugs("ohio", "Ohio", "OH", "US-OH", "ohio") == ["ohio"]
    assert slugs("QC", "Nouveau-Brunswick", "west virginia") == [
        "quebec", "new-brunswick", "west-virginia",
    ]  # fmt: skip
    assert slugs("Virginia") == ["virginia"]
    assert slugs("Indianna") == ["indiana"]
    assert slugs("", "Atlantis", "\x00", "x" * 5000) == []
    ohio = Place.objects.get(slug="ohio")
    ohio.slug = "buckeye"
    ohio.save()
    assert slugs("ohio") == ["buckeye"]


@pytest.mark.django_db
def test_seven_are_six_and_a_note():
    records = list(DIRECTORIES["programs"].records()[:7])
    selection = read_selection(DIRECTORIES["programs"], [each.slug for each in records])
    assert selection.notes == [f"6 at most stand side by side. Left out: {records[6].name}."]
    assert Comparison(selection).records == records[:6]
