"""A hub that is not invented: no code is in any log, catcher, mail, API answer, table or page, except the page of the person who calls."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sqlalchemy import text

from board.catcher import Caught
from board.domain.deliveries import Channel
from board.domain.permissions import Role
from board.secrets import Secrets
from board.settings import Settings
from board.store.engine import Database
from tests import make
from tests.commands.link.outside import outside, stated
from tests.notify import FakeNotify
from tests.notify import listening as notifying
from tests.processes import KEY
from tests.served import Board, now, served
from tests.sink import Sink, listening
from tests.web.link.door import code_in
from workers.outbox import Outbox
from workers.senders.mail import Post
from workers.senders.notify import Notify
from workers.senders.smtp import Smtp


async def tables(board: Board) -> str:
    """Every row of every table, without the parts of seconds, which are six digits too."""
    names = text("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
    found = []
    async with board.db.connection() as conn:
        for name in (await conn.execute(names)).scalars().all():
            rows = await conn.execute(text(f"select to_jsonb(t) from {name} t"))
            found += [json.dumps(row) for (row,) in rows]
    return re.sub(r"\.\d{5,6}\b", "", "\n".join(found))


async def test_a_code_is_on_the_page_of_the_person_who_calls_once_and_nowhere_else(
    database: Database, data_folder: Path, tmp_path: Path
) -> None:
    async with served(database, data_folder) as board:
        at = (now() - make.NOW).total_seconds() / 60
        world = await outside(database, hub=board.hub, at=at)
        asha, wes = await board.desk_of(world.asha), await board.desk_of(world.wes)
        here = f"/contacts/{world.ref}/outside"
        asked = {"guest": str(world.guest), "question": "What do you know?"}
        assert (await asha.post(here, asked)).status_code == 303
        [(link,)] = [tuple(row) for row in await _rows(board, "select link_id from links")]
        refused = await asha.post(f"{here}/{link}/code", {"entry": str(world.office), "route": "call"})
        assert refused.status_code == 409
        answers = [refused.text]
        await stated(database, world, link, minutes=(now() - make.NOW).total_seconds() / 60)  # type: ignore[arg-type]
        reply = await wes.post(f"{here}/{link}/code", {"entry": str(world.office), "route": "call"})
        called = code_in(reply.text)
        assert reply.text.count(f"{called[:3]} {called[3:]}") == 1
        texted = await asha.post(f"{here}/{link}/code", {"entry": str(world.mobile), "route": "text"})
        answers += [texted.text, str(texted.headers)]
        made = await _rows(board, "select code_id from link_codes order by made_at")
        codes = {called, *(Secrets([KEY]).link_codes(row[0])[0] for row in made)}
        with listening(Sink()) as sink, notifying(FakeNotify()) as texts:
            settings = Settings(data=tmp_path, secret_key=KEY, **texts.settings)  # type: ignore[arg-type]
            post = Post(settings, Secrets([KEY]))
            outbox = Outbox({Channel.EMAIL: Smtp(sink.url, post, a_minute=60_000), Channel.SMS: Notify(post)})
            await outbox.send(database, now())
            await outbox.close()
            assert [one["phone_number"] for one in texts.posts] == ["+447700900123"], "to the number alone"
            answers += [one.mail.get_content() + str(one.mail["Subject"]) for one in sink.taken]
            assert sink.taken
        system = await board.system(Role.ADMIN, "Case system")
        for path in (
            f"/contacts/{world.ref}/links",
            "/guests",
            "/events?since=0&limit=200",
            f"/contacts/{world.ref}",
            "/directory",
        ):
            answers.append((await system.get(path)).text)
        sent = await system.post(f"/contacts/{world.ref}/links/{link}/code", json={"entry_id": world.mobile})
        assert sent.status_code == 200 and sent.json()["not_aware"] is False, sent.text
        answers.append(sent.text)
        for desk in (asha, wes, await board.desk_of(board.manager)):
            for path in (
                here,
                f"{here}/{link}/code",
                f"/contacts/{world.ref}",
                "/guests",
                "/desk",
                "/deliveries",
            ):
                answers.append((await desk.get(path)).text)
        everything = "\n".join([*answers, await tables(board), board.logs()])
        found = [code for code in codes if re.search(rf"\b{code[:3]}[ -]?{code[3:]}\b", everything)]
        assert found == []
        assert list(Caught().mails) == [], (
            "a catcher is a server of its own, which this deployment has not started"
        )


async def _rows(board: Board, query: str) -> list[tuple[object, ...]]:
    async with board.db.connection() as conn:
        return [tuple(row) for row in await conn.execute(text(query))]
