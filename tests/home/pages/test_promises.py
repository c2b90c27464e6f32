"""What the pages about the site itself say of it is so: privacy, accessibility, this guide."""

import re
from datetime import timedelta
from html import unescape

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.html import strip_tags

from directory.api import limits
from directory.catalog.directories import entry_directories
from directory.links import states
from directory.models import OutgoingMail, Resource, Topic, TrustState
from directory.models.trust import Trusted
from directory.schedule import RUNS_KEPT
from directory.submissions import workflow
from home.models import Attempt, SectionPage, WelcomePage, verdicts
from home.models.missed_searches import SHOWN_FROM_DAYS, WORDS_KEPT
from home.schedule import SIGN_INS_KEPT
from tests.factories import make_superuser, make_user

pytestmark = pytest.mark.django_db

IN_FOOT = {
    "About This Guide": "/about-this-guide/",
    "Accessibility": "/accessibility/",
    "Privacy": "/privacy/",
}


def words(client, path):
    """What a page says, in one line."""
    main = client.get(path).content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(f"<main{main}")))


def foot(client, path="/programs/"):
    html = client.get(path).content.decode()
    return re.search(r'<footer class="sitefoot".*?</footer>', html, re.DOTALL)[0]


def test_privacy_says_for_how_long_things_are_kept(client):
    said = words(client, "/privacy/")

    assert f"erased {workflow.ADDRESS_KEPT.days} days after what you sent is done or decl" in said
    assert timedelta(days=1) == workflow.PEER_KEPT
    assert "A scrambled form of your network address is kept for one day" in said
    assert f"erased after {settings.READER_WORDS_KEPT_DAYS} days" in said
    assert timedelta(days=1) == verdicts.PEER_KEPT
    assert "network address is kept with it for one day" in said
    assert timedelta(minutes=2) == timedelta(seconds=2 * limits.WINDOW)
    assert "forgets it after two minutes" in said
    assert f"for {settings.SESSION_COOKIE_AGE // 3600} hours at most" in said
    assert timedelta(seconds=settings.CSRF_COOKIE_AGE) // timedelta(days=365) == 0
    assert timedelta(seconds=settings.CSRF_COOKIE_AGE) > timedelta(days=360)
    assert "and lasts for a year" in said
    assert max(Attempt.KEPT.values()) == SIGN_INS_KEPT
    assert f"browser are kept for {SIGN_INS_KEPT.days} days" in said
    assert f"and our letter to it, are kept for {RUNS_KEPT.days} days" in said
    assert f"your words are kept for {WORDS_KEPT.days} days with the day" in said
    assert SHOWN_FROM_DAYS == 3
    assert "words that were searched on three days or more" in said
    # No period is named that is not of this list.
    assert len(re.findall(r"\b\d+ (?:days|hours|minutes|months|years)\b", said)) == 6


def test_privacy_says_where_browsers_ask(client):
    assert "pictures, if we keep them with a storage service" in words(client, "/privacy/")
    policy = client.get("/privacy/")["Content-Security-Policy"]
    hosts = {each.split()[0]: each.split()[1:] for each in policy.split(";")}
    hosts.pop("img-src")
    assert {host for asked in hosts.values() for host in asked} <= {"'self'", "'none'"}
    assert settings.SECURE_REFERRER_POLICY == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", ["/", "/privacy/", "/programs/?place=ohio", "/suggest/"])
def test_reading_sets_no_cookie_as_privacy_says(client, path):
    assert "reading sets no cookie" in words(client, "/privacy/")
    assert not client.get(path).cookies


def test_who_signed_in_is_forgotten(client):
    now = timezone.now()
    for days, name in ((31, "long-ago"), (29, "lately")):
        for model in (AccessLog, AccessAttempt):
            row = model(username=name, ip_address="192.0.2.1")
            row.failures_since_start = 0  # of an attempt
            row.save()
            model.objects.filter(pk=row.pk).update(attempt_time=now - timedelta(days=days))

    for kind, kept in Attempt.KEPT.items():
        for age, peer in ((kept + timedelta(minutes=1), "over"), (kept / 2, "counts")):
            Attempt.objects.create(kind=kind, peer=peer, name="x", at=now - age)

    call_command("run_scheduled", "forget-sign-ins", verbosity=0)

    for model in (AccessLog, AccessAttempt):
        assert [row.username for row in model.objects.all()] == ["lately"]
    left = Attempt.objects.values_list("kind", "peer")
    assert sorted(left) == sorted((kind, "counts") for kind in Attempt.KEPT)


def test_a_letter_for_a_new_password_goes_with_the_task_that_wrote_it():
    for days, about in ((15, "password-reset-1"), (13, "password-reset-2"), (15, "submission-1")):
        letter = OutgoingMail.objects.create(
            about=about, event="1", recipient="ann@example.org", due_at=timezone.now()
        )
        written = timezone.now() - timedelta(days=days)
        OutgoingMail.objects.filter(pk=letter.pk).update(created_at=written)

    call_command("run_scheduled", "forget-old-runs", verbosity=0)

    left = OutgoingMail.objects.values_list("about", flat=True)
    assert sorted(left) == ["password-reset-2", "submission-1"]


def test_privacy_says_what_the_logs_have_of_readers_and_of_editors(client, caplog):
    said = words(client, "/privacy/")
    # Whether each request is a line is a choice of those who run the servers.
    assert "Where those who run the servers ask for it, each request of a reader is a line" in said
    assert settings.LOGGING["loggers"]["center.requests"]["level"] == "WARNING"
    with caplog.at_level("INFO", logger="center.requests"):
        client.get("/search/?q=secretword", REMOTE_ADDR="192.0.2.7")
    (line,) = (each for each in caplog.records if each.name == "center.requests")
    assert (line.path, line.status, line.peer) == ("/search/", 200, "192.0.2.7")
    assert "secretword" not in str(line.__dict__)
    assert "without what was searched, how the answer went, and the network address" in said
    # What the audit has of editors is said too, and readers are not in it.
    assert "each sign-in, wrong password and export with the user name and the network" in said
    with caplog.at_level("INFO", logger="center.audit"):
        client.get("/programs/")
        client.post("/admin/login/", {"username": "nobody", "password": "wrong"})
    (line,) = (each for each in caplog.records if each.name == "center.audit")
    assert (line.event, line.user, line.peer) == ("sign-in failed", "nobody", "127.0.0.1")


def test_privacy_names_every_cookie_of_an_editor(client):
    said = words(client, "/privacy/")
    client.force_login(make_superuser())
    client.get("/admin/")
    topic = Topic.objects.get(slug="lssc")
    form = {"name": topic.name, "slug": topic.slug}
    client.post(f"/admin/snippets/directory/topic/edit/{topic.pk}/", form)
    # Beside these Wagtail's scripts keep how its menu was left.
    assert {*client.cookies} == {"sessionid", "csrftoken", "messages"}
    assert "others keep a message until you have seen it, and how you left the menu" in said


def test_about_this_guide_has_every_word_that_stands_beside_a_fact(client):
    said = words(client, "/about-this-guide/")

    for state in TrustState:
        assert f"{state.label}" in said, state
    assert Trusted.REVIEW_MONTHS == 12
    assert Resource.REVIEW_MONTHS == 24
    assert "after twelve months, other resources after twenty-four" in said
    yearly = {each.slug for each in entry_directories() if each.model.REVIEW_MONTHS == 12}
    assert yearly == {"certification", "programs", "occupations", "institutions", "associations"}
    assert "Rules, programs, occupations, schools and associations are looked at" in said
    again = "requirements, programs, occupations, institutions and associations are looked at again"
    assert again in words(client, "/freshness/")
    assert (states.LAW_INTERVAL.days, states.USUAL_INTERVAL.days) == (7, 14)
    assert "every week, all others every two weeks" in said


@pytest.mark.parametrize("path", ["/", "/programs/", "/places/ohio/", "/suggest/", "/privacy/"])
def test_the_pages_about_the_site_are_in_the_foot_of_every_page(client, path):
    for title, address in IN_FOOT.items():
        assert f'<a href="{address}">{title}</a>' in foot(client, path)


def test_the_first_screen_leads_to_a_place_and_to_what_one_needs(client):
    html = client.get("/").content.decode()
    finder = html[html.index('<form class="finder"') : html.index('id="announcements-title"')]
    for address in ('action="/places/"', 'href="/what-do-i-need/"', 'href="/places/"'):
        assert address in finder
    assert '<a href="/what-do-i-need/">' in foot(client)
    assert html.index('id="announcements-title"') < html.index('id="sections-title"')


def test_the_foot_follows_a_page_that_is_renamed_and_forgets_one_that_is_gone(client):
    page = SectionPage.objects.get(slug="privacy")
    page.title, page.slug = "Your privacy", "your-privacy"
    page.save_revision().publish()
    SectionPage.objects.get(slug="accessibility").unpublish()
    SectionPage.objects.get(slug="about-this-guide").delete()

    assert '<a href="/your-privacy/">Your privacy</a>' in foot(client)
    assert "/accessibility/" not in foot(client)
    assert "/about-this-guide/" not in foot(client)


def test_an_editor_puts_a_page_into_the_foot(client):
    page = SectionPage(title="Terms", slug="terms", show_in_footer=True)
    WelcomePage.objects.get().add_child(instance=page)
    assert '<a href="/terms/">Terms</a>' in foot(client)
    assert '<a href="/terms/">' not in client.get("/").content.decode().partition("<footer")[0]


def test_the_pages_about_the_site_are_found(client):
    sitemap = client.get("/sitemap.xml").content.decode()
    for title, path in IN_FOOT.items():
        assert f"{path}</loc>" in sitemap
        assert client.get(f"{path}index.md").content.decode().count(f"# {title}\n")
        assert path in client.get("/search/", {"q": title}).content.decode()


def test_the_name_of_who_verified_is_public_only_where_the_account_has_one(client):
    assert "If your account has your name, readers see it" in words(client, "/privacy/")
    for name, shown in (("Ada Archer", True), ("", False)):
        user = make_user("Editors", first_name=name, username=f"archer-{len(name)}")
        resource = Resource.objects.published().first()
        Resource.objects.filter(pk=resource.pk).update(
            verified_on=timezone.localdate(), verified_by=user
        )
        html = client.get(resource.get_absolute_url()).content.decode()
        assert ("Ada Archer" in html) is shown
        assert user.username not in strip_tags(html)
