"""A GOV.UK Notify for tests: real HTTP, strict about what its documentation asks for, and as unhelpful as it is told to be."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"board-{SERVICE}-{SECRET}"
EMAIL_TEMPLATE, SMS_TEMPLATE = str(uuid.uuid4()), str(uuid.uuid4())
SHAPES = {
    "/v2/notifications/email": ("email_address", EMAIL_TEMPLATE, {"subject", "text"}),
    "/v2/notifications/sms": ("phone_number", SMS_TEMPLATE, {"text"}),
}


@dataclass
class FakeNotify:
    """posts: what was asked for; taken: what it took, by our reference. answer: a status instead, or `drop` (take it, say nothing)."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    taken: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    answer: Callable[[int], int | str | None] = lambda _: None
    status: str = "sending"
    port: int = 0

    @property
    def settings(self) -> dict[str, str]:
        return {
            "notify_key": KEY,
            "notify_url": f"http://127.0.0.1:{self.port}",
            "notify_email_template": EMAIL_TEMPLATE,
            "notify_sms_template": SMS_TEMPLATE,
        }

    def post(self, path: str, said: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        self.posts.append(said)
        wanted = self.answer(len(self.posts))
        if isinstance(wanted, int):
            return wanted, {"status_code": wanted, "errors": [{"error": "Error", "message": f"not {said}"}]}
        address, template, words = SHAPES[path]
        assert set(said) == {address, "template_id", "personalisation", "reference"}, said
        assert said["template_id"] == template and set(said["personalisation"]) == words
        made = {"id": str(uuid.uuid4()), "reference": said["reference"], "status": self.status}
        self.taken.setdefault(said["reference"], []).append(made)
        return None if wanted == "drop" else (201, made)

    def asked(self, query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        assert set(query) == {"reference"}, query
        found = self.taken.get(query["reference"][0], [])
        return 200, {"notifications": [one | {"status": self.status} for one in found], "links": {}}


@contextmanager
def listening(fake: FakeNotify) -> Iterator[FakeNotify]:
    """The fake at a port of this machine, in a thread."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.let_in()
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.reply(fake.post(self.path, said))

        def do_GET(self) -> None:
            self.let_in()
            at = urlsplit(self.path)
            assert at.path == "/v2/notifications"
            self.reply(fake.asked(parse_qs(at.query)))

        def let_in(self) -> None:
            scheme, _, token = self.headers["Authorization"].partition(" ")
            said = jwt.decode(token, SECRET, algorithms=["HS256"])
            assert scheme == "Bearer" and said["iss"] == SERVICE

        def reply(self, answer: tuple[int, dict[str, Any]] | None) -> None:
            if answer is None:
                self.close_connection = True
                return
            body = json.dumps(answer[1]).encode()
            self.send_response(answer[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", fake.port), Handler)
    server.daemon_threads = True
    fake.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
