"""Bad input at the real application, over HTTP: each kind gets its answer, keeps what was typed, changes nothing, leaks nothing."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.commands.sessions import end_sessions_of, lock_session
from board.commands.words import REASON_MOST
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.queries.sessions import session_of_token
from board.store.engine import Database
from board.web.middleware import LARGEST_BODY
from board.web.routes import LINES
from tests import servers
from tests.processes import Page, soon
from tests.served import AT_EASE, Board, Desk, now, served

pytestmark = pytest.mark.asyncio(loop_scope="module")
OUTCOME = Policy.default().outcomes[0].code
MARK = "Qx7kTyped"
"""In everything typed here: no log may hold it."""
PLAIN = {"Content-Type": "application/x-www-form-urlencoded"}
ACTS = {
    "release": {}, "rating": {"rag": "red", "child": ""}, "restrict": {}, "close": {"outcome": OUTCOME}, "hold": {},
}  # fmt: skip
TEXTS = {
    "NUL": f"{MARK} a\x00b", "a control character": f"{MARK} a\x1bb", "text that turns round": f"{MARK} a\u202eb",
    "100 kB": f"{MARK} " + "a" * 100_000, "too long for a card": f"{MARK} " + "a" * REASON_MOST, "nothing": "", "blanks": " \t\r\n ",
}  # fmt: skip
NUMBERS = ("-1", "0", "1e3", "1.5", "\u0663", "9" * 18, "9" * 400, "x", "1 or 1=1", "\x00")


@dataclass(slots=True)
class Scene:
    """A board, a service manager at a desk who holds a contact, and that contact."""

    board: Board
    desk: Desk
    ref: str

    async def act(self, act: str, form: dict[str, Any], **more: Any) -> httpx.Response:
        return await self.desk.post(f"/contacts/{self.ref}/{act}", form, **more)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene() -> AsyncIterator[Scene]:
    folder = servers.run_folder() / uuid.uuid4().hex[:8]
    folder.mkdir(mode=0o755)
    with servers.fresh_database(f"t_{uuid.uuid4().hex[:12]}") as url:
        database = Database(url)
        async with served(database, folder, policy=AT_EASE) as board:
            desk = await board.desk_of(board.manager)
            ref = await board.contact()
            assert (await desk.post(f"/contacts/{ref}/claim")).status_code == 303
            yield Scene(board, desk, ref)
            assert MARK not in board.logs(), "what somebody typed stands in the log"
            assert "Traceback" not in board.logs()
        await database.close()


def says(reply: httpx.Response, words: str) -> bool:
    return words in unescape(reply.text)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("kind", TEXTS)
async def test_reason_that_cannot_be_kept_is_refused_and_stands_where_it_was_typed(
    scene: Scene, act: str, kind: str
) -> None:
    before, typed = await scene.board.state(), TEXTS[kind]
    people = [str(scene.desk.actor.person_id)] if act == "restrict" else []
    reply = await scene.act(act, ACTS[act] | {"reason": typed, "person": people})
    assert reply.status_code == 422
    assert re.search(r"govuk-error-summary.*?<p[^>]*>[^<]+\.</p>", reply.text, re.DOTALL), (
        "a sentence says what to do"
    )
    area = re.search(
        rf'<details class="act" open>.*?id="{act}-reason"[^>]*>\n(.*?)</textarea>', reply.text, re.DOTALL
    )
    assert area, "the form stands open"
    assert unescape(area[1]) == typed.replace("\x00", "\ufffd")
    assert await scene.board.state() == before


@pytest.mark.parametrize(
    ("act", "form", "words", "kept"),
    [
        ("rating", {"rag": "purple", "reason": MARK}, "Choose one of:", MARK),
        ("close", {"outcome": "whatever", "reason": MARK}, "Choose one of:", MARK),
        ("close", {"outcome": "", "reason": MARK}, "Choose one of:", MARK),
        ("restrict", {"reason": MARK, "out": "{me}"}, "Do one or the other.", MARK),
        ("restrict", {"person": "123456", "reason": MARK}, "Choose people who have a seat in this hub.", MARK),
        ("children", {"given_name": MARK, "born_on": "2999-01-01"}, "cannot lie in the future", MARK),
        ("children", {"given_name": MARK, "born_on": "yesterday"}, "YYYY-MM-DD", MARK),
        ("children", {"given_name": MARK, "unborn": "yes", "expected_on": "1900-01-01"}, "expected date", MARK),
        ("children", {"given_name": MARK, "family_name": "a\x00"}, "cannot be", MARK),
        ("children", {"given_name": MARK, "family_name": "a" * 101}, "at most 100", MARK),
        ("claim", {}, "", ""),
    ],
)  # fmt: skip
async def test_unknown_code_or_impossible_value_is_named_and_the_rest_stays(
    scene: Scene, act: str, form: dict[str, str], words: str, kept: str
) -> None:
    before = await scene.board.state()
    form = {name: typed.replace("{me}", str(scene.desk.actor.person_id)) for name, typed in form.items()}
    reply = await scene.act(act, form)
    assert reply.status_code == (422 if form else 303), reply.text
    assert says(reply, words) and kept in reply.text
    assert await scene.board.state() == before


async def test_click_of_our_script_is_told_the_same_by_field(scene: Scene) -> None:
    page = await scene.desk.page(f"/contacts/{scene.ref}")
    headers = {"Board-Page": page.token, "Board-Since": page.since()}
    before = await scene.board.state()
    for act in ACTS:
        reply = await scene.act(act, ACTS[act] | {"reason": f"{MARK}\x00", "person": "1"}, headers=headers)
        notice = reply.json()["notice"]
        assert (
            reply.status_code == 422
            and notice["kind"] == "refused"
            and notice["errors"]["reason"].endswith(".")
        )
        assert MARK not in reply.text
    assert await scene.board.state() == before


@pytest.mark.parametrize("number", NUMBERS)
async def test_number_of_nothing_names_nothing(scene: Scene, number: str) -> None:
    before = await scene.board.state()
    for act, name in (("rating", "child"), ("restrict", "person"), ("safe-contact", "adult")):
        reply = await scene.act(act, {name: number, "rag": "red", "reason": MARK})
        assert reply.status_code in (404, 422), (act, reply.status_code)
    for path in (
        "/screens/{}/revoke",
        "/people/{}/end-sessions",
        "/notices/{}/acknowledge",
        "/contacts/{}/claim",
    ):
        reply = await scene.desk.post(path.format(httpx.URL("/", params={"n": number}).query.decode()[2:]))
        assert reply.status_code == 404, (path, reply.status_code)
    assert await scene.board.state() == before


BOUNDARY = "x7k"


def part(name: str, value: bytes, more: str = "") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def multipart(charset: str = "") -> dict[str, str]:
    return {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"
        + (f"; charset={charset}" if charset else "")
    }


END = f"--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"Content-Type": "application/json"}, json.dumps({"reason": MARK}).encode(), 422),
        ({"Content-Type": "text/plain"}, f"reason={MARK}".encode(), 422),
        ({}, f"reason={MARK}".encode(), 422),
        ({"Content-Type": "multipart/form-data"}, b"reason", 422),
        (multipart(), b"nothing of the kind", 422),
        (multipart(), part("reason", MARK.encode())[:-40], 422),
        (multipart(), part("reason", MARK.encode(), '; filename="list.csv"') + END, 422),
        (multipart("utf-7"), part("reason", b"+2AA-") + END, 422),
        (multipart("idna"), part("reason", b"xn--\xff") + END, 422),
        (PLAIN, b"reason=%ED%A0%80%FF%FE" + b"a" * REASON_MOST, 422),
        (PLAIN, b"&".join(b"reason%d=a" % n for n in range(5_000)), 422),
        (PLAIN, b"reason=" + b"a" * LARGEST_BODY, 413),
        (multipart(), part("reason", b"a" * LARGEST_BODY) + END, 413),
    ],
)  # fmt: skip
async def test_body_of_the_wrong_kind_shape_or_size_is_refused_in_words(
    scene: Scene, headers: dict[str, str], content: bytes, status: int
) -> None:
    before = await scene.board.state()
    for path in (f"/contacts/{scene.ref}/release", f"/contacts/{scene.ref}/hold", "/contacts", "/screens"):
        reply = await scene.desk.client.post(scene.desk.here + path, content=content, headers=headers)
        assert reply.status_code == status, (path, reply.status_code)
        assert status != 413 or says(reply, "too large")
        assert not says(reply, "went wrong")
    assert await scene.board.state() == before


@pytest.mark.parametrize(("field", "value"), [
    ("source", "martians"), ("concern", "witchcraft"), ("rag", "purple"), ("adults-0-role", "villain"), ("summary", "a\x00b"),
    ("summary", "a\x1bb"), ("summary", "a" * 100_000), ("referrer", "a\u202eb"), ("source_reference", "a\nb"), ("grading_score", "-1"),
    ("grading_score", "9" * 400), ("received_on-year", "9999999"), ("children-0-given_name", "a" * 100_000),
    ("adults-0-safe-channel", "\x00"),
])  # fmt: skip
async def test_form_for_a_contact_keeps_everything_typed_when_one_field_is_wrong(
    scene: Scene, field: str, value: str
) -> None:
    before, at = await scene.board.state(), now()
    filled = {
        "form_key": "k" * 24, "received_on-day": str(at.day), "received_on-month": str(at.month), "received_on-year": str(at.year),
        "received_time": "00:00", "source": "school", "concern": "neglect", "summary": f"{MARK} summary",
        "children-0-given_name": f"{MARK} child", "adults-0-role": "victim", "adults-0-given_name": f"{MARK} adult",
    }  # fmt: skip
    reply = await scene.desk.post("/contacts", filled | {field: value})
    assert reply.status_code == 422 and says(reply, "Nothing was logged yet")
    for name, typed in filled.items():
        assert name == field or not typed.startswith(MARK) or typed in reply.text, f"{name} was lost"
    assert await scene.board.state() == before


@pytest.mark.parametrize(
    "since",
    [
        "",
        "1",
        "x",
        "-1.2.3",
        "1.-2.3",
        "1.9999999999999999.1",
        "1.1.1.1.1.1.1.1",
        "1.1\x00.1",
        "1." + "9" * 9_000,
    ],
)
async def test_forged_cursor_is_refused_and_one_ahead_loads_anew(scene: Scene, since: str) -> None:
    page = await scene.desk.page()
    reply = await scene.desk.client.get("/live/frames", params={"page": page.token, "since": since})
    assert reply.status_code == 422 and "Load the page again" in reply.json()["notice"]["errors"]["since"]
    ahead = await scene.desk.client.get(
        "/live/frames", params={"page": page.token, "since": "1.999999.999999"}
    )
    assert ahead.json() == {"reload": True}


async def test_forged_page_opens_neither_frames_nor_socket_and_makes_no_click_fail(scene: Scene) -> None:
    page, other = await scene.desk.page(), await (await scene.board.desk(Role.POLICE, "Pat Osei")).page()
    forged = [
        "",
        "x",
        page.token[:-3],
        page.token + "x",
        page.token.swapcase(),
        "." * 5_000,
        "\x00",
        other.token,
    ]
    for token in forged:
        reply = await scene.desk.client.get("/live/frames", params={"page": token, "since": page.since()})
        assert reply.status_code == 404 and reply.json()["notice"]["sentence"].startswith(
            "There is nothing here for you."
        )
        if token.isascii() and token.isprintable():
            headers = {"Board-Page": token, "Board-Since": page.since()}
            claimed = await scene.act("claim", {}, headers=headers)
            assert claimed.status_code == 200 and claimed.json()["frames"] == []
    for token in (page.token[:-3] + "xxx", other.token):
        stranger = Page(scene.desk.web, page.cookies, page.path, token=token, regions=page.regions)
        async with stranger.listening():
            await soon(lambda who=stranger: who.closed is not None)
            assert not any("audience" in raw for raw in stranger.raw)


async def test_session_ended_or_locked_in_mid_use_changes_nothing_more(scene: Scene) -> None:
    board = scene.board
    ended, locked = (
        await board.desk(Role.SERVICE_MANAGER, "Esi Boateng"),
        await board.desk(Role.SERVICE_MANAGER, "Lars Lund"),
    )
    page = await ended.page(f"/contacts/{scene.ref}")
    async with board.db.transaction() as tx:
        await end_sessions_of(tx, board.manager, ended.actor.person_id, now=now())
    async with board.db.connection() as conn:
        session = await session_of_token(conn, locked.session, now())
    async with board.db.transaction() as tx:
        await lock_session(tx, session, now=now())
    before = await board.state()
    form = {
        "reason": MARK,
        "rag": "red",
        "outcome": OUTCOME,
        "person": "1",
        "adult": "1",
        "given_name": MARK,
        "code": "A",
        "name": MARK,
    }
    for line in LINES:
        if line.method != "POST" or "{hub}" not in line.path:
            continue
        path = re.sub(
            r"\{\w+:uuid\}",
            str(uuid.UUID(int=7)),
            line.path.replace("{hub}", board.hub.key).replace("{ref}", scene.ref),
        )
        path = re.sub(r"\{\w+:int\}", "1", path)
        for desk, says_, why in (
            (ended, "You are not signed in", "session"),
            (locked, "Your screen locked", "locked"),
        ):
            plain = await desk.client.post(path, data=form)
            assert plain.status_code == 401 and says(plain, says_)
            click = await desk.client.post(
                path, data=form, headers={"Board-Page": page.token, "Board-Since": page.since()}
            )
            assert (click.status_code, click.json()["ended"], click.json()["frames"]) == (401, why, [])
            assert MARK not in plain.text + click.text
    assert await board.state() == before


ODD = st.sampled_from(
    [
        "",
        "\x00",
        "red",
        "nfa",
        "yes",
        "1",
        "-1",
        "9" * 30,
        "2999-01-01",
        "<script>",
        "\u202e",
        "a" * 3_000,
        "children-0",
    ]
)
VALUE = ODD | st.text(max_size=20)
NAMES = st.sampled_from([
    "reason", "rag", "child", "person", "adult", "outcome", "given_name", "born_on", "unborn", "expected_on", "code", "name", "email",
    "password", "next", "current", "new", "summary", "source", "children-0-given_name", "add", "remove", "received_on-day", "form_key",
])  # fmt: skip
# Not: what would sign this very desk out, and what takes half a second of hashing a try.
POSTS = [
    line.path
    for line in LINES
    if line.method == "POST" and not line.path.startswith(("/sign-", "/locked", "/session", "/people"))
]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    path=st.sampled_from(POSTS),
    form=st.dictionaries(NAMES | st.text(max_size=8), VALUE, max_size=8),
    content=st.none() | st.binary(max_size=80),
)
async def test_any_form_is_taken_or_refused_in_words_and_a_refused_one_changes_nothing(
    scene: Scene, path: str, form: dict[str, str], content: bytes | None
) -> None:
    before = await scene.board.state()
    here = path.replace("{hub}", scene.board.hub.key).replace("{ref}", scene.ref)
    here = re.sub(r"\{\w+:uuid\}", str(uuid.UUID(int=7)), re.sub(r"\{\w+:int\}", "1", here))
    body: dict[str, Any] = {"data": form} if content is None else {"content": content, "headers": PLAIN}
    reply = await scene.desk.client.post(here, **body)
    assert reply.status_code < 500, (here, form, content)
    if reply.status_code not in (200, 204, 303):
        assert await scene.board.state() == before, (here, form, content)


async def test_database_away_is_said_and_everything_works_again_when_it_is_back(
    cluster: servers.Cluster,
) -> None:
    url = cluster.start()
    database, folder = Database(url), servers.run_folder() / uuid.uuid4().hex[:8]
    folder.mkdir(mode=0o755)
    async with served(database, folder, policy=AT_EASE) as board:
        desk, system = await board.desk_of(board.manager), await board.system()
        ref = await board.contact()
        cluster.postgres.stop()
        form = {"reason": MARK, "rag": "red"}
        plain = await desk.post(f"/contacts/{ref}/rating", form)
        click = await desk.post(
            f"/contacts/{ref}/rating", form, headers={"Board-Page": "x", "Board-Since": "1.1.1"}
        )
        for reply in (plain, click, await desk.get(), await system.post("/contacts", json={})):
            assert (reply.status_code, reply.headers["retry-after"]) == (503, "2")
        assert (
            says(plain, "cannot reach its database") and "cannot reach" in click.json()["notice"]["sentence"]
        )
        assert (await desk.client.get("/readyz")).status_code == 503
        assert (await desk.client.get("/healthz")).status_code == 200
        cluster.postgres.start()
        assert (await desk.post(f"/contacts/{ref}/claim")).status_code == 303
        assert (await desk.client.get("/readyz")).status_code == 200
        assert MARK not in board.logs() and "asyncpg" not in plain.text
    await database.close()
