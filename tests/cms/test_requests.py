"""What the log tells of requests, and the audit of what matters; a secret is in neither."""

import json
import logging
import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse
from pythonjsonlogger.json import JsonFormatter
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from cms.logs import Numbered
from cms.requests import told_path
from tests.factories import PASSWORD, make_program, make_user, sign_in
from tests.import_files import as_csv, program

pytestmark = pytest.mark.django_db

SECRETS = {"token", "uidb64", "key"}


class Lines(logging.Handler):
    """Keeps what is logged, as production tells it in JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(Numbered())
        said = settings.LOGGING["formatters"]["json"]
        self.setFormatter(JsonFormatter(said["format"], timestamp=said["timestamp"]))
        self.lines: list[dict] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        assert "\n" not in text
        self.lines.append(json.loads(text))


@pytest.fixture
def lines():
    """What the loggers of requests, of the audit and of Django say."""
    handler, kept = Lines(), []
    for name in ("center.requests", "center.audit", "django"):
        logger = logging.getLogger(name)
        kept.append((logger, logger.level))
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
    yield handler.lines
    for logger, level in kept:
        logger.setLevel(level)
        logger.removeHandler(handler)


def events(lines: list[dict]) -> list[dict]:
    return [each for each in lines if "event" in each]


def test_a_request_is_one_line(client, lines):
    client.get("/programs/?q=a+secret", headers={"X-Request-ID": "of-a-stranger"})
    (line,) = lines
    assert line["message"].startswith("GET /programs/ 200 ")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/programs/", 200)
    assert 0 < line["ms"] < 60_000
    assert line["peer"] == "127.0.0.1"
    assert line["user"] == ""
    assert re.fullmatch("[0-9a-f]{16}", line["request_id"])
    assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("given", "is_kept"), [("0af7651916cd43dd", True), ("short", False), ("a b\nc" * 4, False)]
)
def test_the_number_of_our_proxy_is_kept(client, lines, settings, given, is_kept):
    settings.TRUSTED_PROXIES = 1
    client.get("/robots.txt", headers={"X-Request-ID": given})
    assert (lines[0]["request_id"] == given) == is_kept


def test_a_fault_names_its_request(client, lines, monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setattr("directory.models.Stamp.read", broken)
    client.raise_request_exception = False
    answer = client.get("/programs/")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] == lines[-1]["request_id"]


def secret_paths():
    """Every address that has a secret in it, with the secret in its place."""

    def walk(patterns, before=""):
        for each in patterns:
            text = str(each.pattern)
            if hasattr(each, "url_patterns"):
                yield from walk(each.url_patterns, before + text)
            elif SECRETS & set(each.pattern.regex.groupindex):
                yield before + text

    for text in walk(get_resolver().url_patterns):
        text = re.sub(r"\(\?P<\w+>.*?\)(?=/|$|\$)|<[^>]*>", "hush" * 8, text)
        yield "/" + re.sub(r"[\^$\\]", "", text)


def test_no_secret_of_an_address_is_told():
    found = [path for path in secret_paths() if "hush" in path]
    assert len(found) >= 2
    assert [path for path in found if "hush" in told_path(path)] == []


def test_what_django_says_of_a_refusal_has_no_secret_and_no_query(lines):
    stranger = Client(enforce_csrf_checks=True)
    asked = [path for path in secret_paths() if "hush" in path]
    for path in (*asked, "/nowhere/"):
        for how in (stranger.get, stranger.put, stranger.post):
            how(f"{path}?q=hush")
    sender = {"Referer": "https://elsewhere.example/search/?q=hush"}
    stranger.post(reverse("wagtailadmin_login"), headers=sender, secure=True)
    refused = [each for each in lines if each["name"].startswith("django.")]
    assert len(refused) > len(asked)
    assert any("elsewhere.example" in each["message"] for each in refused)
    assert [each for each in lines if "hush" in json.dumps(each)] == []


def test_all_lines_of_a_request_have_its_number(client, lines):
    for path in ("/nowhere/", "/api/directory/v1/programs?colour=red"):
        lines.clear()
        assert client.get(path).status_code in (400, 404)
        assert {each["name"] for each in lines} == {"center.requests", "django.request"}
        (number,) = {each["request_id"] for each in lines}
        assert number


def test_who_is_signed_in_is_named(client, lines):
    sign_in(client, "Moderators", username="mora")
    client.get("/admin/")
    assert lines[-1]["user"] == "mora"


def test_signing_in_and_failing_to_are_lines_without_a_password(client, lines):
    make_user("Editors", username="edith")
    lines.clear()
    for password in ("wrong \n horse", PASSWORD):
        client.post(reverse("wagtailadmin_login"), {"username": "edith", "password": password})
    found = [(each["event"], each["user"]) for each in events(lines) if "user" in each]
    assert found == [("sign-in failed", "edith"), ("signed in", "edith")]
    assert all(each["peer"] == "127.0.0.1" for each in events(lines) if "user" in each)
    assert PASSWORD not in json.dumps(lines)
    assert "horse" not in json.dumps(lines)


def test_a_wrong_code_of_the_second_step_is_a_line_without_it(client, lines, settings):
    settings.EDITOR_SECOND_STEP = True
    make_user("Editors", username="edith")
    client.post(reverse("wagtailadmin_login"), {"username": "edith", "password": PASSWORD})
    client.post(reverse("second_step"), {"code": "nocode77"})
    (said,) = (each for each in events(lines) if each["event"] == "code refused")
    assert (said["user"], said["peer"]) == ("edith", "127.0.0.1")
    assert "nocode77" not in json.dumps(lines)


def test_a_refusal_an_export_and_a_publication_are_lines(client, lines):
    user = sign_in(client, "Moderators", username="mora")
    program = make_program()
    client.get(reverse("wagtailusers_users:index"))
    client.get(reverse("imports:export", args=["programs", "csv"]))
    program.save_revision(user=user).publish(user=user)
    said = [(each["event"], each.get("user")) for each in events(lines)]
    assert ("refused", "mora") in said
    assert ("exported", "mora") in said
    assert ("wagtail.publish", "mora") in said


@pytest.mark.parametrize("group", [None, "Editors", "HRDR"])
def test_who_is_given_no_file_has_exported_none(client, lines, group):
    user = sign_in(client, group) if group else None
    lines.clear()
    for path in ("/admin/users/?export=csv", "/admin/imports/export/nothing/csv/"):
        client.get(path)
    said = [each["event"] for each in events(lines)]
    assert said == (["refused"] if user else [])


def test_who_guesses_the_password_of_a_page_is_refused_in_a_line(client, lines, monkeypatch):
    monkeypatch.setattr("home.accounts.sign_ins.WRONG_OF_A_PEER", 1)
    page = Page.objects.get(depth=2)
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="s3cret"
    )
    way = f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
    for password in ("hush", "s3cret"):
        client.post(way, {"password": password, "return_url": "/"})
    assert [(each["event"], each["path"]) for each in events(lines)] == [("refused", way)]
    assert not re.search("hush|s3cret", json.dumps(lines))


def test_a_word_of_the_editor_is_no_refusal(client, lines):
    sign_in(client, "Moderators")
    client.get(reverse("wagtailusers_users:index"))
    lines.clear()
    client.get(reverse("wagtailadmin_login"))
    client.get("/admin/")
    assert events(lines) == []


def test_a_right_in_one_place_and_a_switch_of_an_account_are_lines(client, lines):
    sign_in(client, "Administrators", username="ada")
    ned = make_user("Editors", username="ned")
    editors = Group.objects.get(name="Editors")
    lines.clear()
    right = GroupPagePermission.objects.create(
        group=editors,
        page=Page.objects.get(depth=1),
        permission=Permission.objects.get(codename="publish_page"),
    )
    right.delete()
    form = {
        "username": "ned", "email": "ned@example.org", "first_name": "Ned", "last_name": "N",
        "is_active": "on", "is_superuser": "on", "groups": [editors.pk],
    }  # fmt: skip
    client.post(reverse("wagtailusers_users:edit", args=[ned.pk]), form)
    ned = User.objects.get(pk=ned.pk)
    ned.is_active = False
    ned.save()
    said = [(each["event"], each["user"], each["of"], each["which"])
            for each in events(lines) if "of" in each]  # fmt: skip
    where = f"auth.permission {right.permission_id} of page {right.page_id}"
    assert said == [
        ("rights given", "", "auth.group Editors", where),
        ("rights taken", "", "auth.group Editors", where),
        ("rights given", "ada", "auth.user ned", "is_superuser"),
        ("rights taken", "", "auth.user ned", "is_active"),
    ]


def test_a_change_of_rights_is_a_line(lines):
    user = make_user(username="ned")
    user.groups.add(Group.objects.get(name="Editors"))
    user.groups.clear()
    said = [(each["event"], each["of"]) for each in events(lines) if "of" in each]
    assert said == [("rights given", "auth.user ned"), ("rights all taken", "auth.user ned")]


def test_an_import_is_a_line(lines, tmp_path):
    file = tmp_path / "programs.csv"
    file.write_bytes(as_csv([program("one")]))
    call_command("import_directory", "programs", str(file), verbosity=0)
    assert [each["event"] for each in events(lines)] == ["import applied"]
