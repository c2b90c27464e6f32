"""What the tests of the content API share: its addresses."""

ROOT = "/api/content/v2/"
PAGES = f"{ROOT}pages/"


def get(client, path, **headers):
    return client.get(path, headers=headers, follow=True)
