"""What `check --deploy` asks of a bucket, as a stranger would."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from secrets import token_hex

import httpx
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from cms.storage.faults import StorageAway

PRIVATE = ("documents", "original_images")
PUBLIC = "images"
WORDS = "Only a check of the Library Support Staff Resource Center."
HINT = "Let the public read images/* alone: docs/operating.md, At scale, has the policy."


@register(deploy=True)
def check_bucket(app_configs, **options) -> Sequence[CheckMessage]:
    """Put a file where each kind of upload is kept, and ask for it without an account. Nothing is
    asked of a site that keeps its uploads on its own disk."""
    if "renditions" not in storages.backends:
        return []
    try:
        with httpx.Client(follow_redirects=True, timeout=10) as stranger:
            return list(_found(stranger))
    except StorageAway as away:
        return [Warning(f"The bucket could not be asked: {away}", id="center.W002")]


def _found(stranger: httpx.Client) -> Iterator[CheckMessage]:
    kept, shown = storages["default"], storages["renditions"]
    bucket = type(shown)(bucket_name=shown.bucket_name, endpoint_url=shown.endpoint_url)
    doors = (shown, bucket)  # the name that readers know, and the bucket's own
    for folder in (*PRIVATE, PUBLIC):
        name = kept.save(f"{folder}/check-{token_hex(8)}.txt", ContentFile(WORDS.encode()))
        try:
            opened = [door for door in doors if WORDS in _read(stranger, door.url(name))]
        finally:
            with suppress(StorageAway):
                kept.delete(name)
        if folder != PUBLIC and opened:
            yield Error(f"Anybody can read {folder}/ in the bucket.", hint=HINT, id="center.E001")
        elif folder == PUBLIC and shown not in opened:
            yield Warning("Readers cannot fetch pictures.", hint=HINT, id="center.W003")
    if any(
        "<ListBucketResult" in _read(stranger, each.url("x").removesuffix("x")) for each in doors
    ):
        yield Error("Anybody can list the bucket.", hint=HINT, id="center.E002")


def _read(stranger: httpx.Client, address: str) -> str:
    """What a stranger gets at this address; nothing where it is refused."""
    try:
        answer = stranger.get(address)
    except httpx.HTTPError:
        return ""
    return answer.text if answer.status_code == 200 else ""
