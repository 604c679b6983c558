"""Reading the board as each role can: every page, frame, answer and file, and which marked columns were seen in them.

The hub is planted once and read by many. Parameters of an address are given by name below, so that a new GET route is read without a
word here, or fails until its new parameter is given.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx
from starlette.applications import Starlette

from board.api.endpoints import ENDPOINTS, PREFIX
from board.app import make_app
from board.domain.permissions import Role
from board.guards import screen
from board.live.fanout import Fanout
from board.live.frames import Frames
from board.settings import Settings
from board.store.engine import Database
from board.web.figures import Figures
from board.web.routes import LINES
from tests import make
from tests.house.lens_scene import OUTCOME, Planted
from tests.house.planted import BORN, MARK
from tests.processes import KEY

BOARD = "http://board.example"
WHOLE = ("/hubs/{hub}/contacts/{ref}", f"{PREFIX}/contacts/{{ref}}")
"""Routes that are read for every contact that is opened; the others for one."""
ALL = {"/contacts": {"limit": 200}, "/events": {"limit": 1000}}
"""Parameters to ask for beside an address of the API, so that the answer is whole."""
CODES: dict[str, str] = {
    "contacts.source": "qx7k_source",
    "contacts.dfe_code": r"\b5D\b",
    "contacts.concern": "qx7k_concern",
    "contacts.outcome": OUTCOME,
    "contacts.sender_rag": r'Sender’s colour</dt><dd>|"sender_rag": ?"red"',
    "contacts.grading_score": "737373",
    "contacts.confidential_enquiry": r'Parents not aware|"confidential_enquiry": ?true',
    "contacts.anonymous_referrer": r'not to be named|"anonymous_referrer": ?true',
    "contacts.restricted": r'Restricted: only the people|"restricted": ?true',
    "children.unborn": r'unborn, expected|\d unborn|"unborn": ?true',
    "children.born_on": "2013-12-11|11 December 2013",
    "children.expected_on": "expected Mar 2027|2027-03-19|19 March 2027",
    "children.sex": r'"sex": ?"f"|>Sex</span>',
    "adults.role": r'victim/survivor|"role": ?"victim"',
    "adults.born_on": "1991-07-23|23 July 1991",
    "contacts.incident_on": "2026-08-19|19 August 2026",
    "safe_contacts.message_ok": "A message may be left",
    "measures.kind": r'<b>Bail|measure: Bail|Bail conditions ends|"(kind|clock)": ?"bail"',
    "measures.began_at": "2026-11-03T04:19",
    "measures.ends_at": r'Ends <[^>]*2027-01-07T03:17|"ends_at": ?"2027-01-07T03:17',
    "directory_entries.telephone": "0113 496 0737",
    "directory_entries.mobile": "07700 900737",
    "people.totp_last_step": "737171",
}
"""How a column that can hold no marker is recognised where it is shown."""
BESIDE: dict[str, str] = {
    "an age": r"</b>, 12 |>12 · born|>12</p>|\d child(ren)?, |age:under_18",
    "another contact of the same family": r'Same family as|Same incident as|"Same family|'
    r"(?:May be|Looks like) the same family[^<]*</h3>\s*<ul>\s*<li>",
    "an alarm about where a child is": "Not known where",
    "that more was sent": r'\d late item|"late_information": ?(\[\{|[1-9])|flag:late_information',
}
"""Values that a field tells and no labelled column holds."""
NEVER = {
    "/": "leads elsewhere",
    "/sign-in/code": "for somebody who is half signed in",
    "/sign-in/second-factor": "for somebody who is half signed in",
    "/sign-in/second-factor.svg": "for somebody who is half signed in",
    "/locked": "for somebody whose screen is locked",
    "/to/{token}": "leads elsewhere",
    "/l/{link:uuid}": "for somebody outside who entered a code: tests/web/link/test_pages.py",
    "/wall": "for a screen, which is read by itself",
    "/wall/screen.css": "for a screen, which is read by itself",
    "/live/frames": "asked for by each page that is read",
}
"""Routes that answer none of the readers with a page of its own."""
VOCABULARY = (
    "/hubs/{hub}/policy",
    "/hubs/{hub}/policy.json",
    "/hubs/{hub}/policy/amend",
    "/hubs/{hub}/contacts/new",
    "/hubs/{hub}/help",
)
"""Pages that list the hub's own words for sources, worries and outcomes: no family's."""
_WORDS = re.compile(rf"{MARK}-([a-z_]+\.[a-z_]+)", re.IGNORECASE)


def seen_in(route: str, said: str) -> set[str]:
    """The labelled columns, and what else a lens hides, that are seen in this page or answer of this route."""
    words = {match[1].lower() for match in _WORDS.finditer(said)}
    if route in VOCABULARY:
        return words - {"contacts.source", "contacts.concern", "contacts.outcome"}
    return words | {column for column, sign in (CODES | BESIDE).items() if re.search(sign, said)}


@cache
def application() -> Starlette:
    """The application, made once: all that it remembers is set again by each house."""
    return make_app(Settings(secret_key=KEY))


@dataclass
class House:
    """The application without a server, remembering nothing, over a hub that was planted."""

    db: Database
    planted: Planted
    answered: dict[str, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app = application()
        state = self.app.state
        state.database, state.clock = self.db, lambda: make.NOW
        state.frames = Frames(self.db)
        state.fanout = Fanout(state.frames, state.clock)
        state.figures = Figures(state.fanout)
        state.invented, state.invented_people = False, None

    @asynccontextmanager
    async def _client(self, **more: Any) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url=BOARD, headers={"Origin": BOARD} | more.pop("headers", {}), **more
        ) as client:
            yield client

    def addresses(self, path: str) -> list[str]:
        """This route's path for each contact that is opened, or itself."""
        names = re.findall(r"{(\w+(?::\w+)?)}", path)
        refs = list(self.planted.refs.values()) if path in WHOLE else [self.planted.refs["held"]]
        unknown = set(names) - {"ref"} - self.planted.given.keys()
        assert not unknown, (
            f"{path}: say in tests/house/lenses.py what stands for {unknown}, so that it is read"
        )
        found = []
        for ref in refs:
            said = path.replace("{ref}", ref)
            for name, value in self.planted.given.items():
                said = said.replace(f"{{{name}}}", value)
            found.append(said)
        return found

    async def pages(self, role: Role, only: str | None = None) -> AsyncIterator[tuple[str, str]]:
        """Every page this role can get, by its route: what GET answers, and the frames that a page asks for, from the beginning."""
        async with self._client(cookies={"session": self.planted.readers[role].session}) as client:
            for line in LINES:
                if line.method != "GET" or only not in (None, line.path):
                    continue
                async for one in self._page(client, line.path):
                    yield one

    async def _page(self, client: httpx.AsyncClient, path: str) -> AsyncIterator[tuple[str, str]]:
        for number, address in enumerate(self.addresses(path)):
            reply = await client.get(address)
            self.answered.setdefault(path, set()).add(reply.status_code)
            yield path, reply.text
            parts = re.split(r'data-page="([^"]+)"', reply.text)[1:] if not number else []
            for token, rest in zip(parts[::2], parts[1::2], strict=True):
                many = rest.count("data-audience=")
                since = ".".join(["1", *["0"] * many])
                asked = await client.get(f"/live/frames?page={quote(token)}&since={since}")
                frames = asked.json()["frames"]
                assert len(frames) == many
                yield path, "".join(one["content"] for one in frames)

    async def answers(self, role: Role, only: str | None = None) -> AsyncIterator[tuple[str, str]]:
        """Every answer of the API that a system with this role's seat can get."""
        token = self.planted.readers[role].token
        async with self._client(headers={"Authorization": f"Bearer {token}"}) as client:
            for one in ENDPOINTS:
                path = PREFIX + one.path
                if one.method != "GET" or only not in (None, path):
                    continue
                for address in self.addresses(path):
                    reply = await client.get(address, params=ALL.get(one.path))
                    self.answered.setdefault(path, set()).add(reply.status_code)
                    yield path, reply.text

    async def everything(self, role: Role, only: str | None = None) -> AsyncIterator[tuple[str, str]]:
        """All pages and answers that this role can get, and what it finds. only: of this route."""
        async for one in self.pages(role, only):
            yield one
        async for one in self.answers(role, only):
            yield one
        if only in (None, "find"):
            born = f"{BORN:%d/%m/%Y}"  # not as any page writes it, since the form says again what was typed
            yield "find", await self._post(role, "/find", find="", born_on=born)
            yield "find", await self._post(role, "/find", find=self.planted.refs["held"])

    async def asked(self, role: Role, door: str) -> list[str]:
        """The answer to somebody in this role who asks at this door of a contact."""
        path = f"/contacts/{self.planted.refs['held']}/{door.replace('_', '-')}"
        said = await self._post(role, path, adult=self.planted.given["adult"])
        return [re.sub("</?mark>", "", said)]

    async def _post(self, role: Role, path: str, **form: str) -> str:
        async with self._client(cookies={"session": self.planted.readers[role].session}) as client:
            return (await client.post(f"/hubs/{self.planted.hub.key}{path}", data=form)).text

    async def wall(self) -> AsyncIterator[tuple[str, str]]:
        """The page that a paired screen gets."""
        async with self._client(cookies={"wall": self.planted.wall}) as client:
            for line in LINES:
                if line.method == "GET" and line.guard is screen:
                    async for one in self._page(client, line.path):
                        yield one
