"""Occupations: every figure with its period and its source; what editors doubt is theirs alone."""

import json

import pytest

from directory.catalog.columns import COMPUTED, PUBLIC
from directory.catalog.directories import DIRECTORIES, facts_of
from directory.catalog.occupations import OCCUPATIONS, words_of
from directory.editions.files import all_entries, csv_file
from directory.imports import apply
from directory.models import Occupation, OccupationFigure
from tests.factories import make_user
from tests.import_files import as_csv, exported, planned, rows_of
from tests.seed_folder import Folder

pytestmark = pytest.mark.django_db

ASSISTANTS = "library-assistants-clerical-united-states"
TECHNICIANS = "library-technicians-united-states"


def page(client, slug: str) -> str:
    return client.get(f"/occupations/{slug}/").content.decode()


def test_every_figure_stands_on_its_page_with_its_source(client, tmp_path):
    every = Folder(tmp_path / "data").rows("occupation-figures.csv")
    assert OccupationFigure.objects.count() == len(every)
    for occupation in Occupation.objects.all():
        shown = {fact.label: fact for fact in facts_of(occupation)}
        for figure in occupation.figures.all():
            fact = next(f for label, f in shown.items() if label.lower() == figure.measure.lower())
            told = " ".join([fact.text, fact.after])
            is_other_kind = figure.measure == "change in jobs" and words_of(figure) not in told
            assert is_other_kind or words_of(figure) in told
            assert any(line.url == figure.source_url for line in fact.sources)


def test_the_words_of_figures(client):
    text = page(client, TECHNICIANS)
    for words in ("$19.22 (May 2024)", "-7\u00a0% (2024 to 2034)", "Postsecondary certificate"):
        assert words in text, words
    # Of a number without a period that is said, wherever it goes.
    assert "C$21.55 (period not recorded)" in page(client, "library-clerk-alberta")
    assert "average pay, hourly C$24.53 (period not recorded)" in page(
        client, "library-clerk-alberta"
    )
    assert "jsessionid" not in csv_file(OCCUPATIONS, all_entries(OCCUPATIONS)).decode()


def test_the_page_of_the_office_stands_before_what_another_gives_again(client):
    (fact,) = (
        fact
        for fact in facts_of(Occupation.objects.get(slug=ASSISTANTS))
        if fact.label == "Median pay, hourly"
    )
    assert fact.text == "$17.31 (May 2024)"
    assert fact.after == "Given elsewhere, with less certainty: $17.74 (May 2025)."
    assert [line.url.split("/")[2] for line in fact.sources] == ["www.bls.gov", "officeblues.net"]


def test_a_figure_of_low_confidence_is_for_editors_alone(client):
    doubted = OccupationFigure.objects.filter(measure="median pay, yearly", period="2025-05")
    doubted.update(confidence="low", value="99999")
    occupation = Occupation.objects.get(slug=ASSISTANTS)
    occupation.save()  # moves the stamps
    public = [
        page(client, ASSISTANTS),
        client.get(f"/occupations/{ASSISTANTS}/index.md").content.decode(),
        client.get("/occupations/list.csv").getvalue().decode(),
        client.get("/occupations/list.json").content.decode(),
        client.get("/occupations/list.atom").content.decode(),
        client.get("/occupations/").content.decode(),
        client.get(f"/api/directory/v1/occupations/{ASSISTANTS}").content.decode(),
        csv_file(OCCUPATIONS, all_entries(OCCUPATIONS), PUBLIC).decode(),
    ]
    for text in public:
        assert "17.31" in text or "Library assistants, clerical" in text
        assert "99999" not in text
        assert "99,999" not in text
    assert "confidence" not in public[2]
    assert "99999" in csv_file(OCCUPATIONS, all_entries(OCCUPATIONS), COMPUTED).decode()


def test_a_public_file_that_comes_back_takes_nothing_from_editors():
    figures = OccupationFigure.objects.filter(occupation__slug=ASSISTANTS)
    figures.filter(period="2025-05").update(confidence="low")
    public = csv_file(OCCUPATIONS, all_entries(OCCUPATIONS), PUBLIC)
    assert planned(public, OCCUPATIONS).counts["changed"] == 0
    (row,) = (row for row in rows_of(public) if row["slug"] == ASSISTANTS)
    said = json.loads(row["figures"])
    next(each for each in said if each["measure"] == "entry education")["value"] = "a diploma"
    cells = {"slug": ASSISTANTS, "figures": json.dumps(said)}
    apply(planned(as_csv([cells]), OCCUPATIONS), make_user(username="ed"), publish=True)
    assert figures.get(measure="entry education").value == "a diploma"
    assert figures.filter(confidence="low").count() == 5
    assert figures.filter(confidence="high").count() == figures.count() - 6
    assert planned(exported(OCCUPATIONS), OCCUPATIONS).counts["changed"] == 0


def test_the_graph_tells_the_distribution_of_the_pay(client):
    node = OCCUPATIONS.node(Occupation.objects.get(slug=TECHNICIANS), str)
    assert node["@type"] == "Occupation"
    (pay,) = (each for each in node["estimatedSalary"] if each["duration"] == "PT1H")
    assert (pay["percentile10"], pay["median"], pay["percentile90"]) == (13.41, 19.22, 29.31)
    assert pay["currency"] == "USD"


@pytest.mark.parametrize("word", ["salary", "pay", "wage", "outlook", "duties", "job"])
def test_they_are_found_by_the_words_that_people_use(client, word):
    text = client.get("/search/", {"q": f"library technician {word}"}).content.decode()
    assert f"/occupations/{TECHNICIANS}/" in text


def test_a_place_must_be_in_the_country_of_its_figures():
    rows = [{"slug": ASSISTANTS, "country": "CA", "place": "ohio"}]
    made = planned(as_csv(rows), OCCUPATIONS)
    assert any("other country" in fault.reason for fault in made.faults)


@pytest.mark.parametrize("value", ["1e5", "12 000", "NaN", "Infinity", "٣", "1" * 16, ""])
def test_a_figure_that_is_no_number_says_so(value):
    said = [{"measure": "jobs", "value": value, "unit": "jobs", "source_note": "a"}]
    cells = {"slug": ASSISTANTS, "figures": json.dumps(said)}
    assert planned(as_csv([cells]), OCCUPATIONS).counts["error"] == 1


def test_they_have_a_directory_with_an_address():
    assert DIRECTORIES["occupations"] is OCCUPATIONS
    assert Occupation.objects.get(slug=TECHNICIANS).get_absolute_url().startswith("/occupations/")
