"""Online associate programs in two states: `python docs/directory_client.py [ADDRESS]`."""

import sys
from collections.abc import Iterator

import httpx


def programs(site: str, **params: object) -> Iterator[dict]:
    """Every program that meets the parameters, page after page."""
    url, asked = f"{site}/api/directory/v1/programs", params
    while url:
        answer = httpx.get(url, params=asked, follow_redirects=True).raise_for_status().json()
        yield from answer["data"]
        url, asked = answer["links"]["next"], None  # the next address has the parameters in it


if __name__ == "__main__":
    site = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    states = ["california", "washington"]
    for each in programs(site, place=states, delivery="online", credential="associate"):
        print(each["place"][0], each["institution"], each["name"], each["html_url"], sep=" | ")
