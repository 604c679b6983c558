"""Requests larger than the board takes: the answer is read by ordinary clients, and up to 64 KB of cookies are answered."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from board.web.middleware import LARGEST_BODY
from tests import servers
from tests.processes import Web, web_processes

FORM = "application/x-www-form-urlencoded"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    folder = servers.run_folder() / uuid.uuid4().hex[:8]
    folder.mkdir(mode=0o755)
    with (
        servers.fresh_database(f"t_{uuid.uuid4().hex[:12]}") as url,
        web_processes(url, folder) as (web,),
    ):
        yield web


def asked(
    web: Web, method: str, path: str, body: Any = None, *, chunked: bool = False, **headers: str
) -> tuple[int, str]:
    """The status and text that Python's own client reads."""
    line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=15)
    sent = {"Origin": web.base, **{name.replace("_", "-"): value for name, value in headers.items()}}
    with closing(line):
        line.request(method, path, body, sent, encode_chunked=chunked)
        reply = line.getresponse()
        return reply.status, reply.read().decode()


def test_a_too_large_body_is_answered_in_words_that_ordinary_clients_read(web: Web, tmp_path: Path) -> None:
    large = b"a" * (8 * LARGEST_BODY)
    for path in ("/sign-in", "/api/v1/contacts", "/nowhere"):
        status, words = asked(web, "POST", path, large, Content_Type=FORM)
        assert (status, "too large" in words) == (413, True), path
    pieces = (b"a" * 65536 for _ in range(64))
    assert asked(web, "POST", "/sign-in", pieces, chunked=True, Content_Type=FORM)[0] == 413

    with httpx.Client(headers={"Origin": web.base, "Content-Type": FORM}, timeout=15, verify=False) as client:
        assert "too large" in client.post(f"{web.base}/sign-in", content=large).text

    file = tmp_path / "large"
    file.write_bytes(large)
    curl = shutil.which("curl")
    for more in ([], ["-H", "Expect:"], ["-H", "Transfer-Encoding: chunked"]) if curl else []:
        command = ["curl", "-sS", "-H", f"Origin: {web.base}", "--data-binary", f"@{file}", *more]
        done = subprocess.run([*command, f"{web.base}/sign-in"], capture_output=True, text=True, timeout=30)
        assert (done.returncode, "too large" in done.stdout) == (0, True), (more, done.stderr)


def test_a_body_that_is_refused_for_another_reason_does_not_lose_its_answer_either(web: Web) -> None:
    large = b"a" * (8 * LARGEST_BODY)
    status, words = asked(web, "POST", "/sign-in", large, Content_Type=FORM, Origin="https://evil.example")
    assert (status, "another site" in words) == (403, True)


def test_a_client_that_announces_too_much_and_sends_nothing_is_answered_at_once(web: Web) -> None:
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as line:
        head = f"POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: {10**12}\r\n\r\n"
        line.sendall(head.encode())
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413") and b"connection: close" in answer.lower()


def test_up_to_64_kb_of_cookies_are_answered_by_pages_and_by_the_socket(web: Web) -> None:
    for size in (1_000, 8_192, 9_000, 16_000, 65_536):
        cookies = "; ".join(f"proxy{n}={'x' * 990}" for n in range(size // 1_000)) or "a=b"
        for cookie in (cookies, "one=" + "x" * size):
            assert asked(web, "GET", "/sign-in", Cookie=cookie)[0] == 200
            assert asked(web, "GET", "/api/v1/contacts", Cookie=cookie)[0] == 401
            # The page that it names is none of ours: an answer of the board itself, not of the handshake's reader.
            status, words = asked(web, "GET", "/live/socket?page=x&since=1.1", Cookie=cookie, **UPGRADE)
            assert (status, "There is nothing here for you" in words) == (404, True), size
    assert "without completing handshake" not in web.log.read_text()


def test_more_than_that_is_refused_in_words(web: Web) -> None:
    cookie = "one=" + "x" * 200_000
    status, words = asked(web, "GET", "/sign-in", Cookie=cookie)
    assert (status, "too many cookies" in words) == (431, True)
    status, words = asked(web, "GET", "/api/v1/contacts", Cookie=cookie)
    assert (status, json.loads(words)["title"]) == (431, "HeadersTooLarge")
    status, words = asked(web, "GET", "/live/socket?page=x&since=1.1", Cookie=cookie, **UPGRADE)
    assert (status, "Delete the cookies" in words) == (431, True)


def test_a_handshake_that_cannot_be_read_is_refused_in_words(web: Web) -> None:
    many = {f"X-Proxy-{n}": "x" for n in range(200)}
    status, words = asked(web, "GET", "/live/socket?page=x&since=1.1", **many, **UPGRADE)
    assert (status, "too many or too large headers" in words) == (431, True)
    status, words = asked(web, "GET", "/live/socket?page=x&since=1.1", **UPGRADE, Content_Length="5")
    assert (status, "cannot be read" in words) == (400, True)
