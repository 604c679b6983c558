"""Steps of the tests of uploaded lists: upload one, run a worker, read the page, answer its questions."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
from sqlalchemy import text

from board.secrets import Secrets
from tests.processes import KEY
from tests.served import Board, Desk, now
from workers.lists import Lists

FILE_NAME = "Quill family.csv"
HEADER = "Reference,Date received,Time,Concern,Summary,Child name,Child DOB\n"


def line(
    reference: str, name: str, *, time: str = "02:15", born: str = "02/03/2017", summary: str = "Seen alone."
) -> str:
    """A line of a plain list, of yesterday."""
    day = f"{now() - timedelta(days=1):%d/%m/%Y}"
    return f"{reference},{day},{time},Neglect,{summary},{name},{born}\n"


async def work(board: Board, later: timedelta = timedelta(0)) -> None:
    """Run the worker once, as it does each second."""
    await Lists(Secrets([KEY])).work(board.db, now() + later)


async def upload(desk: Desk, content: str | bytes, **form: str) -> httpx.Response:
    """Upload this list, of a new sender unless another is said."""
    body = content.encode() if isinstance(content, str) else content
    said = {"sender": "new", "sender_name": "Northborough Police", "source": "police", "concern": ""} | form
    return await desk.client.post(f"{desk.here}/lists", data=said, files={"file": (FILE_NAME, body)})


async def uploaded(board: Board, desk: Desk, content: str | bytes, **form: str) -> str:
    """The address of this list, once a worker has read it."""
    reply = await upload(desk, content, **form)
    assert reply.status_code == 303, words(reply.text)
    await work(board)
    return str(reply.headers["location"])


def words(html: str) -> str:
    """The words of a page."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


async def shown(desk: Desk, here: str) -> str:
    """The words of the page at this address."""
    reply = await desk.client.get(here)
    assert reply.status_code == 200, reply.text
    return words(reply.text)


async def answered(board: Board, desk: Desk, here: str, columns: dict[str, str], **said: str) -> str:
    """Explain these columns and answer the other questions; the words of the page once a worker has read the list again."""
    html = (await desk.client.get(here)).text
    places = {
        unescape(header): place for place, header in re.findall(r'name="header-(\d+)" value="([^"]*)"', html)
    }
    data = {f"column-{place}": chosen(html, place) for place in places.values()}
    data |= {f"column-{places[header]}": meaning for header, meaning in columns.items()} | said
    reply = await desk.client.post(f"{here}/answers", data=data)
    assert reply.status_code == 303, words(reply.text)
    await work(board)
    return await shown(desk, here)


def chosen(html: str, place: str) -> str:
    """The choice of this column before anybody touches it."""
    select = html[html.index(f'id="column-{place}"') :]
    options = re.findall(r'<option value="([^"]*)"( selected)?>', select[: select.index("</select>")])
    return next((value for value, is_chosen in options if is_chosen), options[0][0])


async def kept(board: Board, desk: Desk, here: str) -> str:
    """Keep this list; the words of the page once a worker has kept it."""
    assert (await desk.client.post(f"{here}/keep")).status_code == 303
    await work(board)
    return await shown(desk, here)


async def rows(board: Board, query: str, **facts: Any) -> list[Any]:
    """The rows of this query."""
    async with board.db.connection() as conn:
        return [tuple(row) for row in await conn.execute(text(query), facts)]
