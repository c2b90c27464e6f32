import pytest

from directory.models import Webhook
from tests.webhook_receiver import webhook_receiver


@pytest.fixture
def receiver():
    with webhook_receiver() as receiver:
        yield receiver


@pytest.fixture
def hook(receiver):
    return Webhook.objects.create(name="Receiver", url=receiver.url)
