"""How the graph of a page is read."""

import json
import re

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def graph(client, path) -> list[dict]:
    found = SCRIPT.findall(client.get(path).content.decode())
    assert len(found) == 1, path
    content = json.loads(found[0])
    assert content["@context"] == "https://schema.org"
    return content["@graph"]
