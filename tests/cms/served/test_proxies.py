"""Whoever speaks to the real server byte by byte does not choose his own address or scheme."""

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cms.served.conftest import HOST, ROOT, free_port, program, wait_for

TOLD = "Forwarded: for=192.0.2.1;proto=https"  # what an honest proxy says
# What a stranger adds who would be 6.6.6.6, by https.
IMITATIONS = [
    "X-Forwarded-For: 6.6.6.6",
    "X_Forwarded_For: 6.6.6.6",
    "X_FORWARDED_FOR: 6.6.6.6",
    "X-Forwarded-For: 192.0.2.1\r\nX_Forwarded_For: 6.6.6.6",
    "X_Forwarded_Proto: https",
    "X-Real-IP: 6.6.6.6",
    "Remote-Addr: 6.6.6.6",
    "Remote_Addr: 6.6.6.6",
    "REMOTE_ADDR: 6.6.6.6",
    "HTTP_Forwarded: for=6.6.6.6;proto=https",
    "HTTP-Forwarded: for=6.6.6.6;proto=https",
    "X-Forwarded: for=6.6.6.6;proto=https",
    "_Forwarded: for=6.6.6.6;proto=https",
    "Forwarded_: for=6.6.6.6;proto=https",
    "Forwarded-: for=6.6.6.6;proto=https",
    "For_warded: for=6.6.6.6;proto=https",
    "wsgi.url_scheme: https",
    "wsgi_url_scheme: https",
]  # fmt: skip
# Spellings that are the header itself: the proxy overwrites all of them, whatever their number.
SPELLINGS = ["Forwarded", "FORWARDED", "forwarded", "fOrWaRdEd"]


def say(port: int, *headers: str, tls: ssl.SSLContext | None = None) -> tuple[int, dict]:
    """Ask /echo in these very bytes; the status, and what the site answers."""
    lines = ["GET /echo HTTP/1.1", f"Host: {HOST}", *headers, "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        if tls:
            link = tls.wrap_socket(link, server_hostname=HOST)
        link.sendall("\r\n".join(lines).encode("latin-1"))
        answer = b""
        while part := link.recv(65_536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    return status, json.loads(body) if status == 200 else {}


@pytest.mark.parametrize("line", IMITATIONS)
def test_what_looks_like_the_header_is_not_read(echo, line):
    honest = (200, {"peer": "192.0.2.1", "scheme": "https"})
    assert say(echo, line)[0] in (301, 400)  # still http
    assert say(echo, TOLD, line) in (honest, (400, {}))
    assert say(echo, line, TOLD) in (honest, (400, {}))
    spoken = "Forwarded: proto=https"
    assert say(echo, spoken, line) in ((200, {"peer": "127.0.0.1", "scheme": "https"}), (400, {}))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_of_two_headers_the_one_that_the_proxy_adds_last_counts(echo, spelling):
    forged = f"{spelling}: for=6.6.6.6;proto=http"
    assert say(echo, forged, TOLD) == (200, {"peer": "192.0.2.1", "scheme": "https"})
    assert say(echo, forged, forged, TOLD)[1]["peer"] == "192.0.2.1"


@pytest.mark.parametrize("line", ["Forwarded : for=6.6.6.6", " Forwarded: for=6.6.6.6"])
def test_a_name_with_spaces_is_refused_by_the_server(echo, line):
    assert say(echo, TOLD, "Accept: */*", line)[0] in (200, 400)
    status, said = say(echo, "Forwarded: proto=https", "Accept: */*", line)
    assert status == 400 or said["peer"] == "127.0.0.1"


# --- Behind nginx ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where nginx keeps what it writes."""
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def nginx(echo, folder) -> Iterator[int]:
    """The port of an nginx with the very file of docs/deploy/ before the site; only places, ports
    and the certificate are of this machine."""
    binary, openssl = program("nginx"), program("openssl")
    port = free_port()
    key, certificate = folder / "center.key", folder / "center.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    block = (ROOT / "docs" / "deploy" / "nginx.conf").read_text()
    for documented, here in (
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("    listen [::]:80;\n", ""),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("    listen [::]:443 ssl;\n", ""),
        ("server 127.0.0.1:8000", f"server 127.0.0.1:{echo}"),
        ("/etc/ssl/center.pem", str(certificate)),
        ("/etc/ssl/center.key", str(key)),
        ("/var/log/nginx/center.log", f"{folder}/center.log"),
    ):
        assert documented in block
        block = block.replace(documented, here)
    settings = folder / "nginx.conf"
    settings.write_text(configuration(folder, block))
    process = subprocess.Popen([binary, "-p", folder, "-c", settings], stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def configuration(folder: Path, block: str) -> str:
    """A whole configuration around the block, all of whose files are in `folder`."""
    paths = "".join(
        f"    {name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n    access_log {folder}/access.log; underscores_in_headers on;\n"
        f"{paths}{block}}}\n"
    )


@pytest.fixture(scope="module")
def tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready", "/metrics"])
def test_through_nginx_nobody_asks_what_is_the_operators(echo, nginx, tls, path):
    def status(port: int, tls: ssl.SSLContext | None = None) -> int:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
            link = tls.wrap_socket(link) if tls else link
            link.sendall(f"GET {path} HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
            return int(link.recv(100).split()[1])

    assert status(nginx, tls) == 404
    assert path == "/metrics" or status(echo) in (200, 503)


def test_nginx_writes_no_address_down(nginx, tls, folder):
    for path in ("/search/?q=hush", "/suggest/hushhush/"):
        with socket.create_connection(("127.0.0.1", nginx), timeout=20) as link:
            link = tls.wrap_socket(link)
            link.sendall(f"GET {path} HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
            assert link.recv(100).startswith(b"HTTP/1.1 ")
    said = {each.name: each.read_text() for each in folder.glob("*.log")}
    assert "access.log" in said
    assert [name for name, text in said.items() if "hush" in text] == []


def test_behind_nginx_the_client_is_who_nginx_saw(nginx, tls):
    assert say(nginx, tls=tls) == (200, {"peer": "127.0.0.1", "scheme": "https"})


@pytest.mark.parametrize(
    "line",
    [*IMITATIONS, *(f"{name}: for=6.6.6.6;proto=http" for name in SPELLINGS),
     "Forwarded: for=6.6.6.6\r\nforwarded: for=6.6.6.6;proto=http"],
)  # fmt: skip
def test_through_nginx_nobody_chooses_his_address(nginx, tls, line):
    status, said = say(nginx, line, tls=tls)
    assert status == 400 or said == {"peer": "127.0.0.1", "scheme": "https"}
