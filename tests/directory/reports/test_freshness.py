"""The freshness page and its file: every number equals what counting one by one gives."""

import json
import re
from datetime import timedelta
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.catalog.columns import value_of
from directory.catalog.directories import entry_directories
from directory.catalog.quantities import Share, percent
from directory.links.usage import urls_in_use
from directory.models import Link, Place, Program, Resource, TrustState, gathering
from directory.reports.freshness import freshness, measure
from home.models import FreshnessPage
from home.pages.routes import held_routes

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def published() -> list[tuple[str, object]]:
    """Every published entry, read one by one, with the slug of its directory."""
    return [
        (directory.slug, entry)
        for directory in entry_directories()
        for entry in directory.model.objects.published()
    ]


@pytest.fixture
def mixed():
    """Entries in every trust state, some with intervals of their own, and links in every state."""
    today, now = TODAY(), timezone.now()
    entries, links = [entry for _slug, entry in published()], {}
    for number, entry in enumerate(entries):
        if number % 3 == 0:
            continue
        entry.verified_on = today - timedelta(days=number * 7 % 900)
        entry.review_months = [None, 1, 6, 30][number % 4]
        if number % 5 == 0 and entry.source_url:
            down = {"state": "broken", "first_failure_at": now - timedelta(days=9)}
            changed = {"state": "ok", "changed_at": now - timedelta(days=number % 300)}
            links.setdefault(entry.source_url, down if number % 2 else changed)
    with gathering(silently=True):
        for directory in entry_directories():
            own = [entry for entry in entries if type(entry) is directory.model]
            directory.model.objects.bulk_update(
                own, ["verified_on", "review_months"], batch_size=200
            )
        states = ["ok", "ok", "suspect", "unknown", "unchecked"]
        for number, url in enumerate(sorted(urls_in_use())):
            if number % 4:
                links.setdefault(url, {"state": states[number % 5]})
        links["https://example.org/used-nowhere"] = {"state": "ok"}
        Link.objects.bulk_create(Link(url=url, **fields) for url, fields in links.items())
        Program.objects.filter(pk__in=Program.objects.values("pk")[:3]).update(live=False)


def named(slug: str) -> dict[str, str]:
    """A directory by its two names, which differ for one."""
    is_of_rules = slug == "certification"
    return {"directory": slug, "collection": "certification-requirements" if is_of_rules else slug}


def counted(entries: list) -> dict[str, object]:
    """What the file should say of some entries."""
    states = [entry.trust.state.value for entry in entries]
    ages = [(TODAY() - entry.verified_on).days for entry in entries if entry.verified_on]
    return {
        "total": len(entries),
        **{state.value: states.count(state.value) for state in TrustState},
        "share_verified": round(states.count("verified") / len(states), 6) if states else None,
        "median_age_days": median(ages) if ages else None,
    }


def test_every_number_is_that_of_counting_one_by_one(client, mixed):
    found = client.get("/freshness.json").json()
    entries = published()
    assert found["date"] == TODAY().isoformat()
    assert found["entries"] == counted([entry for _slug, entry in entries])
    assert all(found["entries"][state.value] for state in TrustState)
    assert found["directories"] == [
        {**named(each.slug), **counted([entry for slug, entry in entries if slug == each.slug])}
        for each in entry_directories()
    ]
    by_place = {place["place"]: place for place in found["places"]}
    of_places = [(value_of(entry, "place"), entry) for _slug, entry in entries]
    for place in Place.objects.published():
        here = [entry for slugs, entry in of_places if place.slug in slugs]
        expected = {"place": place.slug, "place_code": place.code, **counted(here)}
        assert by_place[place.slug] == expected
    assert len(by_place) == Place.objects.published().count()
    nowhere = [entry for slugs, entry in of_places if not slugs]
    assert found["not_tied_to_one_place"] == counted(nowhere)
    known = dict(Link.objects.values_list("url", "state"))
    states = [known.get(url, "unchecked") for url in urls_in_use()]
    checked = len(states) - states.count("unchecked")
    assert found["links"] == {
        "total": len(states),
        **{state.value: states.count(state.value) for state in Link.State},
        "share_ok": round(states.count("ok") / checked, 6),
    }
    waiting = [(e.first_published_at, slug, e) for slug, e in entries if e.verified_on is None]
    oldest = min(waiting, key=lambda each: each[0])
    assert found["oldest_unverified"]["published_at"] == oldest[0].isoformat()
    page = client.get(found["oldest_unverified"]["page_url"].removeprefix("http://testserver"))
    assert "not yet verified" in page.content.decode().lower()
    assert client.get("/api/directory/v1/freshness").json() == {"data": found}


def test_the_page_shows_the_numbers_of_the_file(client, mixed):
    found = client.get("/freshness.json").json()
    text = client.get("/freshness/").content.decode()
    share = 100 * found["entries"]["share_verified"]
    assert f"<dd>{share:.1f}\u00a0%</dd>" in text
    assert f"{found['entries']['verified']} of {found['entries']['total']} entries" in text
    for each in found["directories"]:
        row = text[text.index(f'data-label="Entries">{each["total"]}<') :]
        cells = re.findall(r"<td[^>]*>\s*([\d,.]+)", row)[:5]
        states = ("verified", "due", "changed", "unreachable", "unverified")
        assert [int(cell) for cell in cells] == [each[state] for state in states]


def test_the_twin_in_markdown_has_the_same_tables(client, mixed):
    found = client.get("/freshness.json").json()
    text = client.get("/freshness/index.md").content.decode()
    states = ("verified", "due", "changed", "unreachable", "unverified")
    rows = re.findall(r"^\| \[.+?\|(.+)\|$", text, re.MULTILINE)
    told = [[int(cell) for cell in re.findall(r" (\d+)[^|]*\|", row)] for row in rows]
    for each in found["directories"]:
        numbers = [each[name] for name in ("total", *states)]
        assert numbers in told
    ohio = next(each for each in found["places"] if each["place"] == "ohio")
    assert f"/places/ohio/>) | {ohio['total']} | {ohio['verified']} (" in text


def test_the_bars_are_as_long_as_the_shares_and_fill_their_row(client, mixed):
    found = client.get("/freshness.json").json()
    text = client.get("/freshness/").content.decode()
    plot = text[text.index('role="img"') : text.index("</figure>")]
    bars: dict[str, list] = {}
    pattern = (
        r'data-state="(\w+)" fill="url\(#fill-\1\)" '
        r'x="([\d.]+)%" y="([\d.]+)rem" width="([\d.]+)%"'
    )
    for state, x, y, width in re.findall(pattern, plot):
        bars.setdefault(y, []).append((state, float(x), float(width)))
    assert len(bars) == len(found["directories"])
    for bar, of_directory in zip(bars.values(), found["directories"], strict=True):
        for state, _x, width in bar:
            share = of_directory[state] / of_directory["total"]
            assert width == pytest.approx(100 * share, abs=1e-3)
        edges = [x for _state, x, _width in bar] + [100]
        for (_state, x, width), following in zip(bar, edges[1:], strict=True):
            assert x + width == pytest.approx(following, abs=2e-3)


def test_nothing_verified_and_nothing_checked_is_not_zero_percent_of_something(client):
    Link.objects.all().delete()
    Program.objects.update(live=False)
    found = client.get("/freshness.json").json()
    assert found["links"]["share_ok"] is None
    assert found["entries"]["median_age_days"] is None
    of_programs = next(each for each in found["directories"] if each["directory"] == "programs")
    assert (of_programs["total"], of_programs["share_verified"]) == (0, None)
    text = client.get("/freshness/").content.decode()
    assert "Not known yet" in text
    assert "None verified yet" in text


@pytest.mark.parametrize(("part", "words"), [(0, "0"), (1, "0.1"), (4999, "99.9"), (5000, "100")])
def test_only_all_is_a_hundred_percent_and_only_none_is_nought(part, words):
    assert percent(Share(part, 5000)) == f"{words}\u00a0%"


def queries_of(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_entries(mixed):
    before = queries_of(lambda: measure(TODAY()))
    Resource.objects.bulk_create(
        Resource(name=f"More {n}", slug=f"more-{n}", section="other", format="tool",
                 url=f"https://example.org/{n}", verified_on=TODAY() - timedelta(days=n))
        for n in range(300)
    )  # fmt: skip
    assert queries_of(lambda: measure(TODAY())) == before
    assert before <= 36


def test_a_change_is_seen_at_once_and_a_repeated_question_costs_one_query(
    client, mixed, django_assert_num_queries
):
    first = client.get("/freshness.json")
    assert freshness() is freshness()
    with django_assert_num_queries(1):
        again = client.get("/freshness.json", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    unverified = TrustState.UNVERIFIED
    program = next(each for each in Program.objects.published() if each.trust.state == unverified)
    program.verified_on = TODAY()
    program.save()
    after = client.get("/freshness.json", headers={"If-None-Match": first["ETag"]})
    assert after.json()["entries"]["unverified"] == first.json()["entries"]["unverified"] - 1
    link = Link.objects.filter(state="suspect", url__in=urls_in_use()).first()
    link.state = "ok"
    link.save()
    last = client.get("/freshness.json", headers={"If-None-Match": after["ETag"]})
    assert last.json()["links"]["ok"] == after.json()["links"]["ok"] + 1


def test_an_entry_that_expires_is_counted_no_longer_although_no_job_ran(client, monkeypatch):
    program = Program.objects.published().first()
    program.expire_at = timezone.now() + timedelta(seconds=30)
    program.save()
    first = client.get("/freshness.json")
    later = timezone.now() + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    after = client.get("/freshness.json", headers={"If-None-Match": first["ETag"]})
    assert after.json()["entries"]["total"] == first.json()["entries"]["total"] - 1


def test_the_page_is_in_the_footer_and_the_sitemap_and_goes_with_its_page(client):
    assert 'href="/freshness/"' in client.get("/programs/").content.decode()
    assert "/freshness/</loc>" in client.get("/sitemap.xml").content.decode()
    FreshnessPage.objects.get().unpublish()
    assert client.get("/freshness/").status_code == 404
    assert client.get("/freshness.json").status_code == 404
    assert held_routes().freshness == ""
    assert 'href="/freshness/"' not in client.get("/programs/").content.decode()
    assert "/freshness/</loc>" not in client.get("/sitemap.xml").content.decode()


def test_the_page_brings_no_inline_style_or_script(client, mixed):
    text = client.get("/freshness/").content.decode()
    own = text[text.index('<div class="stack-l">') : text.index('class="downloads"')]
    assert not re.search(r"<style|\sstyle=|<script|\son\w+=", own)
    assert json.loads(client.get("/freshness.json").content)["links"]["total"] > 0
