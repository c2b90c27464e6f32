"""An e-mail address that a form of the public takes is one of the Internet."""

import pytest

from directory.models import Submission
from tests.submission_forms import page_of, report, suggest

pytestmark = pytest.mark.django_db

NO_ADDRESSES = [
    "a@[127.0.0.1]", "a@[IPv6:::1]", "a@[::1]", "a@[10.0.0.1]", "a@localhost", "a@127.0.0.1",
    "a@mail", "a@", "a",
]  # fmt: skip
ADDRESSES = ["ann@example.org", "o'neill+x@bücher.example", "a@xn--bcher-kva.example"]


@pytest.mark.parametrize("send", [suggest, report])
@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_an_address_of_a_machine_is_refused(client, send, address):
    answer = send(client, email=address)
    assert answer.status_code == 422
    assert "Enter a valid email address." in page_of(answer)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_a_person_is_taken(client, address):
    assert suggest(client, email=address).status_code == 302
