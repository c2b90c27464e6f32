"""A cache-friendly host before the site: it lets browsers keep every answer for a minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

# Headers that are of one connection, or that this host decides itself.
OWN = {"connection", "transfer-encoding", "content-length", "cache-control", "date", "server"}


@contextmanager
def keeping_answers(site: str) -> Iterator[tuple[str, list[str]]]:
    """The address of a host that serves `site`, and the list of the paths it has been asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            connection = HTTPConnection(urlsplit(site).netloc, timeout=60)
            headers = {name: self.headers[name] for name in self.headers if name != "Connection"}
            connection.request("GET", self.path, headers=headers)
            reply = connection.getresponse()
            body = reply.read()
            self.send_response_only(reply.status)
            for name, value in reply.getheaders():
                if name.lower() not in OWN:
                    self.send_header(name, value)
            self.send_header("Cache-Control", "max-age=60")
            self.send_header("Date", self.date_time_string())
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            connection.close()

        def log_message(self, *_words: object) -> None:
            """Be quiet."""

    host = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.daemon_threads = True
    Thread(target=host.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{host.server_port}", asked
    finally:
        host.shutdown()
        host.server_close()
