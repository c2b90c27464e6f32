"""What every server promises: it starts only when set up, and every answer carries its headers."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.factories import PASSWORD, make_superuser

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "0123456789-only-for-this-test-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "center.example,www.center.example",
    "EMAIL_URL": "smtp://localhost:25",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
READING = ["/", "/programs/", "/programs/?place=ohio", "/places/ohio/", "/search/?q=library",
           "/overview/", "/programs/list.csv", "/programs/list.json", "/nope/"]  # fmt: skip
SIGN_IN = "/admin/login/"


# --- Starting -------------------------------------------------------------------------------------


def in_production(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    """Run Python as on a public server whose environment is `environment`, and nothing else."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "cms.settings.production",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def setting(name: str, **environment: str) -> str:
    code = f"from django.conf import settings; print(settings.{name})"
    done = in_production({**COMPLETE, **environment}, "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"EMAIL_URL": "smtp+tls://user:password@host:587"}, "EMAIL_URL"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_to_start_and_says_what_to_set(changed, missing):
    done = in_production({**COMPLETE, **changed}, "-c", "import cms.wsgi")
    assert done.returncode != 0
    assert f"ImproperlyConfigured: Set {missing} to" in done.stderr


def test_the_checks_for_deployment_find_nothing():
    done = in_production(COMPLETE, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_production_trusts_its_own_names_only():
    assert setting("DEBUG") == "False"
    assert setting("ALLOWED_HOSTS") == "['center.example', 'www.center.example']"
    assert setting("CSRF_TRUSTED_ORIGINS") == (
        "['https://center.example', 'https://www.center.example']"
    )


def test_cookies_of_production_belong_to_one_host():
    assert setting("SESSION_COOKIE_NAME").startswith("__Host-")
    assert setting("CSRF_COOKIE_NAME").startswith("__Host-")
    assert setting("SESSION_COOKIE_SECURE") == setting("CSRF_COOKIE_SECURE") == "True"


def test_https_is_promised_for_this_host_alone_unless_the_operator_says_more():
    """Nobody below ala.org decides for all of ALA, and a mere check does not ask him to."""
    both = ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    assert [setting(name) for name in both] == ["False", "False"]
    assert int(setting("SECURE_HSTS_SECONDS")) == 365 * 24 * 3600
    assert [
        setting(f"SECURE_{name}", **{name: "true"})
        for name in ("HSTS_INCLUDE_SUBDOMAINS", "HSTS_PRELOAD")
    ] == ["True", "True"]
    assert "security.W005" in setting("SILENCED_SYSTEM_CHECKS")
    assert "security.W021" in setting("SILENCED_SYSTEM_CHECKS")


def test_every_address_of_a_mail_server_in_the_docs_is_one():
    files = ("README.md", "docs/operating.md", "docs/deploy/center.env.example")
    named = {
        each for file in files
        for each in re.findall(r"\b[a-z+]+://(?:user:password@|localhost)[\w.]*:\d+",
                               (ROOT / file).read_text())
    }  # fmt: skip
    assert len(named) >= 3
    for address in {each for each in named if not each.startswith("postgres")}:
        encrypted = address.startswith("submission:")
        assert setting("EMAIL_USE_TLS", EMAIL_URL=address) == str(encrypted), address


def test_a_server_needs_no_folder_made_for_it(tmp_path):
    folder = tmp_path / "var" / "center"
    done = in_production({**COMPLETE, "VAR_DIR": str(folder)}, "manage.py", "migrate", "--check")
    assert done.returncode == 1, "all migrations are to be applied"
    assert "unable to open" not in done.stderr
    assert folder.is_dir()


def test_no_header_of_a_stranger_says_that_a_request_was_secure():
    for behind in ("0", "1"):
        assert setting("SECURE_PROXY_SSL_HEADER", BEHIND_PROXY=behind) == "None"
    assert setting("TRUSTED_PROXIES", TRUSTED_PROXIES="2") == "0"
    assert setting("TRUSTED_PROXIES", BEHIND_PROXY="1") == "1"
    assert setting("TRUSTED_PROXIES", BEHIND_PROXY="1", TRUSTED_PROXIES="2") == "2"


@pytest.mark.parametrize(
    ("environment", "named", "is_well"),
    [
        ({}, "center.I002", True),
        ({"BEHIND_PROXY": "1", "TRUSTED_PROXIES": "3"}, "center.I001", True),
        ({"TRUSTED_PROXIES": "1"}, "center.W001", False),
        ({"GRANIAN_WORKERS": "10", "WEB_WORKERS": "2"}, "(center.W004) 10 workers", False),
        ({"GRANIAN_WORKERS": "2", "REDIS_URL": "redis://127.0.0.1:1/0"}, "center.I002", True),
        ({"EMAIL_URL": ""}, "center.W005", False),
    ],
)
def test_the_checks_for_deployment_name_what_is_open(environment, named, is_well):
    arguments = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = in_production({**COMPLETE, **environment}, *arguments)
    assert named in done.stdout + done.stderr
    assert (done.returncode == 0) == is_well


# --- Headers --------------------------------------------------------------------------------------


def policy(response) -> str:
    """The content policy, once the headers that every answer has are found to be there."""
    for name, value in HEADERS.items():
        assert response.headers.get(name) == value
    assert "camera=()" in response.headers["Permissions-Policy"]
    return response.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "host", "status"),
    [
        ("get", "/", "testserver", 200),
        ("get", "/programs/?place=ohio", "testserver", 200),
        ("head", "/programs/", "testserver", 200),
        ("get", "/programs/list.csv", "testserver", 200),
        ("get", "/programs/list.json", "testserver", 200),
        ("get", "/programs/list.atom", "testserver", 200),
        ("get", "/robots.txt", "testserver", 200),
        ("get", "/programs", "testserver", 301),
        ("get", "/programs/?page=1", "testserver", 302),
        ("get", "/", "evil.example", 400),
        ("get", "/nope/", "testserver", 404),
        ("get", "/programs/nope/", "testserver", 404),
        ("post", "/programs/", "testserver", 405),
    ],
)
def test_every_answer_carries_the_strict_policy(client, method, path, host, status):
    response = getattr(client, method)(path, headers={"host": host})
    assert response.status_code == status
    directives = policy(response)
    assert "default-src 'none'" in directives
    assert "frame-ancestors 'none'" in directives
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "unsafe" not in directives


@pytest.mark.django_db
def test_an_unchanged_answer_carries_the_strict_policy(client):
    tag = client.get("/programs/")["ETag"]
    response = client.get("/programs/", headers={"if-none-match": tag})
    assert response.status_code == 304
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "unsafe" not in policy(response)


@pytest.mark.django_db
def test_an_error_carries_the_strict_policy(monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setattr("directory.models.Stamp.read", broken)
    response = Client(raise_request_exception=False).get("/programs/")
    assert response.status_code == 500
    assert "unsafe" not in policy(response)


@pytest.mark.django_db
def test_the_editor_has_a_policy_of_its_own(client):
    response = client.get(SIGN_IN)
    directives = policy(response)
    assert "frame-ancestors 'self'" in directives
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "object-src 'none'" in directives
    assert "'unsafe-eval'" not in directives


@pytest.mark.django_db
@pytest.mark.parametrize("path", READING)
def test_reading_sets_no_cookie(client, path):
    response = client.get(path)
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", [*READING, SIGN_IN, "/admin/", "/robots.txt", "/sitemap.xml", "/media/images/x.jpg"]
)
def test_trace_is_refused(client, path):
    response = client.trace(path, headers={"x-secret": "echo"})
    assert response.status_code >= 300
    assert b"echo" not in response.content


# --- Signing in -----------------------------------------------------------------------------------


@pytest.fixture
def sign_in(client, db):
    """Try a password as one account from one address; returns the status."""
    make_superuser(username="hana")
    make_superuser(username="omar")

    def attempt(username: str, password: str, peer: str) -> int:
        data = {"username": username, "password": password}
        status = client.post(SIGN_IN, data, REMOTE_ADDR=peer).status_code
        client.logout()
        return status

    return attempt


def test_wrong_passwords_lock_out_one_peer_of_one_account(sign_in):
    for _attempt in range(7):
        assert sign_in("hana", "wrong", "192.0.2.1") == 200
    assert sign_in("hana", "wrong", "192.0.2.1") == 429
    assert sign_in("hana", PASSWORD, "192.0.2.1") == 429
    assert sign_in("omar", PASSWORD, "192.0.2.1") == 302
    assert sign_in("hana", PASSWORD, "192.0.2.2") == 302


def test_a_right_password_forgives_the_wrong_ones(sign_in):
    for _attempt in range(7):
        sign_in("hana", "wrong", "192.0.2.1")
    assert sign_in("hana", PASSWORD, "192.0.2.1") == 302
    assert sign_in("hana", "wrong", "192.0.2.1") == 200


def test_the_refusal_carries_the_headers(client, sign_in):
    for _attempt in range(8):
        sign_in("hana", "wrong", "192.0.2.1")
    response = client.post(SIGN_IN, {"username": "hana", "password": "x"}, REMOTE_ADDR="192.0.2.1")
    assert response.status_code == 429
    policy(response)
