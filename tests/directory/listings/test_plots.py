"""The plot of pay: only what is recorded is drawn, and its table says the same."""

import re
from decimal import Decimal

import pytest
from django.utils.html import strip_tags

from directory.catalog.pay import PayRange, pay_plots
from directory.models import Occupation, OccupationFigure
from directory.web.kept import answers

TITLES = {"USD": "Dollars", "CAD": "Canadian dollars"}


def pay(name: str, *points: str | None, unit: str = "USD") -> PayRange:
    low, median, high = (point and Decimal(point) for point in points)
    return PayRange(name, f"/{name}/", unit, low, median, high)


def share(width: str) -> float:
    return float(width.removesuffix("%"))


def test_what_is_not_recorded_is_named_and_never_drawn_as_nothing():
    (plot,) = pay_plots([
        pay("a", "10", "15", "30"), pay("b", None, "20", None), pay("c", None, None, None),
        pay("d", "10", None, "30"), pay("e", "12", "14", None), pay("f", None, "0", None),
    ], TITLES)  # fmt: skip
    assert [bar.pay.name for bar in plot.bars] == ["b", "a", "e"]
    assert [bool(bar.width) for bar in plot.bars] == [False, True, False]
    assert [each.name for each in plot.without] == ["c", "d", "f"]
    assert plot.bars[0].pay.cells == ["", "$20", ""]
    assert pay_plots([pay("c", None, None, None)], TITLES) == []


def test_bars_are_as_long_as_what_they_say_and_ticks_are_round():
    (plot,) = pay_plots([pay("a", "10", "15", "30"), pay("b", None, "20", None)], TITLES)
    b, a = plot.bars
    assert share(a.low_x) * 1.5 == pytest.approx(share(a.median_x), abs=0.01)
    assert share(a.width) == pytest.approx(2 * share(a.low_x), abs=0.01)
    assert share(b.median_x) == pytest.approx(2 * share(a.low_x), abs=0.01)
    assert [words for _x, words in plot.ticks] == ["$0", "$10", "$20", "$30"]
    assert share(plot.ticks[1][0]) == pytest.approx(share(a.low_x))
    assert share(plot.ticks[-1][0]) == 100


@pytest.mark.parametrize(
    "points", [("30", "15", "10"), ("-5", "15", "30"), (None, "-3", None), (None, "9" * 15, None),
               ("0.01", "0.01", "0.01"), ("16", "15", "30")]
)  # fmt: skip
def test_figures_that_cannot_be_draw_no_bar_out_of_the_plot(points):
    for plot in pay_plots([pay("a", *points)], TITLES):
        assert 2 <= len(plot.ticks) <= 6
        for bar in plot.bars:
            shown = [bar.median_x, *filter(None, [bar.low_x, bar.width])]
            assert all(0 <= share(each) <= 100 for each in shown)


def test_currencies_have_plots_of_their_own():
    found = pay_plots([pay("a", None, "9", None, unit="CAD"), pay("b", None, "8", None)], TITLES)
    assert [plot.unit for plot in found] == ["USD", "CAD"]
    assert next(words for _x, words in found[1].ticks) == "C$0"


@pytest.mark.django_db
def test_the_list_of_occupations_draws_their_pay_beside_its_table(client):
    html = client.get("/occupations/").content.decode()
    plot, _end, rest = html.partition('<figure class="plot pay">')[2].partition("</figure>")
    table = rest.partition("</table>")[0]
    median = OccupationFigure.objects.get(
        occupation__slug="library-technicians-united-states", measure="median pay, hourly"
    )
    assert f"</b> ${median.value}</p>" in plot
    drawn = re.findall(r"</b> ([^<]+)</p>", plot)
    medians = re.findall(r"</th>\s*<td>.*?</td><td>([^<]+)</td>", table, re.DOTALL)
    assert drawn == medians
    assert plot.count('class="pay-range"') == table.count("<tr>") - 1 - table.count(
        '<td><span class="unknown">Not recorded</span></td><td>$'
    )
    assert "May 2024" in strip_tags(table)
    assert "gathered 28 November 2026" in strip_tags(table)
    assert 'style="' not in html
    assert "plot pay" not in client.get("/programs/").content.decode()


@pytest.mark.django_db
def test_a_figure_of_low_confidence_is_drawn_for_nobody_and_filters_leave_out(client):
    slug = "library-technicians-united-states"
    assert "</b> $19.22</p>" in client.get("/occupations/").content.decode()
    assert "</b> $19.22</p>" not in client.get("/occupations/?country=CA").content.decode()
    occupation = Occupation.objects.get(slug=slug)
    occupation.figures.filter(measure="median pay, hourly").update(confidence="low")
    Occupation.objects.filter(slug=slug).update(summary="x")
    html = client.get("/occupations/").content.decode()
    assert "$19.22" not in html
    assert "nothing is drawn, of: Library technicians" in " ".join(strip_tags(html).split())


@pytest.mark.django_db
def test_a_plot_costs_no_query_once_it_is_drawn(client, django_assert_num_queries):
    client.get("/occupations/")
    answers.forget()
    with django_assert_num_queries(1):
        client.get("/occupations/")
