"""What an editor typed comes back when the session had ended, and nothing else does."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from directory.models import Program
from tests.factories import make_superuser, make_user
from tests.home.editor.conftest import address, form_data

pytestmark = pytest.mark.django_db
HERE = "http://testserver"


@pytest.fixture
def url():
    return address(Program, "edit", Program.objects.published().first().pk)


@pytest.fixture
def boss():
    return make_superuser(last_name="Bo & Co")


def strict(user: User | None = None) -> Client:
    client = Client(enforce_csrf_checks=True)
    if user:
        client.force_login(user)
    return client


def test_the_script_asks_whether_somebody_is_signed_in(boss, url):
    stranger = strict()
    answer = stranger.get("/admin/session/")
    assert answer.json() == {"signed_in": False}
    assert not stranger.cookies
    assert "no-store" in answer["Cache-Control"]
    assert strict(make_user()).get("/admin/session/").json() == {"signed_in": False}
    client = strict(boss)
    said = client.get("/admin/session/").json()
    assert (said["signed_in"], said["name"]) == (True, "Bo & Co")
    data = form_data(client.get(url).context["form"])
    data |= {"name": "Zebras", "csrfmiddlewaretoken": said["token"]}
    assert client.post(url, data).status_code == 302
    assert 'src="/static/js/saving' in client.get(url).content.decode()


def test_what_a_signed_out_editor_sends_is_kept_and_sent_again(boss, url):
    client = strict(boss)
    data = form_data(client.get(url).context["form"]) | {"name": "Zebras <b>\n&"}
    token = client.get("/admin/session/").json()["token"]
    client.logout()
    token = {"csrfmiddlewaretoken": token}
    client.cookies["csrftoken"] = token["csrfmiddlewaretoken"]
    answer = client.post(url, {**data, **token}, headers={"Referer": f"{HERE}{url}"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert 'name="name" value="Zebras &lt;b&gt;\n&amp;"' in page
    assert "sign in in a new tab" in page
    assert f'action="{url}"' in page


def test_a_form_without_its_cookies_is_kept_too(boss, url):
    typed = {"name": "Zebras", "csrfmiddlewaretoken": "x" * 64}
    answer = strict().post(url, typed, headers={"Origin": HERE})
    assert answer.status_code == 403
    assert 'value="Zebras"' in answer.content.decode()
    # Who has signed in meanwhile sends it once more, with the token of now.
    client = strict(boss)
    data = form_data(client.get(url).context["form"]) | {"name": "Zebras"}
    again = client.post(url, data, headers={"Origin": HERE})
    page = again.content.decode()
    assert "send it again" in page
    data["csrfmiddlewaretoken"] = page.partition('name="csrfmiddlewaretoken" value="')[2][:64]
    assert client.post(url, data, headers={"Origin": HERE}).status_code == 302


@pytest.mark.parametrize(
    ("path", "typed", "headers"),
    [
        (None, {"name": "Zebras"}, {"Origin": "https://elsewhere.example"}),
        (None, {"name": "Zebras"}, {"Origin": HERE, "Sec-Fetch-Site": "cross-site"}),
        (None, {"name": "Zebras"}, {}),
        (None, {}, {"Origin": HERE}),
        (None, {"name": "Zebras"}, {"Origin": HERE, "Accept": "application/json"}),
        ("/admin/account/", {"password-new_password1": "hunter2"}, {"Origin": HERE}),
        ("/admin/login/", {"username": "a", "password": "hunter2"}, {"Origin": HERE}),
    ],
)
def test_nothing_else_is_repeated(url, path, typed, headers):
    answer = strict().post(path or url, typed, headers=headers)
    assert answer.status_code == 403
    body = answer.content.decode()
    assert "Zebras" not in body
    assert "hunter2" not in body
