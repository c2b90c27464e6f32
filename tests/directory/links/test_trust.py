"""What readers see of the link checker: trust states of sources, and stamps that move for them."""

from datetime import date, datetime

import pytest
from django.utils.timezone import make_aware

from directory.links.status import broken_links
from directory.models import CertificationRequirement, Link, Program, Stamp, TrustState
from directory.models.stamps import stamp_name
from tests.directory.links.link_site import NOW, look, say


def stamps() -> tuple[int, int]:
    read = Stamp.read()
    return read.get(stamp_name(Link), 0), read.get(Link.STATES_STAMP, 0)


@pytest.mark.django_db
def test_stamps_move_with_what_is_shown_and_not_with_routine(site):
    site.pages = {"/a": say()}
    began = stamps()
    look(site, "/a")
    first = stamps()
    assert first[0] == began[0]
    assert first[1] > began[1]
    look(site, "/a", hours=400)
    assert stamps() == first
    site.pages = {"/a": say(404)}
    look(site, "/a", hours=800)
    suspect = stamps()
    assert suspect == (first[0], first[1] + 1)
    look(site, "/a", hours=836)
    assert stamps() == suspect
    look(site, "/a", hours=872)
    assert stamps() == (suspect[0] + 1, suspect[1])
    Link.objects.defer("state").get(url=site.url("/a")).save()
    assert stamps()[0] == suspect[0] + 2


def cite(link: Link | None, **fields) -> Program:
    program = Program.objects.published().first()
    program.source_url = link.url if link else ""
    for name, value in fields.items():
        setattr(program, name, value)
    program.save()
    return program


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("link", "verified_on", "state", "words"),
    [
        ({}, None, TrustState.UNVERIFIED,
         "Gathered 23 November 2026, not yet verified by an editor"),
        ({"changed_at": NOW}, None, TrustState.UNVERIFIED,
         "Gathered 23 November 2026, not yet verified by an editor"),
        ({"changed_at": NOW}, "2026-05-02", TrustState.CHANGED,
         "Source changed 3 May 2026; verified 2 May 2026, before that"),
        ({"changed_at": NOW}, "2026-05-03", TrustState.VERIFIED, "Verified 3 May 2026"),
        ({"changed_at": NOW}, "2025-01-01", TrustState.CHANGED,
         "Source changed 3 May 2026; verified 1 January 2025, before that"),
        ({"state": "suspect", "first_failure_at": NOW}, "2026-05-02", TrustState.VERIFIED,
         "Verified 2 May 2026"),
        ({"state": "broken", "first_failure_at": NOW}, "2026-05-02", TrustState.UNREACHABLE,
         "Source unreachable since 3 May 2026; verified 2 May 2026"),
        ({"state": "broken", "first_failure_at": NOW, "changed_at": NOW}, None,
         TrustState.UNREACHABLE,
         "Source unreachable since 3 May 2026; gathered 23 November 2026, not yet verified by an "
         "editor"),
    ],
)  # fmt: skip
def test_the_trust_state_follows_from_verification_and_source(link, verified_on, state, words):
    link = Link.objects.create(url="https://example.org/source", **link)
    program = cite(link, verified_on=verified_on and datetime.fromisoformat(verified_on).date())
    day = datetime(2026, 5, 20).date()
    # Read with a list, and read alone.
    for read in (Program.objects.published(), Program.objects.all()):
        trust = read.get(pk=program.pk).trust_on(day)
        assert (trust.state, str(trust)) == (state, words)


@pytest.mark.django_db
def test_lists_know_the_state_of_sources_without_further_queries(django_assert_num_queries):
    link = Link.objects.create(url="https://example.org/s", state="broken", first_failure_at=NOW)
    Program.objects.update(source_url=link.url)
    with django_assert_num_queries(1):
        programs = list(Program.objects.published().select_related("verified_by"))
        assert {program.trust.state for program in programs} == {TrustState.UNREACHABLE}


@pytest.mark.django_db
def test_a_list_and_a_page_say_that_the_source_is_down_and_offer_the_copy(client, site):
    program = cite(
        Link.objects.create(url=site.url("/a")), archive_url="https://archive.example.org/copy"
    )
    address = f"/programs/?q={program.name}"
    before = client.get(address)
    assert "Source unreachable" not in before.content.decode()
    for hours in (0, 36, 72):
        look(site, "/a", hours=hours)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert "Source unreachable since 3 May 2026" in after.content.decode()
    text = client.get(program.get_absolute_url()).content.decode()
    assert 'data-state="unreachable"' in text
    assert 'href="https://archive.example.org/copy"' in text
    site.pages = {"/a": say()}
    look(site, "/a", hours=400)
    assert "archive.example.org" not in client.get(program.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_readers_are_told_of_each_link_that_is_broken_wherever_it_stands(
    client, django_assert_num_queries
):
    program = cite(
        None, url="https://gone.example.org/mlis", archive_url="https://copy.example.org/"
    )
    address = program.get_absolute_url()
    words = "This link has not worked since 22 November 2026"
    link = Link.objects.create(url=program.url, state=Link.State.SUSPECT, first_failure_at=NOW)
    assert "has not worked" not in client.get(address).content.decode()
    link.state, link.first_failure_at = Link.State.BROKEN, make_aware(datetime(2026, 11, 22, 18))
    link.save()
    page = client.get(address).content.decode()
    assert page.count(words) == 2  # below the button, and at the fact
    assert 'href="https://copy.example.org/"' in page
    assert words in client.get(f"{address}index.md").content.decode()
    rule = CertificationRequirement.objects.published().exclude(authority="").first()
    rule.authority_url = link.url
    rule.save()
    assert words in client.get(rule.get_absolute_url()).content.decode()
    with django_assert_num_queries(1):
        assert broken_links() == {program.url: date(2026, 11, 22)}
    link.state = Link.State.OK
    link.save()
    assert "has not worked" not in client.get(address).content.decode()
