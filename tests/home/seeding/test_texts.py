"""What the texts of the first pages say agrees with the entries, and names its source and day."""

import csv
import json
import re

import pytest

from directory.imports.seeding import DATA
from home.seeding.announcements import FILE as ANNOUNCEMENTS
from home.seeding.pages import FOLDER
from tests.starting_content import FILES, rows


def text(name):
    """All words of a page, in one line, without marks."""
    words = json.loads((FOLDER / name).read_text("utf-8"))
    return re.sub(r"<[^>]+>", " ", json.dumps(words, ensure_ascii=False))


def summary(slug):
    (row,) = (row for row in rows("resources") if row["slug"] == slug)
    return row["summary"]


def figures(words):
    """The numbers in some words, but for years."""
    found = re.findall(r"\$?\d[\d,]*(?:\.\d+)?", words)
    return {each.strip(",") for each in found} - {str(year) for year in range(1990, 2040)}


@pytest.mark.parametrize(
    ("page", "slug"),
    [("10-education-training.json", "lssc"), ("80-overview.json", "bls-ooh-technicians")],
)
def test_a_figure_of_a_page_is_that_of_its_entry(page, slug):
    assert len(figures(summary(slug))) > 2
    assert figures(summary(slug)) <= figures(text(page))


def test_each_of_the_five_figures_of_the_overview_is_one_of_an_occupation():
    columns = ("occupation_slug", "measure", "unit", "period")
    with (DATA / "occupation-figures.csv").open(encoding="utf-8", newline="") as file:
        recorded = {tuple(row[name] for name in columns): row for row in csv.DictReader(file)}
    technicians = "library-technicians-united-states"
    assistants = "library-assistants-clerical-united-states"
    both = "library-technicians-and-assistants-united-states"
    for key, said in {
        (technicians, "median pay, hourly", "USD", "2024-05"): "${}",
        (assistants, "median pay, hourly", "USD", "2024-05"): "${}",
        (both, "median pay, yearly", "USD", "2024-05"): "${:,}",
        (both, "change in jobs", "percent", "2024/2034"): "{:,} percent fewer",
        (both, "openings a year", "openings", "2024/2034"): "{:,} openings",
        (both, "jobs", "jobs", "2024"): "{:,} in 2024",
        (both, "jobs, projected", "jobs", "2034"): "{:,} ten years later",
    }.items():
        value = recorded[key]["value"].removeprefix("-")
        told = said.format(value if "." in value else int(value))
        assert told in text("80-overview.json"), key


def test_pay_and_the_national_program_are_told_with_source_and_day():
    for page, said in {
        "10-education-training.json": ("high school diploma", "renewal policy", "ALA-APA"),
        "80-overview.json": ("(May 2024)", "US Bureau of Labor Statistics", "28 August 2025"),
        "20-certification.json": ("two years of college", "associate degree", "34 CFR 200.58"),
    }.items():
        assert "read on 28 November 2026" in text(page)
        for words in said:
            assert words in text(page), (page, words)


def test_whoever_names_the_courses_that_are_rebuilt_says_until_when():
    with ANNOUNCEMENTS.open(encoding="utf-8", newline="") as file:
        announced = [row["summary"] for row in csv.DictReader(file)]
    told = [row["summary"] for name in ("resources", "certifications") for row in rows(name)]
    told += [*announced, *(text(file.name) for file in FOLDER.glob("*.json"))]
    named = [each for each in told if re.search(r"\bABLE\b", each)]

    assert len(named) >= 5
    for each in named:
        assert "until about August 2027" in each, each


@pytest.mark.parametrize("name", ["00-welcome.json", "30-programs.json", "20-certification.json"])
def test_territories_are_told_to_be_in(name):
    assert re.search(r"territor(y|ies)", json.loads((FOLDER / name).read_text("utf-8"))["lede"])


def test_canada_is_not_promised_more_than_there_is():
    assert "in some provinces there are" in text("80-overview.json")


ISO_DAY = re.compile(r"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b")


@pytest.mark.parametrize("name", sorted(FILES))
def test_days_in_sentences_are_written_as_people_write_them(name):
    for row in rows(name):
        for column, value in row.items():
            if " " in value and "url" not in column:
                assert not ISO_DAY.search(value), (name, column, value)


def test_money_that_is_not_tied_to_one_place_says_whose_dollars_it_is():
    for row in rows("resources"):
        if not row["place_code"]:
            assert not re.search(r"\d[ -]dollars?\b", row["summary"]), row["slug"]


def test_dollars_of_canada_say_so():
    assert "C$" in text("72-10-study-in-canada.json")
    assert not re.search(r"(?<!C)\$\d", text("72-10-study-in-canada.json"))


def test_what_has_ended_asks_no_hours_and_no_fee():
    for row in rows("certifications"):
        if row["status"] == "ended":
            asked = row["ce_hours"], row["renewal_years"], row["fee_usd"]
            assert not any(asked), row["slug"]
