"""What the tests of feeds share: one reader for both kinds, and a history that has begun."""

from datetime import datetime

import pytest
from defusedxml import ElementTree

from directory.changes import history

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _begun(db):
    history.begin()


def items(client, path, **params):
    """The items of the JSON feed at a path, after comparing them with those of the Atom feed."""
    response = client.get(f"{path}.feed.json", params)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/feed+json"
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert client.get(feed["feed_url"]).json() == feed
    atom = client.get(f"{path}.atom", params)
    assert atom["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(atom.content)
    assert root.find("a:link[@rel='self']", ATOM).get("href").startswith("http://testserver/")
    entries = root.findall("a:entry", ATOM)
    assert [e.find("a:id", ATOM).text for e in entries] == [i["id"] for i in feed["items"]]
    assert [e.find("a:title", ATOM).text for e in entries] == [i["title"] for i in feed["items"]]
    for item in feed["items"]:
        assert item["id"].startswith("urn:uuid:")
        assert datetime.fromisoformat(item["date_modified"]).tzinfo
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    return feed["items"]
