"""One request to an examined address: pinned, timed and capped, without cookies or redirects."""

import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import httpcore

from directory.links.addresses import Target


@dataclass(frozen=True, slots=True)
class Limits:
    """What one check may cost; the figures are those of the project's rules for fetching."""

    connect: float = 5.0  # seconds to a connection, TLS included
    total: float = 15.0  # seconds on the network for one check, all redirects together
    size: int = 256 * 1024  # bytes read of a body, and also bytes after decompression
    redirects: int = 8


@dataclass(frozen=True, slots=True)
class Response:
    """What a server said to one request: header names in lower case, body decompressed and cut."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    is_whole: bool = True
    is_readable: bool = True  # False: an encoding of the body that was not asked for


class Deadline:
    """A moment after which nothing is waited for, in seconds of a monotonic clock."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, never less than 0."""
        return max(0.0, self._end - self._clock())

    def cut(self, timeout: float | None) -> float:
        """Return `timeout` or what is left, in seconds, whichever is less; raise
        httpcore.ReadTimeout at the end."""
        left = self.remaining
        if not left:
            raise httpcore.ReadTimeout("The time for this check is over.")
        return left if timeout is None else min(timeout, left)


class TimedStream(httpcore.NetworkStream):
    """A stream on which every wait ends at one deadline, however small the pieces that arrive."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.cut(timeout)
        return TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, timeout), self._deadline
        )

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class PinnedBackend(httpcore.SyncBackend):
    """Connects to the addresses of one target in turn, whatever host is named: no second lookup."""

    def __init__(self, target: Target, deadline: Deadline) -> None:
        self._target = target
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address that takes it; raise what the last one
        raised."""
        *others, last = self._target.addresses
        for address in others:
            try:
                return self._connect(address, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, timeout)

    def _connect(self, address: str, timeout: float | None) -> TimedStream:
        stream = super().connect_tcp(address, self._target.port, self._deadline.cut(timeout))
        return TimedStream(stream, self._deadline)


def ask(
    target: Target,
    *,
    headers: Mapping[str, str],
    deadline: Deadline,
    limits: Limits,
    tls: ssl.SSLContext,
    body: bytes | None = None,
) -> Response:
    """Get `target` from its examined addresses, or post `body` to it; the TLS name and Host are
    those of its URL.

    Raise httpcore's errors: ConnectError (whose cause is the ssl.SSLError of a TLS fault), the
    timeouts, NetworkError, ProtocolError. A body is cut at `limits.size`, not refused.
    """
    url = target.url
    raw = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=target.port, target=url.raw_path
    )
    sent = {"Host": url.netloc.decode("ascii"), "Connection": "close", **headers}
    connection = httpcore.HTTPConnection(
        origin=raw.origin, ssl_context=tls, network_backend=PinnedBackend(target, deadline)
    )
    timeouts = {"connect": limits.connect, "read": limits.total, "write": limits.total}
    with (
        connection,
        connection.stream(
            "GET" if body is None else "POST",
            raw,
            headers=list(sent.items()),
            content=body,
            extensions={"timeout": timeouts},
        ) as response,
    ):
        found = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers
        }
        return _read(response, found, limits.size)


def _read(response: httpcore.Response, headers: Mapping[str, str], size: int) -> Response:
    coding = headers.get("content-encoding", "").strip().lower()
    unpack = zlib.decompressobj(wbits=47) if coding in ("gzip", "x-gzip", "deflate") else None
    readable = unpack is not None or coding in ("", "identity")
    body, read = bytearray(), 0
    for piece in response.iter_stream():
        read += len(piece)
        try:
            body += unpack.decompress(piece, size + 1 - len(body)) if unpack else piece
        except zlib.error:
            readable = False
            break
        if len(body) > size or read > size:
            break
    whole = len(body) <= size and read <= size
    return Response(response.status, headers, bytes(body[:size]), whole, readable)
