"""A list comes in through the page: each line is shown before it is kept, and held-back lines come back to be fixed."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request

from board.domain.permissions import Role
from board.intake.lists.table import FILE_LIMIT
from board.secrets import Secrets
from board.store.engine import Database
from board.web.forms import file_and_fields
from tests.processes import KEY
from tests.served import Board, now, served
from tests.web.lists.listing import (
    FILE_NAME,
    HEADER,
    kept,
    line,
    rows,
    shown,
    upload,
    uploaded,
    words,
    work,
)

CHILDREN = "select given_name, family_name, born_on::text from children order by family_name, given_name"
DAY = f"{now() - timedelta(days=1):%d/%m/%Y}"


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as made:
        yield made


async def test_lines_held_back_are_shown_with_their_content_and_come_back_as_a_file_that_is_fixed(
    board: Board,
) -> None:
    mina = await board.desk(Role.ADMIN, "Ola Marsh")
    bad = line("P-2", "Ned Rook", born="31/02/2017") + line("P-3", "Ada Finch", summary="Hurt, it is said.")
    bad += line("P-4", "Sol Heron", summary="=HYPERLINK(1)")
    here = await uploaded(board, mina, HEADER + line("P-1", "Tam Wren") + bad)
    page = await shown(mina, here)
    assert "4 lines, 3 held back" in page
    assert "Line 3 Column “Child DOB”" in page and "Child name Ned Rook" in page
    page = await kept(board, mina, here)
    assert (
        "Kept: 1 of 4 lines" in page
        and "3 lines held back" in page
        and "Download the lines held back" in page
    )

    reply = await mina.client.get(f"{here}/held-back/0")
    assert reply.headers["content-disposition"] == 'attachment; filename="held-back-lines.csv"'
    text = reply.content.decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text)))
    assert [len(cells) for cells in found] == [8, 8, 9, 8], "a line with a cell too many still has it"
    assert "'=HYPERLINK(1)" in found[3], "no spreadsheet runs what stands in a list"

    [(sender,)] = await rows(board, "select sender_id from senders")
    again = await uploaded(board, mina, reply.content, sender=str(sender))
    assert "3 lines, 3 held back" in await shown(mina, again), "sent again as it is, it is held back again"
    out = io.StringIO(newline="")
    fixed = [
        found[0],
        [*found[1][:7], "28/02/2017"],
        [*found[2][:5], "Hurt. It is said.", *found[2][7:]],
        found[3],
    ]
    fixed[3][5] = "Seen alone."
    csv.writer(out).writerows(fixed)
    mended = await uploaded(board, mina, out.getvalue(), sender=str(sender))
    assert "3 lines, 0 held back" in await shown(mina, mended)
    await kept(board, mina, mended)
    assert len(await rows(board, CHILDREN)) == 4

    for one in (here, again):
        assert (await mina.client.post(f"{one}/throw-away", data={"reason": ""})).status_code == 422
        assert (await mina.client.post(f"{one}/throw-away", data={"reason": "sent_again"})).status_code == 303
    page = await shown(mina, f"{mina.here}/lists")
    assert "Your lists to finish None." in page and "thrown away, 3 lines held back" in page.lower()
    assert await rows(board, "select count(*) from drafts where words is not null") == [(0,)]


async def test_one_list_uploaded_twice_at_once_is_kept_once_whoever_sends_it(board: Board) -> None:
    mina, noor = await board.desk(Role.ADMIN, "Ola Marsh"), await board.desk(Role.ADMIN, "Noor Khan")
    content = HEADER + line("P-1", "Tam Wren") + line("", "Ada Finch", summary="Without a reference.")
    replies = await asyncio.gather(*(upload(one, content) for one in (mina, mina, noor, noor)))
    there = {reply.headers["location"] for reply in replies if reply.status_code == 303}
    told = [words(reply.text) for reply in replies if reply.status_code != 303]
    assert len(there) == 1 and len(told) == 2 and all("uploaded this file before you" in one for one in told)

    owner = mina if replies[0].status_code == 303 else noor
    (here,) = there
    await work(board)
    await asyncio.gather(*(owner.client.post(f"{here}/keep") for _ in range(3)))
    await asyncio.gather(*(work(board) for _ in range(3)))
    assert "Kept: 2 of 2 lines" in await shown(owner, here)

    again = await uploaded(board, noor, content, sender_name="northborough  police")
    assert "2 lines, 0 held back" in (page := await shown(noor, again)) and "Here already 2" in page
    await kept(board, noor, again)
    assert len(await rows(board, "select ref from contacts")) == 2
    assert await rows(board, "select count(*) from late_information") == [(0,)]
    assert await rows(board, "select count(*) from senders") == [(1,)]


async def test_a_line_that_may_be_of_an_incident_that_is_here_is_asked_about_and_both_are_kept_unless_answered(
    board: Board,
) -> None:
    ola = await board.desk(Role.ADMIN, "Ola Marsh")
    first = await uploaded(board, ola, HEADER + line("P-1", "Tam Wren"))
    await kept(board, ola, first)
    [(ref,)] = await rows(board, "select ref from contacts")
    here = await uploaded(board, ola, HEADER + line("P-1", "Ada Finch", summary="Another story."))
    page = await shown(ola, here)
    assert f"may be the same incident or family as {ref}" in page and "Keep both" in page, page
    html = (await ola.client.get(here)).text
    (name,) = set(re.findall(r'name="(same-\d+)"', html))
    assert (await ola.client.post(f"{here}/keep", data={name: "ZZZZ"})).status_code == 409
    assert (await ola.client.post(f"{here}/keep", data={name: ref})).status_code == 303
    await work(board)
    assert "Late information 1" in await shown(ola, here)
    assert await rows(board, "select count(*) from contacts") == [(1,)]


async def test_words_of_a_list_lie_sealed_and_neither_they_nor_its_name_stand_anywhere_else(
    board: Board, database_url: str
) -> None:
    mina, other = await board.desk(Role.ADMIN, "Ola Marsh"), await board.desk(Role.ADMIN, "Noor Khan")
    police = await board.desk(Role.POLICE, "Ines Moreau")
    manager = await board.desk(Role.MANAGER, "Carys Lloyd")
    large = HEADER + "".join(
        line(f"P-{n}", "Zuzanna Sentinelska", summary="Heard. " * 4000) for n in range(60)
    )
    assert len(large) > 1_000_000
    here = await uploaded(board, mina, large, sender_name="Force of sentinels")

    for one in (other, manager, police):
        assert (await one.client.get(here)).status_code in (403, 404)
        assert (await one.client.post(f"{here}/keep")).status_code in (403, 404)
        assert (await one.client.post(f"{here}/throw-away", data={"reason": "twice"})).status_code in (
            403,
            404,
        )
    assert (await police.client.get(f"{police.here}/lists")).status_code == 403
    assert (await upload(police, HEADER)).status_code == 403
    assert (await other.client.post(f"{here}/take-over")).status_code == 403

    kept_rows = await rows(
        board, "select encode(words, 'escape') || coalesce(encode(found, 'escape'), '') from drafts"
    )
    events = await rows(board, "select body from events")
    readings = await rows(board, "select page, why from readings where why = 'list'")
    for where in (str(kept_rows), str(events), str(readings), board.logs(), here):
        assert (
            "Sentinelska" not in where and FILE_NAME.split(".")[0] not in where and "sentinels" not in where
        )
    assert readings == [], "nobody has seen it yet: what was refused is no reading"
    await shown(mina, here)
    assert await rows(board, "select page, why from readings where why = 'list'") == [
        ("/hubs/{hub}/lists/{list:uuid}", "list")
    ]

    assert (await manager.client.post(f"{here}/take-over")).status_code == 303
    assert "60 lines" in await shown(manager, here) and (await mina.client.get(here)).status_code == 404
    assert "list_taken_over" in {kind for (kind,) in await rows(board, "select kind from events")}
    assert (await manager.client.post(f"{here}/throw-away", data={"reason": "wrong_file"})).status_code == 303
    assert await rows(board, "select words, found, ended_as from drafts") == [(None, None, "wrong_file")]
    assert Secrets([KEY]).unseal_bytes(b"anything") is None


async def test_files_that_are_no_lists_are_refused_with_what_to_do_and_keep_what_was_typed(
    board: Board,
) -> None:
    mina = await board.desk(Role.ADMIN, "Ola Marsh")
    reply = await upload(mina, b"", sender_name="Force B")
    assert reply.status_code == 422 and "Choose a file" in reply.text and 'value="Force B"' in reply.text
    for form, says in (
        ({"sender_name": "", "source": ""}, "name a new sender"),
        ({"sender_name": "ola@force.example"}, "without “@”"),
        ({"source": "nobody"}, "Choose one of"),
        ({"sender_name": "\x00"}, "cannot be read"),
    ):
        reply = await upload(mina, HEADER, **form)
        assert reply.status_code == 422 and says in words(reply.text), words(reply.text)
    assert (await upload(mina, HEADER, sender="999")).status_code == 404
    huge = await upload(mina, b"x" * (10 * 1024 * 1024 + 1))
    assert huge.status_code == 422 and "larger than 10 MB" in huge.text
    assert (await upload(mina, b"x" * (11 * 1024 * 1024))).status_code == 413
    assert (await mina.client.post(f"{mina.here}/lists", data={"file": "x"})).status_code == 422
    strange = await mina.client.post(
        f"{mina.here}/lists",
        content=b"--x\r\nbroken",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert strange.status_code == 422
    assert await rows(board, "select count(*) from drafts") == [(0,)]

    here = await uploaded(board, mina, b"%PDF-1.7 ...")
    assert "This is a PDF" in await shown(mina, here)
    assert "Throw this list away" in await shown(mina, here)
    foreign = await mina.client.post(f"{here}/keep", headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    assert (await mina.client.post(f"{here}/keep")).status_code == 409


async def test_form_of_a_file_is_never_written_to_disk_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A temporary file of an upload would hold a list in clear."""

    def refuse(_file: tempfile.SpooledTemporaryFile[bytes]) -> None:
        raise AssertionError("the file was written to disk")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", refuse)
    content = b"x" * (FILE_LIMIT - 1)
    asked = httpx.Request("POST", "http://x", data={"sender": "1"}, files={"file": ("a.csv", content)})
    body = asked.read()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(name.lower().encode(), value.encode()) for name, value in asked.headers.items()]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    sent, found = await file_and_fields(request, "sender", largest=FILE_LIMIT)
    assert sent == content and found == {"sender": "1"}
