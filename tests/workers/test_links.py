"""Links go out by mail and codes as text messages, with nothing of the contact in them; a colleague is told of what did not arrive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from board.commands.link.codes import make_code
from board.commands.link.ending import withdraw_link
from board.domain.deliveries import Answer, Answered, Channel
from board.domain.messages import About, LinkMail, Message
from board.secrets import Secrets, token_hash
from board.settings import Settings
from board.store.engine import Database
from board.store.link import link_of_token
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import LEAD, SECRETS, Outside, enter, outside, sent, stated
from tests.notify import FakeNotify
from tests.notify import listening as notifying
from tests.processes import KEY
from tests.sink import Sink, listening
from workers.outbox import Outbox
from workers.senders.mail import Post
from workers.senders.notify import Notify
from workers.senders.smtp import Smtp

NOW = make.NOW
SOON = NOW + timedelta(minutes=5)
STATES = "select state::text, problem from deliveries where link_id is not null or code_id is not null order by created_at"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening(Sink()) as made:
        yield made


@pytest.fixture
def texts() -> Iterator[FakeNotify]:
    with notifying(FakeNotify()) as made:
        yield made


def post(tmp_path: Path, *keys: str, **more: str) -> Post:
    settings = Settings(data=tmp_path, secret_key=KEY, origin="https://board.example", **more)  # type: ignore[arg-type]
    return Post(settings, Secrets(keys or [KEY]))


def mailer(tmp_path: Path, sink: Sink, *keys: str) -> Outbox:
    return Outbox({Channel.EMAIL: Smtp(sink.url, post(tmp_path, *keys), a_minute=60_000)})


class Refusing:
    """A provider that will never take it."""

    name, can_ask = "smtp", False

    async def send(self, message: Message) -> Answer:
        return Answer(Answered.REFUSED, "smtp", "smtp_550")

    async def ask(self, message_id: object) -> Answer | None:
        return None

    def room(self, begun: int) -> int:
        return 8

    async def close(self) -> None:
        return None


async def test_the_mail_of_a_link_opens_it_and_says_nothing_of_anybody(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    world = await outside(database)
    link = await sent(database, world, "What do you know of Marlow?")
    assert await mailer(tmp_path, sink).send(database, NOW) == 1
    assert await mailer(tmp_path, sink).send(database, NOW) == 0, "once"
    (mail,) = sink.taken
    assert mail.to == LEAD
    words = mail.mail.get_content()
    assert mail.mail["Subject"] == "A page at work is waiting for you"
    for name in ("Rhona", "Asha", "Marlow", world.ref, "Northborough", "MASH", "child", "abuse", "contact"):
        assert name not in f"{words} {mail.mail['Subject']} {mail.mail['From']}", name
    [(address, token)] = re.findall(r"(https://board\.example/l)#(\S+)", words)
    assert address not in token
    async with database.connection() as conn:
        opened = await link_of_token(conn, token_hash(token))
    assert opened
    assert opened.link_id == link
    assert await rows(database, STATES) == [("sent", None)]


async def test_a_code_is_in_the_text_message_alone_and_opens_the_link(
    database: Database, texts: FakeNotify, tmp_path: Path
) -> None:
    world = await outside(database)
    link = await sent(database, world)
    await stated(database, world, link)
    made = await do(database, make_code, world.asha, SECRETS, link, world.mobile, "text", minutes=1)
    assert made.code is None
    outbox = Outbox({Channel.SMS: Notify(post(tmp_path, **texts.settings))})
    assert await outbox.send(database, NOW) >= 0
    assert not texts.posts, "not before it is due"
    await outbox.send(database, SOON)
    (said,) = texts.posts
    assert said["phone_number"] == "+447700900123"
    [code] = re.findall(r"\b\d{6}\b", said["personalisation"]["text"])
    assert "Rhona" not in str(said)
    assert world.ref not in str(said)
    assert (await enter(database, world, link, code))[0].right
    await outbox.close()


async def test_what_is_over_is_not_sent(
    database: Database, sink: Sink, texts: FakeNotify, tmp_path: Path
) -> None:
    world = await outside(database)
    link, used = await sent(database, world), await sent(database, world, "Was he in school today?")
    await stated(database, world, used)
    await do(database, make_code, world.asha, SECRETS, used, world.mobile, "text", minutes=1)
    await do(database, make_code, world.wes, SECRETS, used, world.office, "call", minutes=2)
    await do(database, withdraw_link, world.wes, link, minutes=2)
    outbox = mailer(tmp_path, sink)
    outbox._senders[Channel.SMS] = Notify(post(tmp_path, **texts.settings))
    await outbox.send(database, SOON)
    assert len(sink.taken) == 1, "the link that stays"
    assert not texts.posts, "a newer code voided it"
    assert sorted(await rows(database, STATES)) == [
        ("given_up", "not_wanted"),
        ("given_up", "not_wanted"),
        ("sent", None),
    ]
    await outbox.close()


async def test_a_link_made_before_the_server_key_was_rotated_goes_out_with_its_own_token(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    world = await outside(database)
    link = await sent(database, world)
    await mailer(tmp_path, sink, KEY, "another key of forty characters, the new one").send(database, NOW)
    [token] = re.findall(r"/l#(\S+)", sink.taken[0].mail.get_content())
    async with database.connection() as conn:
        opened = await link_of_token(conn, token_hash(token))
    assert opened
    assert opened.link_id == link


async def told_of_failure(database: Database, world: Outside) -> list[tuple[int]]:
    return await rows(database, "select person_id from deliveries where kind = 'delivery_failed'")


@pytest.mark.parametrize("way", ["refused", "no sender", "address no longer allowed"])
async def test_a_colleague_is_told_of_a_link_that_did_not_arrive(
    database: Database, tmp_path: Path, sink: Sink, way: str
) -> None:
    world = await outside(database)
    await sent(database, world)
    match way:
        case "refused":
            outbox = Outbox({Channel.EMAIL: Refusing()})
        case "no sender":
            outbox = Outbox({})
        case _:
            outbox = mailer(tmp_path, sink)
            async with database.transaction() as tx:
                await tx.conn.exec_driver_sql("update agencies set mail_domains = '{}'")
    await outbox.send(database, NOW)
    [(state, problem)] = await rows(database, STATES)
    assert (state, problem) == (
        "given_up",
        {"refused": "smtp_550", "no sender": "no_sender"}.get(way, "no_address"),
    )
    assert await told_of_failure(database, world) == [(world.asha.person_id,)]
    assert not sink.taken
    [(contact, concerned)] = await rows(
        database, "select contact_id, concerns from events where kind = 'delivery_failed'"
    )
    assert contact
    assert concerned == [world.asha.person_id]


def test_the_same_link_is_the_same_mail(tmp_path: Path) -> None:
    one = UUID(int=7)
    mail = LinkMail(
        one, None, token_hash(Secrets([KEY]).link_tokens(one)[0]), "You are asked a question at work."
    )
    message = Message(
        1, UUID(int=77), Channel.EMAIL, None, LEAD, False, NOW, 0, (About(one, None),), link=mail
    )
    again = replace(message, tries=3, lost=True)
    assert post(tmp_path).bytes_of(message) == post(tmp_path).bytes_of(again)
