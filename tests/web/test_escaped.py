"""HTML and script typed or sent into every field there is: every page, frame and answer shows it as the text it was."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from board.commands.screens import begin_pairing, pairing_code
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.secrets import Secrets
from board.store.engine import Database
from board.web.routes import LINES
from tests.processes import KEY, soon
from tests.served import Board, Desk, now, served

EVIL = """'"><script>evil()</script><img src=x onerror=evil()>"""
SHORT = "<script>evil()</script>"
CHILD = dict.fromkeys(("given_name", "family_name", "ethnicity", "school", "address"), EVIL)
SAFE = dict.fromkeys(("channel", "times", "never_use", "code_word", "address"), EVIL)
ADULT = {"role": "victim", "safe_contact": SAFE} | dict.fromkeys(
    ("given_name", "family_name", "address"), EVIL
)
CONTACT = {
    "source": "police",
    "concern": "neglect",
    "children": [CHILD],
    "adults": [ADULT],
    "grading_score": 3,
} | dict.fromkeys(("source_reference", "notice_type", "summary", "referrer", "grading_tool", "grading"), EVIL)


class Scripts(HTMLParser):
    """What of a page would run, as a browser reads it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.run: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self._inside = tag == "script"
        if tag == "script" and not (said.get("src") or "").startswith("/static/"):
            self.run.append(str(said))
        self.run += [name for name in said if name.startswith("on")]
        self.run += [
            value
            for name, value in attrs
            if name in ("href", "src", "action") and (value or "").startswith("javascript:")
        ]

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.run.append(data)
        self._inside = False


def shows_text(html: str) -> bool:
    """Whether nothing of what was sent runs."""
    assert Scripts(html).run == []
    assert "<script>evil" not in html and "<img src=x" not in html
    return True


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def fill(board: Board, desk: Desk) -> list[str]:
    """Type and send it into everything there is; the references of what came of it."""
    sent = CONTACT | {"received_at": now().isoformat()}
    system = await board.system(Role.SERVICE_MANAGER, EVIL)
    refs = [
        (await system.post("/contacts", json=sent | {"source_reference": f"{EVIL}{n}"})).json()["ref"]
        for n in range(5)
    ]
    again = await system.post(
        "/contacts", json=sent | {"source_reference": f"{EVIL}0", "summary": EVIL * 2, "referrer": EVIL * 2}
    )
    assert again.json()["changed"] is True

    async def act(ref: str, act: str, **form: Any) -> None:
        reply = await desk.post(f"/contacts/{ref}/{act}", {"reason": EVIL} | form)
        assert reply.status_code == 303, (act, reply.text)

    for ref in refs:
        await act(ref, "children", given_name=EVIL, family_name=EVIL)
        await act(ref, "rating", rag="red")
    for act_, ref in (("claim", refs[0]), ("claim", refs[1]), ("release", refs[1]), ("hold", refs[1])):
        await act(ref, act_)
    await act(refs[2], "restrict", person=str(board.manager.person_id))
    await act(refs[3], "restrict", person=str(board.manager.person_id))
    await act(refs[3], "unrestrict")
    await act(refs[0], "name-referrer")
    await act(refs[4], "close", outcome=Policy.default().outcomes[0].code, why_anyway=EVIL)
    return refs


async def test_script_in_every_field_is_drawn_as_text_on_every_page_frame_and_answer(board: Board) -> None:
    desk = await board.desk(Role.SERVICE_MANAGER, EVIL)
    wall, watching, beside = await board.wall(), await desk.page(), await board.desk(Role.POLICE, SHORT)
    async with wall.listening(), watching.listening():
        refs = await fill(board, desk)
        await soon(
            lambda: (
                watching.regions[0].seq == watching.regions[1].seq == wall.seq
                and f"own-{refs[2]}" in watching.regions[1].standing
            )
        )
    await pair(board, desk, SHORT)
    pages = [
        line.path
        for line in LINES
        if line.method == "GET" and not line.path.startswith(("/live", "/metrics", "/healthz", "/readyz"))
    ]
    seen = ""
    for path in pages:
        for ref in refs if "{ref}" in path else [""]:
            reply = await desk.client.get(
                path.replace("{hub}", board.hub.key).replace("{ref}", ref), follow_redirects=True
            )
            assert shows_text(reply.text), path
            seen += reply.text
    assert unescape(seen).count("<script>evil()</script>") > 50, "it is shown, as text"
    for page in (wall, watching, await board.wall(name="Second room"), await beside.page()):
        assert shows_text(page.html)
        for frame in (one for one in map(json.loads, page.raw) if "content" in one):
            assert shows_text(frame["content"])
    assert any("script&gt;" in raw for raw in watching.raw)
    system = await board.system(Role.SERVICE_MANAGER, "Case system")
    for path in ("/contacts", "/events", *(f"/contacts/{ref}" for ref in refs)):
        reply = await system.get(path)
        assert (
            reply.headers["content-type"].startswith("application/")
            and reply.headers["x-content-type-options"] == "nosniff"
        )
    assert (await system.get(f"/contacts/{refs[1]}")).json()["summary"] == EVIL, (
        "no field is rewritten on its way"
    )
    assert "evil()" not in board.logs()


async def pair(board: Board, desk: Desk, name: str) -> None:
    secrets = Secrets([KEY])
    async with board.db.transaction() as tx:
        waiting = await begin_pairing(tx, secrets, now=now())
    code = pairing_code(secrets, waiting.pairing_id)
    assert (await desk.post("/screens", {"code": code, "name": name})).status_code == 303


async def test_script_in_what_is_refused_is_drawn_as_text_too(board: Board) -> None:
    desk, ref, nobody = await board.desk(Role.SERVICE_MANAGER), await board.contact(), await board.nobody()
    long = EVIL + "a" * 600
    forms = {
        f"/contacts/{ref}/{act}": {"reason": long, "rag": EVIL, "outcome": EVIL, "given_name": EVIL, "born_on": EVIL, "expected_on": EVIL}
        for act in ("release", "rating", "restrict", "close", "hold", "children")
    } | {
        "/contacts": dict.fromkeys(("summary", "source", "form_key", "children-0-given_name", "received_on-day", "adults-0-role"), EVIL),
        "/screens": {"code": EVIL, "name": EVIL},
    }  # fmt: skip
    for path, form in forms.items():
        reply = await desk.post(path, form)
        assert reply.status_code in (409, 422) and shows_text(reply.text), path
        assert "script&gt;" in reply.text, f"{path} lost what was typed"
        click = await desk.post(path, form, headers={"Board-Page": EVIL, "Board-Since": SHORT})
        # forms.js puts what JSON says in as text
        assert click.headers["content-type"] == "application/json" or shows_text(click.text)
    signing = await nobody.post(
        "/sign-in", data={"email": EVIL, "password": EVIL, "next": f"javascript:{EVIL}"}
    )
    assert signing.status_code == 401 and shows_text(signing.text)
    for address in (
        f"/{EVIL}",
        f"/hubs/{EVIL}/desk",
        f"/hubs/northborough/contacts/{EVIL}",
        f"/sign-in?next={EVIL}",
        f"/hubs?{EVIL}",
    ):
        for client in (desk.client, nobody):
            reply = await client.get(address, follow_redirects=True)
            assert shows_text(reply.text), address
    assert not re.search(r"evil\(\)", board.logs())
