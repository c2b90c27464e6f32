"""A Redis that is away is missed by nobody: killed, stopped or started again under requests."""

import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.cms.served.conftest import HOST, served
from tests.seeded import seeded_site
from tests.services.redis import Redis

TOLD = {"Host": HOST, "Forwarded": "for=192.0.2.1;proto=https"}
ASKED = [
    ("/", 200), ("/programs/", 200), ("/admin/login/", 200), ("/admin/", 302),
    ("/api/directory/v1/programs?per_page=1", 200), ("/api/content/v2/pages/", 200),
    ("/programs/list.csv", 200), ("/nope/", 404),
]  # fmt: skip
EDITOR = """
from django.contrib.auth.models import User
User.objects.create_superuser("hana", "h@example.org", "correct-horse-battery")
"""


@pytest.fixture(scope="module")
def redis(tmp_path_factory) -> Iterator[Redis]:
    running = Redis(tmp_path_factory.mktemp("redis"))
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def ask(redis, folder) -> Iterator[Callable]:
    """Ask the site: `ask(path, form)` answers the status and the headers."""
    site = seeded_site(folder)
    address = f"redis://127.0.0.1:{redis.port}/0"
    with served(folder, before=EDITOR, REDIS_URL=address, **site) as port:

        def asked(path: str, form: dict[str, str] | None = None, **headers: str):
            link = HTTPConnection("127.0.0.1", port, timeout=30)
            body, headers = None, {**TOLD, **headers}
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                headers["Referer"] = f"https://{HOST}{path}"
                body = urlencode(form)
            link.request("GET" if form is None else "POST", path, body, headers)
            answer = link.getresponse()
            answer.read()
            link.close()
            return answer

        yield asked


def sign_in(ask) -> str:
    """Sign in and open the editor; the status of its first page."""
    cookie = ask("/admin/login/").headers["Set-Cookie"].split(";")[0]
    form = {
        "username": "hana", "password": "correct-horse-battery",
        "csrfmiddlewaretoken": cookie.partition("=")[2],
    }  # fmt: skip
    answer = ask("/admin/login/", form, Cookie=cookie)
    assert answer.status == 302
    session = next(
        each.split(";")[0] for each in answer.headers.get_all("Set-Cookie") if "session" in each
    )
    return ask("/admin/", Cookie=session).status


def all_is_well(ask) -> None:
    for path, status in ASKED:
        assert ask(path).status == status, path
    assert sign_in(ask) == 200


def left(ask) -> int:
    """How many requests the API still allows us."""
    said = ask("/api/directory/v1/programs?per_page=1").headers["RateLimit"]
    return int(said.partition("r=")[2].partition(";")[0])


def test_redis_may_come_and_go(redis, folder, ask):
    def said() -> list[str]:
        return [line for line in log.read_text().splitlines() if " Redis " in line]

    log = folder / "server.log"
    all_is_well(ask)
    for take_away, bring_back in ((redis.kill, redis.start), (redis.freeze, redis.thaw)):
        before = len(said())
        take_away()
        all_is_well(ask)
        first, second = left(ask), left(ask)
        # Limits count in this process meanwhile; where a minute ended, from the beginning.
        assert second in (first - 1, 599)
        assert len(said()) == before + 1, "the outage is told once"
        assert " ERROR " in said()[-1]
        bring_back()
        for _try in range(100):  # until the end of a pause
            if "answers again" in said()[-1]:
                break
            time.sleep(0.05)
            assert ask("/api/directory/v1/programs?per_page=1").status == 200
        else:
            pytest.fail("It did not recover.")
        all_is_well(ask)
    assert "Traceback" not in log.read_text()
