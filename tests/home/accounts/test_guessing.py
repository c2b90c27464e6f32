"""Guessing passwords: a peer that tries many accounts is stopped, an account that many peers try is
slowed down, and whoever was there before goes in as ever."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from home.accounts.sign_ins import LONGEST_WAIT, WRONG_OF_A_PEER, WRONG_OF_AN_ACCOUNT
from home.models import Attempt, WelcomePage
from tests.factories import PASSWORD, make_superuser, make_user

pytestmark = pytest.mark.django_db

SIGN_IN = "/admin/login/"
WRONG = "wrong"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def hana():
    return make_superuser(username="hana")


@pytest.fixture
def attempt(client):
    """Try a password as one account from one address; returns the answer."""

    def tried(name: str, password: str = WRONG, peer: str = "192.0.2.1"):
        answer = client.post(SIGN_IN, {"username": name, "password": password}, REMOTE_ADDR=peer)
        client.cookies.clear()
        return answer

    return tried


@pytest.fixture(autouse=True)
def pass_time(monkeypatch):
    """Let so much time pass; none passes by itself."""
    clock = [timezone.now()]
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock[0])

    def passed(period: timedelta) -> None:
        clock[0] += period

    return passed


# --- One peer, all accounts -----------------------------------------------------------------------


def test_a_peer_that_tries_many_accounts_is_stopped(attempt, pass_time):
    for number in range(WRONG_OF_A_PEER):
        assert attempt(f"somebody-{number}").status_code == 200
    refused = attempt("hana", PASSWORD)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "3600"
    assert "Wait 60 minutes" in refused.content.decode()
    assert attempt("hana", PASSWORD, peer="192.0.2.2").status_code == 302
    pass_time(HOUR)
    assert attempt("hana", PASSWORD).status_code == 302


def test_a_network_of_ipv6_is_one_peer(attempt):
    for number in range(WRONG_OF_A_PEER):
        attempt(f"somebody-{number}", peer=f"2001:db8::{number:x}:1")
    assert attempt("hana", PASSWORD, peer="2001:db8::ffff").status_code == 429
    assert attempt("hana", PASSWORD, peer="2001:db8:0:1::1").status_code == 302


def test_an_account_of_ones_own_forgives_no_other(attempt):
    make_user(username="mallory")
    for number in range(WRONG_OF_A_PEER):
        attempt(f"somebody-{number}")
        if number == WRONG_OF_A_PEER - 2:
            assert attempt("mallory", PASSWORD).status_code in (200, 302)
    assert attempt("mallory", PASSWORD).status_code == 429


# --- One account, all peers -----------------------------------------------------------------------


def besiege(attempt, name: str, number: int = WRONG_OF_AN_ACCOUNT) -> None:
    for peer in range(number):
        assert attempt(name, peer=f"198.51.100.{peer}").status_code == 200


@pytest.mark.parametrize("name", ["hana", "nobody-of-that-name"])
def test_an_account_that_many_peers_try_slows_down_whether_it_exists_or_not(
    attempt, name, pass_time
):
    besiege(attempt, name)
    waits = []
    for peer in range(8):
        refused = attempt(name, peer=f"203.0.113.{peer}")
        assert refused.status_code == 429
        waits.append(int(refused["Retry-After"]))
        pass_time(timedelta(seconds=waits[-1]))
        assert attempt(name, peer=f"203.0.113.{peer}").status_code == 200
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    assert max(waits) == LONGEST_WAIT.total_seconds()


def test_what_is_refused_makes_no_wait_longer(attempt, pass_time):
    besiege(attempt, "hana")
    waits = {attempt("hana", peer=f"203.0.113.{n}")["Retry-After"] for n in range(9)}
    assert waits == {"2"}
    pass_time(timedelta(seconds=2))
    assert attempt("hana", PASSWORD, peer="203.0.113.99").status_code == 302


def test_who_was_there_before_goes_in_as_ever(attempt, pass_time):
    assert attempt("hana", PASSWORD, peer="192.0.2.7").status_code == 302
    pass_time(timedelta(days=29))
    besiege(attempt, "hana")
    assert attempt("hana", PASSWORD, peer="192.0.2.8").status_code == 429
    assert attempt("hana", PASSWORD, peer="192.0.2.7").status_code == 302
    assert attempt("omar", PASSWORD, peer="192.0.2.8").status_code == 200  # no other is slowed


def test_a_month_later_nobody_was_there(attempt, pass_time):
    attempt("hana", PASSWORD, peer="192.0.2.7")
    pass_time(timedelta(days=31))
    besiege(attempt, "hana")
    assert attempt("hana", PASSWORD, peer="192.0.2.7").status_code == 429


def test_after_an_hour_nothing_is_held_against_an_account(attempt, pass_time):
    besiege(attempt, "hana")
    pass_time(HOUR)
    assert attempt("hana", PASSWORD, peer="203.0.113.1").status_code == 302
    assert attempt("hana", peer="203.0.113.1").status_code == 200
    assert Attempt.objects.filter(kind="wrong").count() == 1  # the others are forgotten


def test_what_is_kept_names_nobody(attempt):
    attempt("hana")
    attempt("hana", PASSWORD)
    for kept in Attempt.objects.values_list("peer", "name", "kind"):
        assert "hana" not in str(kept)
        assert "192.0.2" not in str(kept)


@pytest.mark.parametrize("name", ["", "\x00", "a" * 300, "é\ud800", "%s", " hana "])
def test_odd_names_are_no_fault_of_ours(attempt, name):
    assert attempt(name.encode(errors="surrogatepass").decode(errors="replace")).status_code < 500


# --- The passwords of pages and documents ---------------------------------------------------------


def test_the_password_of_a_page_is_guessed_no_faster(client):
    page = WelcomePage.objects.get()
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="s3cret"
    )
    collection = Collection.get_first_root_node().add_child(name="Kept for some")
    documents = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password="s3cret"
    )
    ways = [
        f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/",
        f"/documents/authenticate_with_password/{documents.pk}/",
    ]
    for number in range(WRONG_OF_A_PEER):
        form = {"password": f"x{number}", "return_url": "/"}
        assert client.post(ways[number % 2], form).status_code == 200
    for way in ways:
        right = {"password": "s3cret", "return_url": "/"}
        assert client.post(way, right).status_code == 429
        assert client.post(way, right, REMOTE_ADDR="192.0.2.2").status_code == 302
        assert client.get(way).status_code == 200
