"""Boxes in lists: what is ticked stays through every step, and is no part of the list itself."""

import re

import pytest

from directory.models import Program
from directory.web.kept import answers

pytestmark = pytest.mark.django_db


def slugs(number: int, **filters) -> list[str]:
    return list(
        Program.objects.published().filter(**filters).order_by("pk").values_list("slug", flat=True)
    )[:number]


def boxes(html: str) -> dict[str, bool]:
    box = r'<input type="checkbox" name="compare" value="([^"]+)" form="f"( checked)?>'
    found = re.findall(box, html)
    return {slug: bool(checked) for slug, checked in found}


def body(client, address: str, **headers) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return response.content.decode()


def test_every_row_has_a_box_and_those_of_other_lists_have_none(client):
    html = body(client, "/programs/")
    listed = client.get("/programs/list.json").json()["items"]
    assert [*boxes(html)] == [item["slug"] for item in listed]
    assert not any(boxes(html).values())
    assert 'formaction="/compare/programs/"' in html
    rules = client.get("/certification/list.json").json()["items"]
    html = body(client, "/certification/")
    assert {*boxes(html)} == {item["place"][0] for item in rules}
    assert 'formaction="/compare/places/"' in html
    for path in ("/institutions/", "/announcements/", "/search/?q=ohio", "/places/ohio/"):
        assert boxes(body(client, path)) == {}
        assert 'formaction="/compare/' not in body(client, path)


def test_a_ticked_box_is_ticked_on_its_page_and_has_a_place_on_others(client):
    first, last = slugs(300)[0], client.get("/programs/list.json?page=2").json()["items"][0]["slug"]
    html = body(client, f"/programs/?compare={last}")
    assert boxes(html)[last] is True
    assert sum(boxes(html).values()) == 1
    assert "Ticked, but not on this page:" in html
    html = body(client, f"/programs/?compare={last}&page=2")
    assert boxes(html)[last] is True
    assert "Ticked, but not on this page:" not in html
    assert first != last


def test_what_is_ticked_goes_with_every_step_and_stands_in_no_other_address(client):
    one, two = slugs(2, credential="certificate")
    ticks = f"compare={one}&compare={two}"
    html = body(client, f"/programs/?credential=certificate&{ticks}").replace("&amp;", "&")
    results = html.partition('<section id="results"')[2]
    steps = re.findall(r'href="(/programs/(?:\?[^"]*)?)" data-hx-get', results)
    assert len(steps) >= 5  # chips, clear all, orders, pages
    assert all(step.endswith(ticks) for step in steps)
    rest = re.sub(r'(?:href|data-hx-get)="/programs/(?:\?[^"]*)?"', "", html)
    rest = re.sub(r'<input type="checkbox" name="compare"[^>]*>', "", rest)
    assert "compare=" not in rest
    canonical = "http://testserver/programs/?credential=certificate"
    assert f'<link id="canonical" rel="canonical" href="{canonical}">' in html
    for kind in ("csv", "json", "atom"):
        assert f'href="/programs/list.{kind}?credential=certificate"' in html


def test_the_address_keeps_what_is_ticked_when_it_is_put_in_order(client):
    (one,) = slugs(1, credential="certificate")
    response = client.get(f"/programs/?q=&credential=Certificate&compare={one}&utm_source=x")
    assert response.status_code == 302
    assert response["Location"] == f"/programs/?credential=certificate&compare={one}"
    pushed = client.get(
        f"/programs/?credential=certificate&compare={one}", headers={"HX-Request": "true"}
    )
    assert pushed["HX-Push-Url"] == f"/programs/?credential=certificate&compare={one}"


def test_what_the_public_does_not_know_is_not_ticked(client):
    hidden, shown = slugs(2)
    Program.objects.filter(slug=hidden).update(live=False)
    html = body(client, f"/programs/?compare={hidden}&compare={shown}&compare=x%00&compare=%27")
    assert {slug for slug, ticked in boxes(html).items() if ticked} == {shown}
    many = "&".join(f"compare=x{number}" for number in range(2000))
    assert client.get(f"/programs/?{many}").status_code in (200, 400)


def test_files_feeds_and_twins_take_no_notice_and_say_so(client):
    (one,) = slugs(1)
    for address in ("list.csv", "list.json", "list.atom", "index.md"):
        assert client.get(f"/programs/{address}?compare={one}").status_code == 400


def test_ticks_cost_one_query_and_none_without(client, django_assert_num_queries):
    one, two = slugs(2)
    body(client, "/programs/")
    answers.forget()
    with django_assert_num_queries(1):
        body(client, "/programs/")
    with django_assert_num_queries(2):
        body(client, f"/programs/?compare={one}&compare={two}")


def test_the_button_leads_to_the_comparison_without_scripts(client):
    """What a browser sends then: everything that belongs to the form of the filters."""
    one, two = slugs(2)
    sent = f"/compare/programs/?q=&credential=certificate&compare={one}&compare={two}&ticked=1"
    response = client.get(sent)
    assert response["Location"] == f"/compare/programs/?p={one}&p={two}"
    assert client.get(response["Location"]).status_code == 200
