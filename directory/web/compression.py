"""Packing of answers: Brotli, else gzip, for texts; each at a level that costs little time."""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator

import brotli
from django.http import HttpResponse

CODINGS = ("br", "gzip")
COMPRESSED_FROM = 400  # bytes; below that the headers cost more than they save
TEXT = re.compile(r"^(text/|application/(([\w.-]+\+)?(json|xml)|x-ndjson|javascript)\b)")
ENCODING = "Accept-Encoding"
GZIP = 31  # what zlib calls the format of gzip with the largest window


def coding_of(accepted: str) -> str:
    """Return the coding to use for a client that accepts these, "" for none of ours."""
    return next((coding for coding in CODINGS if coding in accepted), "")


def compress(response: HttpResponse, accepted: str) -> None:
    """Pack the text that `response` holds as an Accept-Encoding, `accepted`, allows; what is
    packed already, is no text or is too short stays as it is."""
    coding = coding_of(accepted)
    if (
        not coding
        or response.has_header("Content-Encoding")
        or not TEXT.match(response.get("Content-Type", ""))
    ):
        return
    if response.streaming:
        response.streaming_content = _stream(response.streaming_content, coding)
        del response.headers["Content-Length"]  # a file knows how long it is before
    elif len(response.content) < COMPRESSED_FROM:
        return
    else:
        response.content = (
            brotli.compress(response.content, quality=2)
            if coding == "br"
            else gzip.compress(response.content, compresslevel=4, mtime=0)
        )
        response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = coding


def _stream(parts: Iterable[bytes], coding: str) -> Iterator[bytes]:
    if coding == "br":
        compressor = brotli.Compressor(quality=4)
        pack, finish = compressor.process, compressor.finish
    else:
        compressor = zlib.compressobj(level=4, wbits=GZIP)
        pack, finish = compressor.compress, compressor.flush
    for part in parts:
        if packed := pack(part):
            yield packed
    yield finish()
